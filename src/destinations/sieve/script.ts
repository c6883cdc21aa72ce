/** The one script that a user's rules go into, open for filling. */
import { createHash } from 'node:crypto';
import { Refused } from '../../core/failures.js';
import { readFilter } from '../../exporters/filters/writer.js';
import type { SieveClient } from '../../protocols/sieve/client.js';
import type { Answer, Expectation, OpenCollection, Prepared, Present, Ready, Ref } from '../../transfer/destination.js';
import type { OpenedMessage } from '../../transfer/source.js';

/** What the script is called. */
export const SCRIPT = 'kerio';

export class ScriptCollection implements OpenCollection {
  readonly version = '1';
  readonly next = null;
  readonly single = true;
  readonly together = { items: 1, bytes: Infinity };
  readonly #client: SieveClient;
  readonly #activate: boolean;
  readonly #scripts = new WeakMap<Prepared, string>();
  /** Digest of the script that is there; null without one. */
  #there: string | null = null;
  #remembered: string | null = null;
  #underWay: Promise<unknown> = Promise.resolve();

  constructor(client: SieveClient, activate: boolean) {
    this.#client = client;
    this.#activate = activate;
  }

  get size(): number {
    return this.#there === null ? 0 : 1;
  }

  remember(revisions: ReadonlyMap<Ref, string>): void {
    this.#remembered = revisions.get(SCRIPT) ?? null;
  }

  prepare(opened: OpenedMessage): Ready {
    if ('problem' in opened) return { failure: opened.problem };
    if (opened.skip !== null) return { skip: opened.skip };
    const { script, problems } = readFilter(opened.raw.start, this.#client.extensions);
    if (script.trim() === '') return { skip: 'there are no rules in it' };
    const text = script.replace(/\n/g, '\r\n');
    const body = { length: Buffer.byteLength(text), content: [Buffer.from(text)] };
    const item = { key: digestOf(text), flags: [], date: null, body, release: () => opened.release?.() };
    this.#scripts.set(item, text);
    return { item, notes: problems };
  }

  expect(opened: Exclude<OpenedMessage, { problem: string }>): Expectation | null {
    const ready = this.prepare(opened);
    if (!('item' in ready)) return null;
    const { key } = ready.item;
    return { key, fingerprint: key, flags: [], date: null };
  }

  send([prepared]: readonly Prepared[]): Promise<{ readonly answer: Promise<Answer> }> {
    const script = prepared === undefined ? undefined : this.#scripts.get(prepared);
    if (script === undefined) throw new Error('a script was sent that was not made ready here');
    const answer = this.#put(script);
    this.#underWay = answer.catch(() => undefined);
    return Promise.resolve({ answer });
  }

  async drained(): Promise<void> {
    await this.#underWay;
  }

  create(): Promise<void> {
    return Promise.resolve();
  }

  refs(): Promise<readonly Ref[]> {
    return Promise.resolve(this.#there === null ? [] : [SCRIPT]);
  }

  look(refs: readonly Ref[] | null, _: boolean, onPresent: (present: Present) => void): Promise<void> {
    if (this.#there !== null && (refs === null || refs.includes(SCRIPT)))
      onPresent({ ref: SCRIPT, key: this.#there, flags: [], date: null });
    return Promise.resolve();
  }

  fingerprints(refs: readonly Ref[]): Promise<ReadonlyMap<Ref, string>> {
    return Promise.resolve(new Map(this.#there === null ? [] : refs.map((ref) => [ref, this.#there ?? ''])));
  }

  instead(): Promise<string | null> {
    return Promise.resolve(this.#there === null ? null : 'the script of that name is another one');
  }

  async adopt(): Promise<void> {
    if (this.#activate) await this.#use();
  }

  async renew(): Promise<void> {
    const script = await this.#client.get(SCRIPT);
    this.#there = script === null ? null : digestOf(script);
    // An earlier run may have stored it when nobody wanted it used.
    if (script !== null && this.#activate) await this.#use();
  }

  rest(): Promise<void> {
    return Promise.resolve();
  }

  /** A script of that name that is not the one we stored is the user's own by now. */
  async #put(script: string): Promise<Answer> {
    const digest = digestOf(script);
    if (this.#there !== null && this.#there !== digest && this.#there !== this.#remembered)
      return {
        stored: [SCRIPT],
        found: [true],
        notes: [`a script called ${SCRIPT} was there already, and was left as it is`],
      };
    if (this.#there !== digest) {
      const { ok, code, words } = await this.#client.put(SCRIPT, script);
      if (!ok)
        return { refusal: { kind: refusalOf(code) }, error: new Refused(`PUTSCRIPT ${SCRIPT}: ${words}`, words) };
    }
    this.#there = digest;
    return { stored: [SCRIPT], revisions: [digest], notes: [this.#activate ? await this.#use() : ''] };
  }

  /** Gives what there is to say of it. */
  async #use(): Promise<string> {
    const before = (await this.#client.list()).find(({ active }) => active);
    if (before?.name === SCRIPT) return '';
    const { ok, words } = await this.#client.activate(SCRIPT);
    if (!ok) return `the server does not use it: ${words}`;
    return before === undefined ? '' : `it is used in place of the script ${before.name}`;
  }
}

function refusalOf(code: string): 'quota' | 'size' | 'message' {
  if (code.startsWith('QUOTA/MAXSIZE')) return 'size';
  return code.startsWith('QUOTA') ? 'quota' : 'message';
}

/** The same however lines end. */
function digestOf(script: string): string {
  return createHash('sha256').update(script.replace(/\r\n/g, '\n').trimEnd()).digest('hex').slice(0, 32);
}
