/** What is in a Gmail mailbox: ids, labels, Message-IDs, texts. */
import { fieldValue, readHeaderBlock } from '../../../message/header.js';
import type { GoogleClient } from '../../../protocols/http/google-client.js';
import { GoogleError } from '../../../protocols/http/google-errors.js';
import { Window } from '../../../protocols/http/window.js';
import type { Present, Ref } from '../../../transfer/destination.js';
import { presentFlags } from './flags.js';
import { digestOf } from './content.js';
import type { Labels } from './labels.js';
import { keyThere } from './usable.js';

/** Ids that one page of a list holds. */
const PAGE = 500;
/** Units of a call that gives a message, or a page of a list. */
const UNITS = 5;

interface Header {
  readonly name?: string;
  readonly value?: string;
}

interface MessageData {
  readonly id: string;
  readonly labelIds?: readonly string[];
  readonly internalDate?: string;
  readonly raw?: string;
  readonly payload?: { readonly headers?: readonly Header[] };
}

/** A message there: what it is called, and what tells it from others that are called so. */
export interface Content {
  readonly key: string;
  readonly digest: string;
  readonly isDraft: boolean;
}

/** Whole messages that are on their way at once: each may have 150 MB. */
const WHOLE_AT_ONCE = 2;

/** The state of a mailbox. */
export interface Profile {
  readonly messagesTotal: number;
  /** Grows with each change. */
  readonly historyId: number;
}

/** Reads how much is there. Rejects with GoogleError. */
export async function readProfile(client: GoogleClient): Promise<Profile> {
  const told = await client.call<{ messagesTotal?: number; historyId?: string }>({
    method: 'GET',
    path: 'users/me/profile',
  });
  return { messagesTotal: told.messagesTotal ?? 0, historyId: Number(told.historyId ?? 0) };
}

/** Ids of messages that came since a point of the history; all where Gmail does not remember so far back. */
export async function idsSince(client: GoogleClient, from: number): Promise<string[]> {
  if (from <= 1) return listIds(client, {});
  try {
    return await historyIds(client, from);
  } catch (error) {
    if (error instanceof GoogleError && error.advice.kind === 'missing') return listIds(client, {});
    throw error;
  }
}

async function historyIds(client: GoogleClient, from: number): Promise<string[]> {
  interface Page {
    readonly history?: readonly {
      readonly messagesAdded?: readonly { readonly message?: { readonly id?: string } }[];
    }[];
    readonly nextPageToken?: string;
  }
  const ids = new Set<string>();
  const query = { startHistoryId: String(from), historyTypes: 'messageAdded', maxResults: String(PAGE) };
  for (let pageToken: string | undefined; ; ) {
    const page: Page = await client.call({
      ...{ method: 'GET', path: 'users/me/history', units: 2, query: { ...query, pageToken } },
    });
    for (const { messagesAdded = [] } of page.history ?? [])
      for (const { message } of messagesAdded) if (message?.id !== undefined) ids.add(message.id);
    if (page.nextPageToken === undefined) return [...ids];
    pageToken = page.nextPageToken;
  }
}

/** Ids of the messages with a label, or of all; spam and trash too. */
async function listIds(client: GoogleClient, query: { readonly labelIds?: string }): Promise<string[]> {
  interface Page {
    readonly messages?: readonly { readonly id: string }[];
    readonly nextPageToken?: string;
  }
  const ids: string[] = [];
  for (let pageToken: string | undefined; ; ) {
    const page: Page = await client.call({
      ...{ method: 'GET', path: 'users/me/messages', units: UNITS },
      query: { ...query, includeSpamTrash: 'true', maxResults: String(PAGE), pageToken },
    });
    for (const { id } of page.messages ?? []) ids.push(id);
    if (page.nextPageToken === undefined) return ids;
    pageToken = page.nextPageToken;
  }
}

/** Looks at a mailbox. */
export class Looking {
  readonly #client: GoogleClient;
  readonly #labels: Labels;

