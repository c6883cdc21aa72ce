/** A source of which the user's own choice is sent. What is left out is known when a folder is listed: no journal keeps it. */
import { readHeaderBlock } from '../message/header.js';
import { filtersHeaders, filtersMail, headerReason, type MailFilter, sizeReason } from '../naming/mail-filter.js';
import type { MailSource, SourceFolder, SourceMailbox, SourceMessage } from './source.js';

/** The source with the filter before it; itself without one. */
export function filteredSource(source: MailSource, filter: MailFilter): MailSource {
  if (!filtersMail(filter)) return source;
  return {
    name: source.name,
    listed: source.listed,
    accounts: () => source.accounts?.() ?? null,
    mailbox: async (account, trace) => new FilteredMailbox(await source.mailbox(account, trace), filter),
  };
}

class FilteredMailbox implements SourceMailbox {
  readonly #inner: SourceMailbox;
  readonly #filter: MailFilter;

  constructor(inner: SourceMailbox, filter: MailFilter) {
    this.#inner = inner;
    this.#filter = filter;
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
    for (const message of messages) {
      if (message.missing || message.skip !== null) continue;
      const reason = sizeReason(this.#filter, message.size);
      if (reason !== null) reasons.set(message.uid, reason);
      else open.push(message);
    }
    if (!filtersHeaders(this.#filter)) return reasons;
    for await (const opened of this.#inner.peek(folder, open)) {
      // What cannot be read is tried, and told of, as without a filter.
      if ('problem' in opened) continue;
      const { start } = opened.raw;
      const reason = headerReason(this.#filter, start, readHeaderBlock(start));
      opened.release?.();
      if (reason !== null) reasons.set(opened.message.uid, reason);
    }
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
