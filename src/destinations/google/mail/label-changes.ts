/** Changes of labels, those that are alike in one call. */
import type { GoogleClient } from '../../../protocols/http/google-client.js';
import { HIDING, isPlace, type Labels } from './labels.js';

/** Messages that one call may name. */
const MOST = 1000;
const UNITS = 50;

/** What is put on a message and what is taken off, by ids. */
export interface LabelChange {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** What a further copy in a folder changes at the message that is there: labels and flags only ever come to it. */
export function joinChange(labels: Labels, label: string, flags: readonly string[]): LabelChange {
  const id = labels.find(label)?.id;
  const isHiding = HIDING.has(label);
  return {
    add: [
      ...(id === undefined || isHiding || !isPlace(id) ? [] : [id]),
      ...(flags.includes('\\Flagged') ? ['STARRED'] : []),
    ],
    remove: [...(flags.includes('\\Seen') ? ['UNREAD'] : []), ...(isHiding ? [] : HIDING)],
  };
}

interface Group extends LabelChange {
  readonly ids: Set<string>;
  readonly done: { resolve: () => void; reject: (error: unknown) => void }[];
}

/** Changes that wait for their like. */
export class LabelChanges {
  readonly #client: GoogleClient;
  readonly #groups = new Map<string, Group>();

  constructor(client: GoogleClient) {
    this.#client = client;
  }

  /** Resolves when the change is made: at `flush`, or when enough are alike. */
  change(id: string, { add, remove }: LabelChange): Promise<void> {
    if (add.length + remove.length === 0) return Promise.resolve();
    const key = `${add.join(' ')}/${remove.join(' ')}`;
    const group = this.#groups.get(key) ?? { add, remove, ids: new Set(), done: [] };
    this.#groups.set(key, group);
    group.ids.add(id);
    const made = new Promise<void>((resolve, reject) => group.done.push({ resolve, reject }));
    if (group.ids.size >= MOST) void this.#send(key, group);
    return made;
  }

  /** Makes one change at once. */
  async now(id: string, { add, remove }: LabelChange): Promise<void> {
    await this.#modify([id], { add, remove });
  }

  /** Makes all changes that wait. Never rejects: each of them is told. */
  async flush(): Promise<void> {
    for (const [key, group] of this.#groups) await this.#send(key, group);
  }

  async #send(key: string, { ids, add, remove, done }: Group): Promise<void> {
    this.#groups.delete(key);
    try {
      await this.#modify([...ids], { add, remove });
      for (const { resolve } of done) resolve();
    } catch (error) {
      for (const { reject } of done) reject(error);
    }
  }

  async #modify(ids: readonly string[], { add, remove }: LabelChange): Promise<void> {
    await this.#client.call({
      ...{ method: 'POST', path: 'users/me/messages/batchModify', units: UNITS, repeatable: true },
      body: { ids, addLabelIds: add, removeLabelIds: remove },
    });
  }
}
