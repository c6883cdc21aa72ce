/** Gmail's mailboxes as far as a migration meets them: labels, import, insert, drafts, list, get, changes of labels, history. */
import { parseDate } from '../../../src/message/date.js';
import { fieldValue, firstValue, readHeaderBlock } from '../../../src/message/header.js';
import { type Call, ok, page, record, Refusal, refuse, type Reply, text, texts } from './reply.js';

/** A message of a mailbox. */
export interface FakeMessage {
  readonly id: string;
  readonly raw: Buffer;
  readonly labels: Set<string>;
  /** Milliseconds. */
  readonly internalDate: number;
  readonly historyId: number;
  readonly how: 'import' | 'insert' | 'draft';
}

const SYSTEM = ['INBOX', 'SENT', 'DRAFT', 'SPAM', 'TRASH', 'UNREAD', 'STARRED', 'IMPORTANT', 'CHAT'];
const REFUSED_NAMES = /^(inbox|spam|trash|unread|starred|important|sent|drafts?|chats?|migrated|muted|archived?)$/i;

/** One user's mailbox. */
export class FakeMailbox {
  readonly labels = new Map<string, string>(SYSTEM.map((name) => [name, name]));
  readonly messages = new Map<string, FakeMessage>();
  readonly filters: Readonly<Record<string, unknown>>[] = [];
  vacation: Readonly<Record<string, unknown>> = { enableAutoReply: false };
  /** What `Date` fields that make no sense become, in milliseconds. */
  now = Date.UTC(2026, 10, 28);
  #next = 1;
  /** The first message of each Message-ID. */
  readonly #byMessageId = new Map<string, string>();

  get historyId(): number {
    return this.#next;
  }

  /** One line a message: labels by name, internal date in seconds, how it came, text; sorted. */
  lines(): string[] {
    return [...this.messages.values()].map((message) => this.line(message)).sort();
  }

  line({ labels, internalDate, raw }: FakeMessage): string {
    const names = [...labels].map((id) => this.labels.get(id) ?? id).sort();
    return [names.join(','), internalDate / 1000, raw.toString('latin1').replace(/\r\n/g, '\n')].join('|');
  }

  answer(call: Call): Reply {
    const path = call.path.replace(/^\/(?:resumable\/)?(?:upload\/)?gmail\/v1\/users\/[^/]+/, '');
    const message = /^\/messages\/([0-9a-f]+)$/.exec(path)?.[1];
    if (message !== undefined && call.method === 'GET') return this.#get(message, call);
    const trashed = /^\/messages\/([0-9a-f]+)\/trash$/.exec(path)?.[1];
    if (trashed !== undefined) {
      this.messages.get(trashed)?.labels.add('TRASH');
      return ok({});
    }
    const handle = this.#routes[`${call.method} ${path}`];
    return handle === undefined ? refuse(404, 'notFound', `the fake has no ${call.method} ${path}`) : handle(call);
  }

  readonly #routes: Readonly<Record<string, (call: Call) => Reply>> = {
    'GET /profile': ({ user }) =>
      ok({ emailAddress: user, messagesTotal: this.messages.size, threadsTotal: 0, historyId: String(this.#next) }),
    'GET /labels': () =>
      ok({
        labels: [...this.labels].map(([id, name]) => ({ id, name, type: SYSTEM.includes(id) ? 'system' : 'user' })),
      }),
    'POST /labels': (call) => this.#createLabel(call),
    'GET /messages': (call) => this.#list(call),
    'POST /messages': (call) => this.#store(call, 'insert'),
    'POST /messages/import': (call) => this.#import(call),
    'POST /messages/batchModify': (call) => this.#modify(call),
    'POST /drafts': (call) => this.#draft(call),
    'GET /settings/vacation': () => ok(this.vacation),
    'PUT /settings/vacation': ({ body }) => ok((this.vacation = body)),
    'GET /settings/filters': () => ok({ filter: this.filters }),
    'POST /settings/filters': (call) => this.#createFilter(call),
    'GET /history': (call) => this.#history(call),
  };

  #createLabel({ body }: Call): Reply {
    const name = text(body['name']);
    if (REFUSED_NAMES.test(name) || name !== name.trim() || name.length > 225)
      return refuse(400, 'invalidArgument', 'Invalid label name');
    const taken = [...this.labels.values()].some((known) => known.toLowerCase() === name.toLowerCase());
    if (taken) return refuse(409, 'aborted', 'Label name exists or conflicts');
    const id = `Label_${this.labels.size}`;
    this.labels.set(id, name);
    return ok({ id, name });
  }

  #createFilter({ body }: Call): Reply {
    const action = record(body['action']);
    const labels = [...texts(action['addLabelIds']), ...texts(action['removeLabelIds'])];
    const unknown = labels.find((label) => !this.labels.has(label));
    if (unknown !== undefined) return refuse(400, 'invalidArgument', `Invalid label: ${unknown}`);
    if (this.filters.some((filter) => JSON.stringify(filter) === JSON.stringify(body)))
      return refuse(400, 'failedPrecondition', 'Filter already exists');
    this.filters.push(body);
    return ok(body);
  }

