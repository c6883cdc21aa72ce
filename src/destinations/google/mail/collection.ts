/**
 * All mail of an account: one collection, because a message in several folders is one message with several labels. What the engine
 * knows as flags are the labels too, so that they are confirmed and proved like flags.
 */
import { Refused } from '../../../core/failures.js';
import { Window } from '../../../protocols/http/window.js';
import { GoogleError } from '../../../protocols/http/google-errors.js';
import type { SlabPool } from '../../../protocols/imap/slabs.js';
import type {
  Answer,
  Change,
  Expectation,
  Found,
  OpenCollection,
  Place,
  Prepared,
  Present,
  Ready,
  Ref,
} from '../../../transfer/destination.js';
import { folderKey } from '../../../transfer/run/tally.js';
import type { OpenedMessage, SourceFolder } from '../../../transfer/source.js';
import type { Speaking } from '../session.js';
import { deliver, type Delivered, isAboutLabel } from './delivery.js';
import { expectedFlags, keptFlags, labelFlag, stateLabels } from './flags.js';
import { KnownMessages } from './known.js';
import { joinChange, LabelChanges } from './label-changes.js';
import { type Labels, labelName } from './labels.js';
import { idsSince, Looking, type Profile, readProfile } from './looking.js';
import { exactFingerprint, expectMail, inMemory, type MailItem, type MailRules, makeMailItem } from './prepare.js';

/** Gmail has nothing like UIDVALIDITY: an id is never given twice. */
export const MAIL_VERSION = 'gmail';

/** What a collection is made of. */
export interface MailSetup extends Speaking {
  readonly labels: Labels;
  readonly places: readonly Place[];
  readonly profile: Profile;
  readonly largest: number | null;
  /** Of messages on their way, whoever sends them. */
  readonly memory: SlabPool;
}

export class MailCollection implements OpenCollection {
  readonly version = MAIL_VERSION;
  readonly together = { items: 1, bytes: Infinity };
  /** Four a second: what is made ready long before is only in the way. */
  readonly ahead = { items: 8, bytes: 128 * 1024 };
  readonly #known = new KnownMessages();
  readonly #setup: MailSetup;
  readonly #window: Window;
  readonly #changes: LabelChanges;
  readonly #looking: Looking;
  /** Names of labels by folder. */
  readonly #labelOf: ReadonlyMap<string, string>;
  /** Answers that somebody waits for. */
  #open = 0;
  #profile: Profile;

  constructor(setup: MailSetup) {
    this.#setup = setup;
    this.#profile = setup.profile;
    this.#window = new Window({ room: setup.session.setup.room });
    this.#changes = new LabelChanges(setup.client);
    this.#looking = new Looking(setup.client, setup.labels);
    this.#labelOf = new Map(setup.places.map(({ folder, path }) => [folderKey(folder), labelName(path)]));
  }

  get size(): number {
    return this.#profile.messagesTotal;
  }

  get next(): number {
    return this.#profile.historyId;
  }

  remember(revisions: ReadonlyMap<Ref, string>): void {
    this.#known.remember(revisions);
  }

  revisionOf({ key, ref, flags }: Present, fingerprint: string): string {
    return this.#known.found(key, fingerprint, flags.includes(labelFlag('DRAFT')), ref);
  }

