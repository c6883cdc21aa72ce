/**
 * A message made usable for Gmail, which finds copies by Message-ID, takes its time from `Date` alone, and makes "now" of a date that
 * it cannot read. What is changed is kept in a field of its own, and noted.
 */
import { createHash } from 'node:crypto';
import { headerDate, isCommonDate, parseDate } from '../../../message/date.js';
import { fieldValue, firstValue, type HeaderField, readHeaderBlock } from '../../../message/header.js';
import type { RawMessage } from '../../../message/raw-message.js';
import { messageTraits, type WireMessage, wireMessage, type WireRules } from '../../../protocols/imap/wire-message.js';
import type { Body } from '../../../transfer/destination.js';

/** What a message is called, by whoever looks for it. */
export interface Traits {
  /** `<id>` as it will stand in Message-ID. */
  readonly key: string;
  /** Tells messages with one Message-ID apart. */
  readonly fingerprint: string;
  /** Gmail's time for it, unix seconds; null where nothing tells. */
  readonly date: number | null;
}

/** A message ready to go. */
export interface UsableMessage extends Traits {
  readonly body: Body;
  readonly notes: readonly string[];
}

/** Whose Message-ID it is already: the fingerprint of the message that has it, undefined where it is free. */
export type TakenBy = (key: string) => string | undefined;

const RULES: Pick<WireRules, 'profile'> = {
  profile: { longestLine: null, keepsRawHeaders: false, sendsReceipts: false },
};
/** A domain that nobody can have (RFC 2606). */
const DOMAIN = 'kerio-exit.invalid';

/** What a message will be called; its beginning is enough. */
export function traitsOf(raw: RawMessage, receivedAt: number | null, takenBy: TakenBy): Traits {
  const { key, fingerprint } = messageTraits(raw.start, { ...RULES, seen: true });
  const value = firstValue(raw.start, readHeaderBlock(raw.start), 'date');
  return { key: freeKey(key, fingerprint, takenBy), fingerprint, date: timeOf(value, receivedAt) };
}

/** Makes a message usable. The bytes in the result are copies, or read again while it is sent. */
export function usableMessage(raw: RawMessage, receivedAt: number | null, takenBy: TakenBy): UsableMessage {
  const traits = traitsOf(raw, receivedAt, takenBy);
  const wire = wireMessage(raw, { ...RULES, seen: true });
  const [head] = wire.literal.content instanceof Function ? wire.literal.content() : wire.literal.content;
  const own = Buffer.from(head ?? []);
  const { edited, notes } = editHead(own, traits, receivedAt);
  return { ...traits, body: withHead(wire, own, edited), notes: [...wire.notes.filter(isTold), ...notes] };
}

/** How line ends are written is nobody's concern. */
function isTold(note: string): boolean {
  return note !== 'line ends became CRLF';
}

/** The Message-ID that it gets: its own where that is one and free, else one made of what it says. */
function freeKey(key: string, fingerprint: string, takenBy: TakenBy): string {
  const own = /^<[^<>\s]{1,900}>$/.test(key) ? key : derivedKey(key, fingerprint);
  const taken = takenBy(own);
  return taken === undefined || taken === fingerprint ? own : derivedKey(own, fingerprint);
}

function derivedKey(key: string, fingerprint: string): string {
  const hash = createHash('sha256').update(`${key}\n${fingerprint}`).digest('hex');
  return `<${hash.slice(0, 32)}@${DOMAIN}>`;
}

function timeOf(value: string | null, receivedAt: number | null): number | null {
  return (value === null ? null : parseDate(value)) ?? receivedAt;
}

function editHead(
  head: Buffer,
  { key, date }: Traits,
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
  if (id === undefined || fieldValue(head, id) !== key) {
    put('Message-ID', key, id);
    notes.push(idNote(id === undefined, key));
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
