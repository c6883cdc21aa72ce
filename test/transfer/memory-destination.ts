/** A destination that lives in memory: the smallest that a transfer can have, and one that refuses and breaks on command. */
import { ConnectionLost, Refused } from '../../src/core/failures.js';
import type { Kind } from '../../src/core/kinds.js';
import { BODY_SAMPLE, bodyFingerprint, messageKey } from '../../src/protocols/imap/message-key.js';
import type {
  Answer,
  Body,
  Change,
  Connection,
  Destination,
  DestinationAccount,
  Expectation,
  OpenCollection,
  Place,
  PlaceRules,
  Prepared,
  Present,
  Ready,
  Ref,
  Refusal,
} from '../../src/transfer/destination.js';
import type { OpenedMessage, SourceFolder, SourceMessage } from '../../src/transfer/source.js';

/** What is stored. */
export interface StoredItem {
  readonly ref: number;
  readonly bytes: Buffer;
  flags: readonly string[];
  readonly date: number | null;
}

/** A refusal for items whose text contains a word; `times` bounds how often. */
export interface RefusalRule {
  readonly word: string;
  readonly refusal: Refusal;
  times: number;
}

/** The server: what every account and every connection sees. */
export class MemoryServer {
  readonly collections = new Map<string, StoredItem[]>();
  readonly refusals: RefusalRule[] = [];
  /** How many items share one send. */
  together = 3;
  /** The server does not tell what it calls what it stored. */
  silent = false;
  /** The connection breaks at the answers of so many sends, before or after they were stored. */
  breaks: { readonly afterSends: number; readonly stored: boolean }[] = [];
  sends = 0;
  #next = 1;

  store(collection: string, item: Omit<StoredItem, 'ref'>): number {
    const ref = this.#next;
    this.#next += 1;
    this.items(collection).push({ ...item, ref });
    return ref;
  }

  items(collection: string): StoredItem[] {
    const items = this.collections.get(collection);
    if (items === undefined) throw new Refused(`no collection ${collection}`, 'NO such collection');
    return items;
  }

  get next(): number {
    return this.#next;
  }
}

/** A destination that takes these kinds into a server in memory. */
export function memoryDestination(server: MemoryServer, takes: readonly Kind[] = ['mail']): Destination {
  return {
    name: 'memory:',
    takes: new Set(takes),
    open: () => Promise.resolve(new MemoryAccount(server)),
  };
}

class MemoryAccount implements DestinationAccount {
  readonly server = 'memory';
  readonly quota = null;
  readonly largest = 100_000;
  readonly bytesPerDay = null;
  readonly #server: MemoryServer;

  constructor(server: MemoryServer) {
    this.#server = server;
  }

  place(folders: readonly SourceFolder[], { map }: PlaceRules): readonly Place[] {
    return folders.map((folder) => {
      const own = folder.path.join('/');
      const ref = map.get(own) ?? own;
      const exists = this.#server.collections.has(ref);
      const rule = map.has(own) ? 'by --map' : 'same name';
      return { folder, ref, path: ref.split('/'), rule, exists, version: exists ? '1' : null, role: null };
    });
  }

