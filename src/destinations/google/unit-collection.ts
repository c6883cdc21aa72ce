/** A collection of contacts, events or tasks: what all three have in common. What is sent goes one after the other, as Google asks for. */
import type {
  Answer,
  Expectation,
  Found,
  OpenCollection,
  Prepared,
  Present,
  Ready,
  Ref,
} from '../../transfer/destination.js';
import type { OpenedMessage, SourceFolder, SourceMessage } from '../../transfer/source.js';
import type { GoogleSession } from './session.js';
import type { Made, Unit, Units } from './units.js';

/** What is particular to a kind. */
export interface UnitTarget<T extends Made> {
  readonly version: string;
  readonly together: { readonly items: number; readonly bytes: number };
  readonly units: Units<T>;
  /** Looks at all that is there. */
  look(): Promise<void>;
  /** What it saw, as items where they are known. An item of which only a part is there is not. */
  present(): readonly Present[];
  /** Sends items: all of them, or a refusal for all. */
  send(units: readonly Unit<T>[]): Promise<Answer>;
  /** What is there in place of an item that is not there as expected; null for nothing. */
  instead?(unit: Unit<T>): string | null;
  /** Adds what items lack that were found there. */
  complete?(units: readonly { readonly unit: Unit<T>; readonly ref: Ref }[]): Promise<void>;
  /** Makes the collection anew. */
  create(): Promise<void>;
  /** A folder of it was read: what that tells about the collection itself is set. */
  settle?(): Promise<void>;
}

/** Between references of an item that became several things. */
export const JOINT = ' ';

export class UnitCollection<T extends Made> implements OpenCollection {
  readonly next = null;
  readonly #session: GoogleSession;
  readonly #target: UnitTarget<T>;
  readonly #ready = new WeakMap<Prepared, Unit<T>>();
  /** What is there, by the items known so far; null when more of them are known since. */
  #seen: readonly Present[] | null = null;
  /** The last of what was sent; what comes next waits for it. */
  #last: Promise<unknown> = Promise.resolve();

  /** `target` has looked. */
  constructor(session: GoogleSession, target: UnitTarget<T>) {
    this.#session = session;
    this.#target = target;
  }

  get version(): string {
    return this.#target.version;
  }

  get size(): number {
    return this.#there.length;
  }

  get together(): { readonly items: number; readonly bytes: number } {
    return this.#target.together;
  }

  async read(folder: SourceFolder, items: AsyncIterable<OpenedMessage>): Promise<void> {
    await this.#target.units.read(folder, items);
    this.#seen = null;
    await this.#session.guard(async () => this.#target.settle?.());
  }

  prepare(opened: OpenedMessage, folder: SourceFolder): Ready {
    if ('problem' in opened) return { failure: opened.problem };
    opened.release?.();
    const unit = this.#target.units.of(folder, opened.message);
    if (unit === null) return { failure: 'it came while the folder was being read: the next run takes it' };
    if (unit.refusal !== null) {
      const { result, reason } = unit.refusal;
      return result === 'skipped' ? { skip: reason } : { failure: reason };
    }
    const body = { length: opened.message.size, content: [] };
    const item: Prepared = { key: unit.key, flags: [], date: null, body, release: () => undefined };
    this.#ready.set(item, unit);
    return { item, notes: unit.notes };
  }

  expect({ message }: Exclude<OpenedMessage, { problem: string }>, folder: SourceFolder): Expectation | null {
    const unit = this.#target.units.of(folder, message);
    if (unit === null || unit.refusal !== null) return null;
    return { key: unit.key, fingerprint: unit.key, flags: [], date: null, shared: unit.shared };
  }

  async send(batch: readonly Prepared[]): Promise<{ readonly answer: Promise<Answer> }> {
    await this.#last;
    this.#session.demand();
    const units = batch.map((item) => {
      const unit = this.#ready.get(item);
      if (unit === undefined) throw new Error('an item was sent that was not made ready here');
      return unit;
    });
    const answer = this.#session.answer(() => this.#target.send(units));
    this.#last = answer.catch(() => undefined);
    return { answer };
  }

  async drained(): Promise<void> {
    await this.#last;
    if (this.#session.lost === null) this.#session.demand();
  }

  create(): Promise<void> {
    return this.#session.guard(() => this.#target.create());
  }

  async refs(_: number, again: boolean): Promise<readonly Ref[]> {
    if (again) await this.renew();
    return this.#there.map(({ ref }) => ref);
  }

  look(refs: readonly Ref[] | null, keys: boolean, onPresent: (present: Present) => void): Promise<void> {
    const wanted = refs === null ? null : new Set(refs);
    for (const present of this.#there)
      if (wanted === null || wanted.has(present.ref)) onPresent(keys ? present : { ...present, key: '' });
    return Promise.resolve();
  }

  fingerprints(refs: readonly Ref[]): Promise<ReadonlyMap<Ref, string>> {
    const wanted = new Set(refs);
    const found = this.#there.filter(({ ref }) => wanted.has(ref));
    return Promise.resolve(new Map(found.map(({ ref, key }) => [ref, key])));
  }

  instead(message: SourceMessage, folder: SourceFolder): Promise<string | null> {
    const unit = this.#target.units.of(folder, message);
    return Promise.resolve(unit === null ? null : (this.#target.instead?.(unit) ?? null));
  }

  async adopt(found: readonly Found[]): Promise<void> {
    const units = found.flatMap(({ present: { ref }, message, folder }) => {
      const unit = this.#target.units.of(folder, message);
      return unit === null ? [] : [{ unit, ref }];
    });
    await this.#session.guard(async () => this.#target.complete?.(units));
  }

  async renew(): Promise<void> {
    await this.#session.guard(() => this.#target.look());
    this.#seen = null;
  }

  rest(): Promise<void> {
    return Promise.resolve();
  }

  get #there(): readonly Present[] {
    this.#seen ??= this.#target.present();
    return this.#seen;
  }
}