  #list(call: Call): Reply {
    const wanted = /^rfc822msgid:(.*)$/.exec(call.query.get('q') ?? '')?.[1];
    const hidden = call.query.get('includeSpamTrash') === 'true' ? [] : ['SPAM', 'TRASH'];
    const named = call.query.getAll('labelIds');
    const found = [...this.messages.values()].filter(
      ({ labels, raw }) =>
        !hidden.some((label) => labels.has(label)) &&
        named.every((label) => labels.has(label)) &&
        (wanted === undefined || idOf(raw) === wanted),
    );
    const { items, next } = page(found.reverse(), call, Number(call.query.get('maxResults') ?? '100'));
    return ok({ messages: items.map(({ id }) => ({ id, threadId: id })), nextPageToken: next });
  }

  #get(id: string, { query }: Call): Reply {
    const message = this.messages.get(id);
    if (message === undefined) return refuse(404, 'notFound', 'Requested entity was not found.');
    const { raw, labels, internalDate, historyId } = message;
    const known = {
      id,
      threadId: id,
      labelIds: [...labels],
      internalDate: String(internalDate),
      historyId: `${historyId}`,
    };
    if (query.get('format') === 'raw') return ok({ ...known, raw: raw.toString('base64url') });
    const block = readHeaderBlock(raw);
    const names = query.getAll('metadataHeaders').map((name) => name.toLowerCase());
    const headers = block.fields
      .filter(({ name }) => names.length === 0 || names.includes(name))
      .map((field) => ({ name: field.name, value: fieldValue(raw, field) }));
    return ok(query.get('format') === 'metadata' ? { ...known, payload: { headers } } : known);
  }

  #history(call: Call): Reply {
    const from = Number(call.query.get('startHistoryId'));
    const added = [...this.messages.values()].filter(({ historyId }) => historyId >= from);
    const { items, next } = page(added, call, Number(call.query.get('maxResults') ?? '100'));
    const history = items.map(({ id, historyId }) => ({
      id: String(historyId),
      messagesAdded: [{ message: { id, threadId: id } }],
    }));
    return ok({ history, nextPageToken: next, historyId: String(this.#next) });
  }

  /** Like a delivery: refuses what Gmail was seen to refuse, and stores a Message-ID once, with the labels of both. */
  #import(call: Call): Reply {
    const raw = contentOf(call);
    const { fields } = readHeaderBlock(raw);
    if (fields.filter(({ name }) => name === 'from').length > 1)
      return refuse(400, 'invalidArgument', "Invalid header: Expected a single 'From' header");
    if (/filename="?[^"]*\.exe/i.test(raw.toString('latin1')))
      return refuse(400, 'invalidArgument', 'Invalid attachment. See https://support.google.com/mail/answer/6590');
    const labels = this.#labelsOf(call);
    const id = idOf(raw);
    const same = id === '' ? undefined : this.messages.get(this.#byMessageId.get(id) ?? '');
    if (same === undefined) return this.#store(call, 'import');
    for (const label of labels) same.labels.add(label);
    return ok({ id: same.id, threadId: same.id, labelIds: [...same.labels] });
  }

  #draft(call: Call): Reply {
    const message = record(call.body['message']);
    return this.#store({ ...call, body: { ...message, labelIds: ['DRAFT'] } }, 'draft');
  }

  #store(call: Call, how: FakeMessage['how']): Reply {
    const raw = contentOf(call);
    const block = readHeaderBlock(raw);
    const fromHeader =
      (call.query.get('internalDateSource') ?? (how === 'insert' ? 'receivedTime' : 'dateHeader')) === 'dateHeader';
    const date = fromHeader ? parseDate(firstValue(raw, block, 'date') ?? '') : null;
    const labels = new Set(this.#labelsOf(call));
    const number = this.#next;
    this.#next += 1;
    const id = `18f${number.toString(16).padStart(13, '0')}`;
    const internalDate = date === null ? this.now : date * 1000;
    this.messages.set(id, { id, raw, labels, internalDate, historyId: number, how });
    const messageId = idOf(raw);
    if (!this.messages.has(this.#byMessageId.get(messageId) ?? '')) this.#byMessageId.set(messageId, id);
    const stored = { id, threadId: id, labelIds: [...labels] };
    return ok(how === 'draft' ? { id: `r${number}`, message: stored } : stored);
  }

  #labelsOf({ body }: Call): string[] {
    const labels = texts(body['labelIds']);
    const unknown = labels.find((label) => !this.labels.has(label));
    if (unknown !== undefined) throw new Refusal(400, 'invalidArgument', `Invalid label: ${unknown}`);
    return labels;
  }

  #modify({ body }: Call): Reply {
    const add = texts(body['addLabelIds']);
    const unknown = add.find((label) => !this.labels.has(label));
    if (unknown !== undefined) return refuse(400, 'invalidArgument', `Invalid label: ${unknown}`);
    if (texts(body['ids']).length > 1000) return refuse(400, 'invalidArgument', 'Too many ids');
    for (const id of texts(body['ids'])) {
      const message = this.messages.get(id);
      if (message === undefined) continue;
      for (const label of add) message.labels.add(label);
      for (const label of texts(body['removeLabelIds'])) message.labels.delete(label);
    }
    return { status: 204 };
  }
}

function contentOf({ media, body }: Call): Buffer {
  return media ?? Buffer.from(text(body['raw']), 'base64url');
}

function idOf(raw: Buffer): string {
  return (firstValue(raw, readHeaderBlock(raw), 'message-id') ?? '').replace(/^<|>$/g, '');
}