  connect(): Promise<Connection> {
    return Promise.resolve(new MemoryConnection(this.#server));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

class MemoryConnection implements Connection {
  lost: ConnectionLost | null = null;
  readonly #server: MemoryServer;

  constructor(server: MemoryServer) {
    this.#server = server;
  }

  select({ ref }: Place, { create, largest }: { create: boolean; largest: number | null }): Promise<OpenCollection> {
    if (create && !this.#server.collections.has(ref)) this.#server.collections.set(ref, []);
    if (!this.#server.collections.has(ref)) return Promise.reject(new Refused('select', 'NO such collection'));
    return Promise.resolve(new MemoryCollection(this.#server, ref, largest, this));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

class MemoryCollection implements OpenCollection {
  readonly version = '1';
  readonly #server: MemoryServer;
  readonly #name: string;
  readonly #largest: number | null;
  readonly #connection: MemoryConnection;

  constructor(server: MemoryServer, name: string, largest: number | null, connection: MemoryConnection) {
    this.#server = server;
    this.#name = name;
    this.#largest = largest;
    this.#connection = connection;
  }

  get size(): number {
    return this.#server.items(this.#name).length;
  }

  get next(): number {
    return this.#server.next;
  }

  get together(): { items: number; bytes: number } {
    return { items: this.#server.together, bytes: Infinity };
  }

  prepare(opened: OpenedMessage): Ready {
    if ('problem' in opened) return { failure: opened.problem };
    if (opened.skip !== null) return { skip: opened.skip };
    const content = [Buffer.from(opened.raw.start)];
    const length = opened.raw.start.length;
    if (this.#largest !== null && length > this.#largest) return { failure: `too large: ${length}` };
    const { key, flags, date } = this.expect(opened);
    return { item: { key, flags, date, body: { length, content }, release: () => opened.release?.() }, notes: [] };
  }

  expect({ message, raw, receivedAt }: Exclude<OpenedMessage, { problem: string }>): Expectation {
    const { key, fingerprint } = traitsOf(Buffer.from(raw.start));
    return { key, fingerprint, flags: message.flags, date: receivedAt ?? message.receivedAt };
  }

  send(batch: readonly Prepared[]): Promise<{ readonly answer: Promise<Answer> }> {
    this.#demandConnection();
    this.#server.sends += 1;
    const [at] = this.#server.breaks;
    const breaking = at !== undefined && this.#server.sends >= at.afterSends;
    if (breaking) this.#server.breaks.shift();
    const answer = breaking && !at.stored ? { stored: [] } : this.#take(batch);
    if (!breaking) return Promise.resolve({ answer: Promise.resolve(answer) });
    const lost = new ConnectionLost('the memory forgot the connection');
    this.#connection.lost = lost;
    const broken = Promise.reject<Answer>(lost);
    broken.catch(() => undefined);
    return Promise.resolve({ answer: broken });
  }

  drained(): Promise<void> {
    return Promise.resolve();
  }

  create(): Promise<void> {
    if (!this.#server.collections.has(this.#name)) this.#server.collections.set(this.#name, []);
    return Promise.resolve();
  }

  refs(from: number): Promise<readonly Ref[]> {
    this.#demandConnection();
    return Promise.resolve(this.#items().flatMap(({ ref }) => (ref >= from ? [ref] : [])));
  }

  look(refs: readonly Ref[] | null, keys: boolean, onPresent: (present: Present) => void): Promise<void> {
    this.#demandConnection();
    const wanted = refs === null ? null : new Set(refs);
    for (const { ref, bytes, flags, date } of this.#items())
      if (wanted === null || wanted.has(ref)) onPresent({ ref, key: keys ? traitsOf(bytes).key : '', flags, date });
    return Promise.resolve();
  }

  fingerprints(refs: readonly Ref[]): Promise<ReadonlyMap<Ref, string>> {
    const wanted = new Set(refs);
    const items = this.#items().filter(({ ref }) => wanted.has(ref));
    return Promise.resolve(new Map(items.map(({ ref, bytes }) => [ref, traitsOf(bytes).fingerprint])));
  }

  adopt(found: readonly { readonly present: Present; readonly message: SourceMessage }[]): Promise<void> {
    for (const { present, message } of found) this.#change(present.ref, message.flags, []);
    return Promise.resolve();
  }

  update(changes: readonly Change[], onDone: (done: readonly Change[]) => void): Promise<void> {
    for (const change of changes) {
      const before = change.before.split(' ').filter(Boolean);
      const removed = before.filter((flag) => !change.message.flags.includes(flag));
      this.#change(change.ref, change.message.flags, removed);
      onDone([change]);
    }
    return Promise.resolve();
  }

  renew(): Promise<void> {
    return Promise.resolve();
  }

  rest(): Promise<void> {
    return Promise.resolve();
  }

  #items(): readonly StoredItem[] {
    return this.#server.items(this.#name);
  }

  #change(ref: Ref, add: readonly string[], remove: readonly string[]): void {
    const item = this.#items().find((stored) => stored.ref === ref);
    if (item !== undefined) item.flags = [...new Set([...item.flags, ...add])].filter((flag) => !remove.includes(flag));
  }

  /** All of a batch or nothing. */
  #take(batch: readonly Prepared[]): Answer {
    if (!this.#server.collections.has(this.#name))
      return { refusal: { kind: 'missing' }, error: new Refused(`send ${this.#name}`, 'NO such collection') };
    for (const { body } of batch) {
      const text = bytesOf(body).toString('latin1');
      const rule = this.#server.refusals.find(({ word, times }) => times > 0 && text.includes(word));
      if (rule === undefined) continue;
      rule.times -= 1;
      if (rule.refusal.kind === 'missing') this.#server.collections.delete(this.#name);
      return { refusal: rule.refusal, error: new Refused(`send ${this.#name}`, `NO ${rule.refusal.kind}`) };
    }
    const refs = batch.map(({ body, flags, date }) =>
      this.#server.store(this.#name, { bytes: bytesOf(body), flags, date }),
    );
    return { stored: this.#server.silent ? [] : refs };
  }

  #demandConnection(): void {
    if (this.#connection.lost !== null) throw this.#connection.lost;
  }
}

function bytesOf({ content }: Body): Buffer {
  return Buffer.concat([...(typeof content === 'function' ? content() : content)]);
}

function traitsOf(bytes: Buffer): { readonly key: string; readonly fingerprint: string } {
  const body = bytes.indexOf('\n\n');
  return {
    key: messageKey(bytes),
    fingerprint: bodyFingerprint(body < 0 ? Buffer.alloc(0) : bytes.subarray(body + 2, body + 2 + BODY_SAMPLE)),
  };
}
