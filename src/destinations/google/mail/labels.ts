/** The labels of a Gmail mailbox: what folders become there. */
import type { GoogleClient } from '../../../protocols/http/google-client.js';
import { GoogleError } from '../../../protocols/http/google-errors.js';

/** A label; of Gmail's own the name is the id. */
export interface Label {
  readonly id: string;
  readonly name: string;
}

/** Labels of Gmail's own that folders become, by the words that `naming/google.ts` has for them. */
const SYSTEM: ReadonlyMap<string, string> = new Map([
  ['Inbox', 'INBOX'],
  ['Sent', 'SENT'],
  ['Drafts', 'DRAFT'],
  ['Trash', 'TRASH'],
  ['Spam', 'SPAM'],
]);

/** What hides a message from its other labels. */
export const HIDING: ReadonlySet<string> = new Set(['TRASH', 'SPAM']);

/** Labels that are no place of a message. */
const STATES = /^(?:UNREAD|STARRED|IMPORTANT|CHAT|CATEGORY_.*)$/;

/** The name of the label that a folder becomes, of the levels that naming gives it. */
export function labelName(levels: readonly string[]): string {
  const [only = ''] = levels;
  return levels.length === 1 ? (SYSTEM.get(only) ?? only) : levels.join('/');
}

/** Whether a label is a place, and no state of a message. */
export function isPlace(id: string): boolean {
  return !STATES.test(id);
}

/** The labels that are there, by name in any case, as Gmail has them. */
export class Labels {
  readonly #client: GoogleClient;
  readonly #byName = new Map<string, Label>();
  readonly #names = new Map<string, string>();
  /** Why names cannot be had. */
  readonly #refused = new Map<string, string>();

  private constructor(client: GoogleClient) {
    this.#client = client;
  }

  static async read(client: GoogleClient): Promise<Labels> {
    const labels = new Labels(client);
    await labels.#read();
    return labels;
  }

  /** The label of that name, or the one that stands for it because Gmail refuses the name. */
  find(name: string): Label | undefined {
    return this.#byName.get(name.toLowerCase()) ?? this.#byName.get(standIn(name).toLowerCase());
  }

  /** What a label is called by us. */
  nameOf(id: string): string {
    return this.#names.get(id) ?? id;
  }

  /** Why there is no label of that name, and none that stands for it; null where nobody knows of a reason. */
  refusalOf(name: string): string | null {
    return this.#refused.get(name.toLowerCase()) ?? null;
  }

  /** The labels of these names as they are there, by our names from now on. */
  recognize(names: readonly string[]): void {
    const wanted = new Set(names.map((name) => name.toLowerCase()));
    for (const name of names) {
      const label = this.find(name);
      // The label of another folder stands for none.
      const isOwn = label !== undefined && (isSame(label.name, name) || !wanted.has(label.name.toLowerCase()));
      if (isOwn) this.#add(label, name);
    }
  }

  /**
   * Makes the labels of these names, and those above them, where they are not there. One that cannot be had costs what goes there alone:
   * `refusalOf` tells. Rejects with GoogleError for what concerns all of them.
   */
  async ensureAll(names: readonly string[]): Promise<void> {
    for (const name of names) {
      try {
        await this.ensure(name);
      } catch (error) {
        if (!(error instanceof GoogleError) || !['item', 'there'].includes(error.advice.kind)) throw error;
        this.#refused.set(name.toLowerCase(), error.words);
      }
    }
  }

  /** The label of that name; it and those above it are made where they are not there. Rejects with GoogleError. */
  async ensure(name: string): Promise<Label> {
    const known = this.#byName.get(name.toLowerCase());
    if (known !== undefined) return this.#add(known, name);
    const slash = name.lastIndexOf('/');
    if (slash > 0) await this.ensure(name.slice(0, slash));
    try {
      return await this.#create(name, name);
    } catch (error) {
      if (!(error instanceof GoogleError)) throw error;
      if (error.advice.kind === 'there') return await this.#reread(name, error);
      if (error.advice.kind !== 'item') throw error;
      // Names of Gmail's own in some language or other.
      const other = this.#byName.get(standIn(name).toLowerCase());
      return other === undefined ? await this.#create(standIn(name), name) : this.#add(other, name);
    }
  }

  /** Reads anew what is there. */
  async refresh(): Promise<void> {
    this.#byName.clear();
    await this.#read();
  }

  async #create(name: string, wanted: string): Promise<Label> {
    const body = { name, labelListVisibility: 'labelShow', messageListVisibility: 'show' };
    const label = await this.#client.call<Label>({ method: 'POST', path: 'users/me/labels', body, units: 5 });
    this.#refused.delete(wanted.toLowerCase());
    return this.#add(label, wanted);
  }

  /** Somebody made it meanwhile. */
  async #reread(name: string, error: GoogleError): Promise<Label> {
    await this.#read();
    const found = this.find(name);
    if (found === undefined) throw error;
    return found;
  }

  async #read(): Promise<void> {
    const { labels = [] } = await this.#client.call<{ labels?: Label[] }>({ method: 'GET', path: 'users/me/labels' });
    for (const label of labels) this.#add(label, label.name);
  }

  #add(label: Label, wanted: string): Label {
    this.#byName.set(label.name.toLowerCase(), label);
    this.#names.set(label.id, SYSTEM_IDS.has(label.id) ? label.id : wanted);
    return label;
  }
}

/** What a label is called whose name Gmail refuses. */
function standIn(name: string): string {
  return `_${name}`;
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

const SYSTEM_IDS: ReadonlySet<string> = new Set(SYSTEM.values());
