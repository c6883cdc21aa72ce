/**
 * A message made usable for Gmail, which finds copies by Message-ID, takes its time from `Date` alone, and makes "now" of a date that
 * it cannot read. What is changed is kept in a field of its own, and noted.
 */
import { createHash } from 'node:crypto';
import { headerDate, isCommonDate, parseDate } from '../../../message/date.js';
import { fieldValue, firstValue, type HeaderField, readHeaderBlock } from '../../../message/header.js';
import type { RawMessage } from '../../../message/raw-message.js';
import { messageKey } from '../../../protocols/imap/message-key.js';
import { messageTraits, type WireMessage, wireMessage, type WireRules } from '../../../protocols/imap/wire-message.js';
import type { Body } from '../../../transfer/destination.js';
import { ContentDigest } from './content.js';

/** What a message is called, by whoever looks for it. */
export interface Traits {
  /** `<id>`: its Message-ID where it is one, else one made of how it begins. */
  readonly key: string;
  /** Gmail's time for it, unix seconds; null where nothing tells. */
  readonly date: number | null;
}

/** A message ready to go. */
export interface UsableMessage extends Traits {
  /** Of all that it says. */
  readonly digest: string;
  readonly body: Body;
  readonly notes: readonly string[];
}

/** Whether the Message-ID is free for this message: another may have it. */
export type IsFree = (key: string, digest: string) => boolean;

const RULES: Pick<WireRules, 'profile'> = {
  profile: { longestLine: null, keepsRawHeaders: false, sendsReceipts: false },
};
/** A domain that nobody can have (RFC 2606). */
const DOMAIN = 'kerio-exit.invalid';

/** What a message will be called; its beginning is enough. */
export function traitsOf(raw: RawMessage, receivedAt: number | null): Traits {
  const { key, fingerprint } = messageTraits(raw.start, { ...RULES, seen: true });
  const value = firstValue(raw.start, readHeaderBlock(raw.start), 'date');
  return { key: isUsableId(key) ? key : derivedKey(key, fingerprint), date: timeOf(value, receivedAt) };
}

/** The digest of a message of the source, which has to be open whole. */
export function digestOfSource(raw: RawMessage, receivedAt: number | null): string {
  return digestOfWire(wireMessage(raw, { ...RULES, seen: true }), traitsOf(raw, receivedAt).date);
}

/** Makes a message usable. The bytes in the result are copies in `memory`, or read again while it is sent. */
export function usableMessage(
  raw: RawMessage,
  receivedAt: number | null,
  { isFree, memory }: { readonly isFree: IsFree; readonly memory: (length: number) => Buffer },
): UsableMessage {
  const traits = traitsOf(raw, receivedAt);
  const wire = wireMessage(raw, { ...RULES, seen: true }, memory);
  const digest = digestOfWire(wire, traits.date);
  const id = isFree(traits.key, digest) ? traits.key : derivedKey(traits.key, digest);
  const [head] = piecesOf(wire);
  const own = Buffer.from(head ?? []);
  const { edited, notes } = editHead(own, { ...traits, id }, receivedAt);
  return { ...traits, digest, body: withHead(wire, own, edited), notes: [...wire.notes.filter(isTold), ...notes] };
}

function digestOfWire(wire: WireMessage, date: number | null): string {
  let digest: ContentDigest | null = null;
  for (const piece of piecesOf(wire)) {
    if (digest === null) digest = new ContentDigest(piece, date);
    else digest.update(piece);
  }
  return (digest ?? new ContentDigest(new Uint8Array(), date)).digest();
}

/** Its header, and then the body. */
function piecesOf({ literal: { content } }: WireMessage): Iterable<Uint8Array> {
  return content instanceof Function ? content() : content;
}

/** How line ends are written is nobody's concern. */
function isTold(note: string): boolean {
  return note !== 'line ends became CRLF';
}

function isUsableId(id: string): boolean {
  return /^<[^<>\s]{1,900}>$/.test(id);
}

