/** A ManageSieve server as a destination of rules for mail: one script a user, not in use unless that is asked for. */
import { createHash } from 'node:crypto';
import { ConnectError, ConnectionLost, Refused } from '../../core/failures.js';
import type { Login } from '../../core/login.js';
import { readFilter } from '../../exporters/filters/writer.js';
import { SieveClient, type SieveSetup } from '../../protocols/sieve/client.js';
import type {
  Answer,
  Connection,
  Destination,
  DestinationAccount,
  Expectation,
  OpenCollection,
  Place,
  Prepared,
  Present,
  Ready,
  Ref,
} from '../../transfer/destination.js';
import type { Account } from '../../transfer/plan/users-file.js';
import type { OpenedMessage, SourceFolder } from '../../transfer/source.js';

export interface SieveDestinationSetup extends Omit<SieveSetup, 'login' | 'trace'> {
  readonly login: (account: Account) => Login;
  /** How the server is written. */
  readonly name: string;
  /** The rules are to be used at once. */
  readonly activate: boolean;
}

/** What the script is called. */
export const SCRIPT = 'kerio';

/** A live ManageSieve server to be filled. */
export function sieveDestination(setup: SieveDestinationSetup): Destination {
  const { name, activate, login, ...reach } = setup;
  return {
    name,
    takes: new Set(['filters']),
    check: async (account, trace) => {
      const client = await SieveClient.connect({ ...reach, login: login(account), trace });
      const scripts = await client.list();
      const { extensions, implementation } = client;
      client.close();
      const active = scripts.find((script) => script.active)?.name ?? null;
      const used = active === null ? 'none is in use' : `${active} is in use`;
      const instead = activate && active !== null && active !== SCRIPT ? `: ${SCRIPT} will take its place` : '';
      return [
        { what: 'login', ok: true, words: implementation, remedy: null },
        { what: 'scripts', ok: true, words: `${scripts.length}, ${used}${instead}`, remedy: null },
        { what: 'extensions', ok: true, words: [...extensions].sort().join(' '), remedy: null },
      ];
    },
    open: async (account, trace) => {
      const again = (): Promise<SieveClient> => SieveClient.connect({ ...reach, login: login(account), trace });
      const client = await again();
      try {
        return new SieveAccount(client, again, activate, await client.list());
      } catch (error) {
        client.close();
        throw error instanceof ConnectionLost ? new ConnectError('network', error.message, error) : error;
      }
    },
  };
}

class SieveAccount implements DestinationAccount {
  readonly server: string;
  readonly quota = null;
  readonly largest = null;
  readonly bytesPerDay = null;
  readonly #again: () => Promise<SieveClient>;
  readonly #activate: boolean;
  /** Nothing is left to do but to see whether the journal says so. */
  readonly #isSettled: boolean;
  #spare: SieveClient | null;

  constructor(
    client: SieveClient,
    again: () => Promise<SieveClient>,
    activate: boolean,
    scripts: readonly { readonly name: string; readonly active: boolean }[],
  ) {
    this.server = client.implementation;
    this.#spare = client;
    this.#again = again;
    this.#activate = activate;
    this.#isSettled = !activate || scripts.some(({ name, active }) => name === SCRIPT && active);
  }

  place(folders: readonly SourceFolder[]): readonly Place[] {
    const version = this.#isSettled ? '1' : null;
    return folders.map((folder) => ({
      ...{
        folder,
        ref: SCRIPT,
        path: [`script ${SCRIPT}`],
        rule: 'a script of its own',
        exists: true,
        version,
        role: null,
      },
    }));
  }

  async connect(): Promise<Connection> {
    const spare = this.#spare;
    this.#spare = null;
    const client = spare !== null && spare.lost === null ? spare : await this.#again();
    return new SieveConnection(client, this.#activate);
  }

  close(): Promise<void> {
    this.#spare?.close();
    this.#spare = null;
    return Promise.resolve();
  }
}

class SieveConnection implements Connection {
  readonly #client: SieveClient;
  readonly #activate: boolean;

  constructor(client: SieveClient, activate: boolean) {
    this.#client = client;
    this.#activate = activate;
  }

  get lost(): ConnectionLost | null {
    return this.#client.lost;
  }

  async select(): Promise<OpenCollection> {
    const script = new ScriptCollection(this.#client, this.#activate);
    await script.renew();
    return script;
  }

  close(): Promise<void> {
    this.#client.close();
    return Promise.resolve();
  }
}

class ScriptCollection implements OpenCollection {
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