  constructor(client: GoogleClient, labels: Labels) {
    this.#client = client;
    this.#labels = labels;
  }

  /** With keys each message is asked for; without, lists of a few labels tell the same for less. `total`: messages of the mailbox. */
  async look(
    refs: readonly Ref[] | null,
    how: { readonly keys: boolean; readonly places: readonly string[]; readonly total: number },
    onPresent: (present: Present) => void,
  ): Promise<void> {
    const ids = refs?.map(String) ?? (await listIds(this.#client, {}));
    const lists = (how.places.length + 3) * Math.ceil(how.total / PAGE);
    if (!how.keys && lists < ids.length) await this.#byLists(ids, how.places, onPresent);
    else await this.#oneByOne(ids, how.keys ? 'metadata' : 'minimal', (message) => onPresent(this.#describe(message)));
  }

  /** What messages are called and what they say: each has to be had whole. */
  async contents(refs: readonly Ref[]): Promise<ReadonlyMap<Ref, Content>> {
    const found = new Map<Ref, Content>();
    await this.#oneByOne(refs.map(String), 'raw', ({ id, raw = '', labelIds = [] }) => {
      const bytes = Buffer.from(raw, 'base64url');
      const headers = readHeaderBlock(bytes).fields.map((field) => ({
        name: field.name,
        value: fieldValue(bytes, field),
      }));
      found.set(id, { key: keyOf(headers), digest: digestOf(bytes), isDraft: labelIds.includes('DRAFT') });
    });
    return found;
  }

  async #byLists(
    ids: readonly string[],
    places: readonly string[],
    onPresent: (present: Present) => void,
  ): Promise<void> {
    const labelsOf = new Map<string, string[]>((await listIds(this.#client, {})).map((id) => [id, []]));
    for (const label of ['UNREAD', 'STARRED', ...places])
      for (const id of await listIds(this.#client, { labelIds: label })) labelsOf.get(id)?.push(label);
    for (const id of ids) {
      const labelIds = labelsOf.get(id);
      if (labelIds !== undefined)
        onPresent({ ref: id, key: '', flags: presentFlags(labelIds, this.#labels), date: null });
    }
  }

  /** Asks for messages, several at once. What is not there is left out. */
  async #oneByOne(
    ids: readonly string[],
    format: 'minimal' | 'metadata' | 'raw',
    onMessage: (message: MessageData) => void,
  ): Promise<void> {
    const window = format === 'raw' ? new Window({ most: WHOLE_AT_ONCE }) : new Window();
    let failure: unknown = null;
    const query = format === 'metadata' ? { format, metadataHeaders: ['Message-ID', 'X-Old-Message-ID'] } : { format };
    const ask = async (id: string): Promise<void> => {
      try {
        onMessage(
          await this.#client.call<MessageData>({ method: 'GET', path: `users/me/messages/${id}`, query, units: UNITS }),
        );
      } catch (error) {
        if (!(error instanceof GoogleError && error.advice.kind === 'missing')) failure ??= error;
      } finally {
        window.leave(false);
      }
    };
    for (const id of ids) {
      await window.enter();
      if (failure !== null) {
        window.leave(false);
        break;
      }
      void ask(id);
    }
    await window.idle();
    if (failure !== null) throw failure instanceof Error ? failure : new Error('unknown failure');
  }

  #describe({ id, labelIds = [], internalDate, payload }: MessageData): Present {
    return {
      ref: id,
      key: keyOf(payload?.headers ?? []),
      flags: presentFlags(labelIds, this.#labels),
      date: internalDate === undefined || labelIds.includes('DRAFT') ? null : Math.floor(Number(internalDate) / 1000),
    };
  }
}

function keyOf(headers: readonly Header[]): string {
  const named = (wanted: string): string[] =>
    headers.flatMap(({ name, value }) => (name?.toLowerCase() === wanted && value !== undefined ? [value] : []));
  return keyThere(named('message-id')[0], named('x-old-message-id'));
}
