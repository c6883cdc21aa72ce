import type { SourceMessage } from '../../transfer/source.js';

interface Entry {
  readonly uid: number;
  readonly size: number;
  readonly receivedAt: number | null;
  /** Sorted, divided by blanks. */
  readonly flags: string;
}

/** The messages of a live folder, small enough in memory for a million of them. */
export class MessageList implements Iterable<SourceMessage> {
  readonly #uids: number[] = [];
  readonly #sizes: number[] = [];
  /** -1 for none. */
  readonly #dates: number[] = [];
  readonly #flags: string[] = [];
  #order: readonly number[] | null = null;
  /** Flags repeat: one text for all that have the same. */
  readonly #texts = new Map<string, string>();

  add({ uid, size, receivedAt, flags }: Entry): void {
    this.#uids.push(uid);
    this.#sizes.push(size);
    this.#dates.push(receivedAt ?? -1);
    const text = this.#texts.get(flags) ?? flags;
    this.#texts.set(text, text);
    this.#flags.push(text);
  }

  /** The same, in ascending UID: servers may answer in any order. */
  sorted(): this {
    const inOrder = this.#uids.every((uid, at) => at === 0 || uid > (this.#uids[at - 1] ?? 0));
    this.#order = inOrder ? null : [...this.#uids.keys()].sort((a, b) => (this.#uids[a] ?? 0) - (this.#uids[b] ?? 0));
    return this;
  }

  *[Symbol.iterator](): Generator<SourceMessage, undefined> {
    for (let n = 0; n < this.#uids.length; n += 1) {
      const at = this.#order?.[n] ?? n;
      const date = this.#dates[at] ?? -1;
      const flags = this.#flags[at] ?? '';
      yield {
        uid: this.#uids[at] ?? 0,
        size: this.#sizes[at] ?? 0,
        receivedAt: date < 0 ? null : date,
        dateFrom: date < 0 ? null : 'INTERNALDATE',
        flags: flags === '' ? [] : flags.split(' '),
        rawFlags: null,
        missing: false,
        skip: null,
      };
    }
    return undefined;
  }
}