function derivedKey(key: string, fingerprint: string): string {
  const hash = createHash('sha256').update(`${key}\n${fingerprint}`).digest('hex');
  return `<${hash.slice(0, 32)}@${DOMAIN}>`;
}

/** The key of a message at Gmail, by the values of its Message-ID and of its X-Old-Message-ID fields. */
export function keyThere(id: string | undefined, old: readonly string[]): string {
  const now = id === undefined ? '' : messageKey(Buffer.from(`Message-ID: ${id}\r\n\r\n`));
  if (!now.endsWith(`@${DOMAIN}>`)) return now;
  return old.map((value) => value.trim()).find(isUsableId) ?? now;
}

function timeOf(value: string | null, receivedAt: number | null): number | null {
  return (value === null ? null : parseDate(value)) ?? receivedAt;
}

function editHead(
  head: Buffer,
  { key, date, id: wanted }: Traits & { readonly id: string },
  receivedAt: number | null,
): { readonly edited: Buffer; readonly notes: readonly string[] } {
  const { fields, start, end } = readHeaderBlock(head);
  const notes: string[] = [];
  const added: string[] = [];
  const replaced = new Map<HeaderField, string>();
  const put = (name: string, value: string, field: HeaderField | undefined): void => {
    if (field === undefined) added.push(`${name}: ${value}\r\n`);
    else replaced.set(field, `${name}: ${value}\r\nX-Old-${name}:${textOf(head, field)}`);
  };
  const id = fields.find(({ name }) => name === 'message-id');
  if (id === undefined || fieldValue(head, id) !== wanted) {
    put('Message-ID', wanted, id);
    // Whoever looks for it looks for the key.
    if (wanted !== key && (id === undefined || fieldValue(head, id) !== key))
      added.push(`X-Old-Message-ID: ${key}\r\n`);
    notes.push(idNote(id === undefined, wanted));
  }
  const when = fields.find(({ name }) => name === 'date');
  const value = when === undefined ? null : fieldValue(head, when);
  if (date !== null && (when === undefined || !isPlainDate(head, when))) {
    put('Date', headerDate(date), when);
    notes.push(dateNote(value, date, receivedAt));
  }
  if (notes.length === 0) return { edited: head, notes };
  const kept = fields.map((field) => replaced.get(field) ?? head.toString('latin1', field.start, field.end));
  const lines = [...kept, ...added].join('');
  return { edited: Buffer.concat([head.subarray(0, start), Buffer.from(lines, 'latin1'), head.subarray(end)]), notes };
}

function idNote(isMissing: boolean, key: string): string {
  if (isMissing) return 'it had no Message-ID: it got one made of what it says';
  return key.endsWith(`@${DOMAIN}>`)
    ? 'its Message-ID is none, or that of another message: it got one made of what it says'
    : 'its Message-ID was written as Gmail reads it';
}

function dateNote(value: string | null, date: number, receivedAt: number | null): string {
  if (value === null) return 'it had no Date: when it was received stands for it';
  return date === receivedAt && parseDate(value) === null
    ? 'its Date cannot be read: when it was received stands for it'
    : 'its Date was written as Gmail reads it';
}

/** One that was cut into lines is read by nobody but us. */
function isPlainDate(head: Buffer, field: HeaderField): boolean {
  return isCommonDate(fieldValue(head, field)) && head.indexOf(10, field.start) === field.end - 1;
}

function textOf(head: Buffer, field: HeaderField): string {
  return head.toString('latin1', field.valueStart, field.end);
}

/** The literal with another header. */
function withHead({ literal }: WireMessage, head: Buffer, edited: Buffer): Body {
  const { content } = literal;
  const length = literal.length - head.length + edited.length;
  if (!(content instanceof Function)) return { length, content: [edited, ...content.slice(1)] };
  return {
    length,
    content: function* () {
      yield edited;
      let isHead = true;
      for (const piece of content()) {
        if (!isHead) yield piece;
        isHead = false;
      }
    },
  };
}
