/**
 * The archive of a group as a collection. It only takes (Groups Migration API): nobody can look into it, so what is there is what the
 * journal says. A message that was on its way when a run was killed is sent again; whether Google keeps it once is not known.
 */
import { Refused } from '../../../core/failures.js';
import { fieldValue, readHeaderBlock } from '../../../message/header.js';
import type { GoogleClient } from '../../../protocols/http/google-client.js';
import { piecesOf } from '../../../protocols/http/google-wire.js';
import type {
  Answer,
  Body,
  Expectation,
  OpenCollection,
  Prepared,
  Present,
  Ready,
  Ref,
} from '../../../transfer/destination.js';
import type { OpenedMessage } from '../../../transfer/source.js';
import { UNKNOWN_SENDER } from '../mail/content.js';
import { traitsOf, usableMessage } from '../mail/usable.js';
import type { GoogleSession } from '../session.js';

/** Octets of a message, its header included (developers.google.com, archive.insert). */
export const ARCHIVE_LIMIT = 25 * 1024 * 1024;

/** What an archive is opened with. */
export interface ArchiveSetup {
  readonly session: GoogleSession;
  readonly client: GoogleClient;
  readonly address: string;
  readonly id: string;
  /** Octets; null for Google's own limit alone. */
  readonly largest: number | null;
}

export class GroupArchive implements OpenCollection {
  readonly version: string;
  readonly next = null;
  // Google takes one message after the other for each group.
  readonly together = { items: 1, bytes: Infinity };
  readonly #setup: ArchiveSetup;
  /** What was stored, by reference: the keys. */
  readonly #stored = new Map<Ref, string>();
  /** Message-IDs that were sent in this run, with what they stand for. */
  readonly #ids = new Map<string, string>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(setup: ArchiveSetup) {
    this.#setup = setup;
    this.version = setup.id;
  }

  get size(): number {
    return this.#stored.size;
  }

  remember(revisions: ReadonlyMap<Ref, string>): void {
    for (const [ref, key] of revisions) this.#stored.set(ref, key);
  }

  prepare(opened: OpenedMessage): Ready {
    if ('problem' in opened) return { failure: opened.problem };
    const release = (): void => opened.release?.();
    if (opened.skip !== null) {
      release();
      return { skip: opened.skip };
    }
    const isFree = (id: string, digest: string): boolean => {
      const known = this.#ids.get(id);
      if (known === undefined) this.#ids.set(id, digest);
      return known === undefined || known === digest;
    };
    const memory = (length: number): Buffer => Buffer.allocUnsafe(length);
    const made = usableMessage(opened.raw, opened.receivedAt ?? opened.message.receivedAt, { isFree, memory });
    const { body, notes } = addressed(made.body, this.#setup.address);
    const largest = Math.min(ARCHIVE_LIMIT, this.#setup.largest ?? ARCHIVE_LIMIT);
    if (body.length > largest) {
      release();
      return { failure: `too large: ${body.length} octets, the limit of a group's archive is ${largest}` };
    }
    const kept: { length: number; content: Body['content'] } = { ...body };
    const item: Prepared = {
      ...{ key: made.key, flags: [], date: null, body: kept },
      release: () => {
        kept.content = [];
        release();
      },
    };
    return { item, notes: [...made.notes, ...notes] };
  }

  expect({ message, raw, receivedAt }: Exclude<OpenedMessage, { problem: string }>): Expectation {
    const { key } = traitsOf(raw, receivedAt ?? message.receivedAt);
    return { key, fingerprint: '', flags: [], date: null };
  }

  async send([item]: readonly Prepared[]): Promise<{ readonly answer: Promise<Answer> }> {
    if (item === undefined) throw new Error('nothing was sent');
    await this.#last;
    const { session } = this.#setup;
    session.demand();
    const answer = session.answer(() => this.#insert(item));
    this.#last = answer.catch(() => undefined);
    return { answer };
  }

  async drained(): Promise<void> {
    await this.#last;
    if (this.#setup.session.lost === null) this.#setup.session.demand();
  }

  create(): Promise<void> {
    return Promise.resolve();
  }

  refs(): Promise<readonly Ref[]> {
    return Promise.resolve([...this.#stored.keys()]);
  }

  look(refs: readonly Ref[] | null, keys: boolean, onPresent: (present: Present) => void): Promise<void> {
    for (const ref of refs ?? this.#stored.keys()) {
      const key = this.#stored.get(ref);
      if (key !== undefined) onPresent({ ref, key: keys ? key : '', flags: [], date: null });
    }
    return Promise.resolve();
  }

  fingerprints(refs: readonly Ref[]): Promise<ReadonlyMap<Ref, string>> {
    return Promise.resolve(new Map(refs.map((ref) => [ref, ''])));
  }

  renew(): Promise<void> {
    return Promise.resolve();
  }

  rest(): Promise<void> {
    return Promise.resolve();
  }

  async #insert({ key, body }: Prepared): Promise<Answer> {
    const { client, address } = this.#setup;
    const what = `POST ${client.api.name} ${address}`;
    await client.spend(1);
    const answer = await client.send({
      method: 'POST',
      url: client.url(`${encodeURIComponent(address)}/archive`, { uploadType: 'media' }, 'upload/'),
      headers: { 'content-type': 'message/rfc822' },
      body,
      what,
    });
    const { responseCode = '' } = client.json(answer, what) as { readonly responseCode?: string };
    if (responseCode !== 'SUCCESS') {
      const words = `Google did not archive it: ${responseCode}`;
      return { refusal: { kind: 'message' }, error: new Refused(what, words) };
    }
    // Copies of one message in a folder are messages of their own there.
    const ref = `${this.#stored.size + 1} ${key}`;
    this.#stored.set(ref, key);
    return { stored: [ref], revisions: [key] };
  }
}

/** An archive takes nothing without From and To (developers.google.com, archive.insert: invalid message). */
function addressed(body: Body, address: string): { readonly body: Body; readonly notes: readonly string[] } {
  const [first] = piecesOf(body);
  const head = Buffer.from(first ?? []);
  const { fields, start, end } = readHeaderBlock(head);
  const has = (wanted: string): boolean =>
    fields.some((field) => field.name === wanted && fieldValue(head, field) !== '');
  const added = [...(has('from') ? [] : [`From: ${UNKNOWN_SENDER}\r\n`]), ...(has('to') ? [] : [`To: ${address}\r\n`])];
  if (added.length === 0) return { body, notes: [] };
  const own = fields.map((field) => head.toString('latin1', field.start, field.end)).join('');
  const edited = Buffer.concat([
    head.subarray(0, start),
    Buffer.from(own + added.join(''), 'latin1'),
    head.subarray(end),
  ]);
  const content = function* (): Generator<Uint8Array> {
    yield edited;
    let isHead = true;
    for (const piece of piecesOf(body)) {
      if (!isHead) yield piece;
      isHead = false;
    }
  };
  const names = added.map((line) => line.slice(0, line.indexOf(':'))).join(' and ');
  return {
    body: { length: body.length - head.length + edited.length, content },
    notes: [`it had no ${names}, without which a group takes nothing: it got one`],
  };
}