  prepare(opened: OpenedMessage, folder: SourceFolder): Ready {
    return makeMailItem(opened, this.#rules(folder));
  }

  expect(opened: Exclude<OpenedMessage, { problem: string }>, folder: SourceFolder): Expectation {
    return expectMail(opened, this.#label(folder));
  }

  exact(opened: Exclude<OpenedMessage, { problem: string }>): string {
    return exactFingerprint(opened);
  }

  async send(batch: readonly Prepared[]): Promise<{ readonly answer: Promise<Answer> }> {
    const { session } = this.#setup;
    const [item] = batch as readonly MailItem[];
    if (item === undefined) throw new Error('nothing to send');
    const size = inMemory(item);
    await this.#setup.client.unitsSoon();
    await this.#window.enter(size);
    try {
      session.demand();
    } catch (error) {
      this.#window.leave(false, size);
      // What is under way is told first: it need not be in doubt.
      await this.drained().catch(() => undefined);
      throw error;
    }
    this.#open += 1;
    const answer = session.answer(() => this.#deliver(item)).finally(() => (this.#open -= 1));
    answer.catch(() => undefined);
    return { answer };
  }

  async drained(): Promise<void> {
    while (this.#open > 0) {
      await this.#window.idle();
      // Copies go on when what they are copies of is there.
      await new Promise((resolve) => setImmediate(resolve));
      await this.#changes.flush();
    }
    const { session } = this.#setup;
    if (session.lost === null) session.demand();
  }

  /** Somebody removed a label meanwhile. */
  async create(): Promise<void> {
    const { session, labels } = this.#setup;
    await session.guard(async () => {
      await labels.refresh();
      await labels.ensureAll([...this.#labelOf.values()]);
    });
  }

  refs(from: number): Promise<readonly Ref[]> {
    return this.#setup.session.guard(() => idsSince(this.#setup.client, from));
  }

  look(refs: readonly Ref[] | null, keys: boolean, onPresent: (present: Present) => void): Promise<void> {
    const places = [...new Set(this.#labelOf.values())].flatMap((name) => this.#setup.labels.find(name)?.id ?? []);
    const how = { keys, places, total: this.size };
    return this.#setup.session.guard(() => this.#looking.look(refs, how, onPresent));
  }

  async fingerprints(refs: readonly Ref[]): Promise<ReadonlyMap<Ref, string>> {
    const contents = await this.#setup.session.guard(() => this.#looking.contents(refs));
    // Whatever has a Message-ID there has it: another message with it needs another.
    for (const [ref, { key, digest, isDraft }] of contents) this.#known.found(key, digest, isDraft, ref);
    return new Map([...contents].map(([ref, { digest }]) => [ref, digest]));
  }

  async adopt(found: readonly Found[]): Promise<void> {
    const made = found.map(({ present, message, folder }) => {
      const label = this.#label(folder);
      const { kept } = keptFlags(message.flags);
      const has = new Set(present.flags.map((flag) => flag.toLowerCase()));
      const lacks = expectedFlags(kept, label, false).filter((flag) => !has.has(flag.toLowerCase()));
      return this.#changes.change(String(present.ref), joinChange(this.#setup.labels, label, lacks));
    });
    await this.#made(made);
  }

  async update(changes: readonly Change[], onDone: (done: readonly Change[]) => void): Promise<void> {
    const made = changes.map(async (change) => {
      const had = keptFlags(change.before.split(' ').filter(Boolean)).kept;
      const has = keptFlags(change.message.flags).kept;
      const [before, now] = [stateLabels(had, false), stateLabels(has, false)];
      const add = now.filter((label) => !before.includes(label));
      const remove = before.filter((label) => !now.includes(label));
      await this.#changes.change(String(change.ref), { add, remove });
      onDone([change]);
    });
    await this.#made(made);
  }

  async renew(): Promise<void> {
    this.#profile = await this.#setup.session.guard(() => readProfile(this.#setup.client));
  }

  rest(): Promise<void> {
    return Promise.resolve();
  }

  async #made(changes: readonly Promise<void>[]): Promise<void> {
    const all = Promise.all(changes);
    all.catch(() => undefined);
    await this.#changes.flush();
    await this.#setup.session.guard(() => all);
  }

  /** Uploads a message, or puts its label on the copy that is there. */
  async #deliver(item: MailItem): Promise<Answer> {
    const { identity } = item;
    const size = inMemory(item);
    for (;;) {
      const known = item.label === 'DRAFT' ? undefined : this.#known.refOf(identity);
      if (known === undefined) break;
      this.#window.leave(false, size);
      const there = await Promise.resolve(known).catch(() => null);
      if (there !== null) {
        await this.#changes.change(there, joinChange(this.#setup.labels, item.label, item.kept));
        return { stored: [there], revisions: [identity] };
      }
      await this.#window.enter(size);
    }
    const sent = this.#upload(item);
    const ref = sent.then(({ id }) => id);
    this.#known.sending(identity, ref);
    let isCrowded = false;
    try {
      const { id, notes } = await sent;
      return { stored: [id], revisions: [identity], notes: [notes.join('\n')] };
    } catch (error) {
      if (!(error instanceof GoogleError)) throw error;
      isCrowded = error.advice.kind === 'later' && error.advice.why === 'concurrency';
      if (isAboutLabel(error)) return { refusal: { kind: 'missing' }, error };
      throw error;
    } finally {
      this.#window.leave(isCrowded, size);
    }
  }

  async #upload({ label, kept, body }: MailItem): Promise<Delivered> {
    const { client, session, labels } = this.#setup;
    const isDraft = label === 'DRAFT';
    const found = labels.find(label);
    if (found === undefined) throw new Refused(`label ${label}`, `there is no label ${label}`);
    const states = stateLabels(kept, isDraft);
    const labelIds = isDraft ? states : [found.id, ...states];
    const delivered = await deliver(client, { body, labelIds, isDraft }, session.setup.pauses);
    // A draft gets its labels when it is there.
    if (isDraft && states.length > 0) await this.#changes.now(delivered.id, { add: states, remove: [] });
    return delivered;
  }

  #rules(folder: SourceFolder): MailRules {
    const label = this.#label(folder);
    const { largest, labels, memory } = this.#setup;
    const actual = labels.find(label)?.name ?? null;
    return { label, actual, refusal: labels.refusalOf(label), largest, known: this.#known, memory };
  }

  #label(folder: SourceFolder): string {
    const label = this.#labelOf.get(folderKey(folder));
    if (label === undefined) throw new Error(`${folder.path.join('/')} has no label`);
    return label;
  }
}
