/**
 * What makes two copies of a message the same one, on servers that rewrite what they store: never size, date of arrival or
 * raw bytes, always what survives (Message-ID; else date, people and subject, reduced to printable ASCII).
 */
import { createHash } from 'node:crypto';
import { fieldValue, firstValue, type HeaderBlock, readHeaderBlock } from '../../message/header.js';

/** The header fields to ask a server for, to make keys of its messages. */
export const KEY_FIELDS = 'MESSAGE-ID DATE FROM TO SUBJECT';

/** How much of a body tells messages with the same key apart. */
export const BODY_SAMPLE = 4096;

/** The key of a message, from a header block or a message that begins with one. */
export function messageKey(bytes: Uint8Array, block: HeaderBlock = readHeaderBlock(bytes)): string {
  const id = messageId(bytes, block);
  if (id !== '') return `<${id}>`;
  const parts = ['date', 'from', 'to', 'subject'].map((name) => printable(firstValue(bytes, block, name) ?? ''));
  return `#${shortHash(parts.join('\n'))}`;
}

/** A fingerprint of the first bytes of a body (`BODY_SAMPLE` at most). */
export function bodyFingerprint(body: Uint8Array): string {
  return shortHash(printable(Buffer.from(body.subarray(0, BODY_SAMPLE)).toString('latin1')));
}

function messageId(bytes: Uint8Array, block: HeaderBlock): string {
  const field = block.fields.find(({ name }) => name === 'message-id');
  if (field === undefined) return '';
  const value = fieldValue(bytes, field);
  return printable(firstAngled(value) ?? value);
}

/** What stands between the first `<` and `>` with anything between them. */
function firstAngled(value: string): string | null {
  for (let open = value.indexOf('<'); open >= 0; ) {
    const close = value.indexOf('>', open);
    if (close < 0) return null;
    if (close > open + 1) return value.slice(open + 1, close);
    open = value.indexOf('<', close);
  }
  return null;
}

/** Printable ASCII without blanks: what no server changes. */
function printable(text: string): string {
  return text.replace(/[^\x21-\x7e]/g, '');
}

function shortHash(text: string): string {
  return createHash('sha1').update(text, 'latin1').digest('base64url').slice(0, 16);
}
