/** A source of which the user's own choice is sent. What is left out is known when a folder is listed: no journal keeps it. */
import { readHeaderBlock } from '../message/header.js';
import { filtersHeaders, filtersMail, headerReason, type MailFilter, sizeReason } from '../naming/mail-filter.js';
import type { WatchedSource } from './watch/watched-source.js';
import type { MailSource, SourceFolder, SourceMailbox, SourceMessage } from './source.js';

/** The source with the filter before it; itself without one. */
export function filteredSource(source: MailSource, filter: MailFilter): MailSource {
  return filtersMail(filter) ? withFilter(source, filter, null) : source;
}

/**
 * The same for a source that is watched. What a header said is remembered from round to round: a folder with one new mail is
 * not read again whole.
 */
export function filteredWatch(watched: WatchedSource, filter: MailFilter): WatchedSource {
  if (!filtersMail(filter)) return watched;
  const known: KnownReasons = new Map();
  return {
    get store() {
      return watched.store;
    },
    writingMs: watched.writingMs,
    round: () => {
      const round = watched.round();
      return {
        source: withFilter(round.source, filter, known),
        end: (account, done) => round.end(account, done),
      };
    },
    touched: (accounts, dirs, kinds) => watched.touched(accounts, dirs, kinds),
  };
}

/** What was found out by reading headers, by account and folder. Of a folder the last listing is kept. */
type KnownReasons = Map<string, ReadonlyMap<SourceMessage['uid'], Known>>;

/** Of a message of this size and time; null: it is taken. A folder that was made again counts from one again. */
interface Known {
  readonly size: number;
  readonly receivedAt: SourceMessage['receivedAt'];
  readonly reason: string | null;
}

function withFilter(source: MailSource, filter: MailFilter, known: KnownReasons | null): MailSource {
  return {
    name: source.name,
    listed: source.listed,
    accounts: () => source.accounts?.() ?? null,
    mailbox: async (account, trace) =>
      new FilteredMailbox(await source.mailbox(account, trace), filter, { known, owner: account.source }),
  };
}

class FilteredMailbox implements SourceMailbox {
  readonly #inner: SourceMailbox;
  readonly #filter: MailFilter;

  readonly #known: KnownReasons | null;
  readonly #owner: string;

  constructor(
    inner: SourceMailbox,
    filter: MailFilter,
    { known, owner }: { readonly known: KnownReasons | null; readonly owner: string },
  ) {
    this.#inner = inner;
    this.#filter = filter;
    this.#known = known;
    this.#owner = owner;
  }

  get shared(): boolean {
    return this.#inner.shared;
  }

  get isPublic(): boolean {
    return this.#inner.isPublic === true;
  }

  get folders(): readonly SourceFolder[] {
    return this.#inner.folders;
  }

  get problems(): readonly string[] {
    return this.#inner.problems;
  }

  get unreadable(): readonly string[] {
    return this.#inner.unreadable;
  }

  get recoverable(): number {
    return this.#inner.recoverable;
  }

  async list(folder: SourceFolder): Promise<Iterable<SourceMessage>> {
    const messages = await this.#inner.list(folder);
    if (folder.kind !== 'mail') return messages;
    const reasons = await this.#reasons(folder, messages);
    return { [Symbol.iterator]: () => withReasons(messages, reasons) };
  }

  open(folder: SourceFolder, messages: Iterable<SourceMessage>): ReturnType<SourceMailbox['open']> {
    return this.#inner.open(folder, messages);
  }

  peek(folder: SourceFolder, messages: Iterable<SourceMessage>): ReturnType<SourceMailbox['peek']> {
    return this.#inner.peek(folder, messages);
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  /** Why messages are left out, by UID: by their size, and of the others by their header. */
  async #reasons(
    folder: SourceFolder,
    messages: Iterable<SourceMessage>,
  ): Promise<ReadonlyMap<SourceMessage['uid'], string>> {
    const reasons = new Map<SourceMessage['uid'], string>();
    const open: SourceMessage[] = [];
    const key = JSON.stringify([this.#owner, folder.path]);
    const before = this.#known?.get(key);
    const now = new Map<SourceMessage['uid'], Known>();
    const settle = ({ uid, size, receivedAt }: SourceMessage, reason: string | null): void => {
      if (reason !== null) reasons.set(uid, reason);
      now.set(uid, { size, receivedAt, reason });
    };
    for (const message of messages) {
      if (message.missing || message.skip !== null) continue;
      const reason = sizeReason(this.#filter, message.size);
      const told = before?.get(message.uid);
      if (reason !== null) reasons.set(message.uid, reason);
      else if (told?.size === message.size && told.receivedAt === message.receivedAt) settle(message, told.reason);
      else open.push(message);
    }
    if (!filtersHeaders(this.#filter)) return reasons;
    for await (const opened of this.#inner.peek(folder, open)) {
      // What cannot be read is tried, and told of, as without a filter.
      if ('problem' in opened) continue;
      const { start } = opened.raw;
      const reason = headerReason(this.#filter, start, readHeaderBlock(start));
      opened.release?.();
      settle(opened.message, reason);
    }
    this.#known?.set(key, now);
    return reasons;
  }
}

function* withReasons(
  messages: Iterable<SourceMessage>,
  reasons: ReadonlyMap<SourceMessage['uid'], string>,
): Generator<SourceMessage> {
  for (const message of messages) {
    const reason = reasons.get(message.uid);
    yield reason === undefined ? message : { ...message, skip: reason };
  }
}
