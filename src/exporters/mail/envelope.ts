import { asctime } from '../../message/date.js';
import { octetsOf } from '../../message/octets.js';
import type { Head, Span } from './head.js';

/**
 * The line that begins a message in an mbox (RFC 4155): a sender of ASCII without blanks, the received time in UTC. The
 * sender is the `Return-Path`, else the first address of `From`, else `MAILER-DAEMON`, as for bounces.
 */
export function envelopeLine(bytes: Uint8Array, head: Head, receivedAt: number): string {
  const sender = address(bytes, head.returnPath, ANGLED) ?? address(bytes, head.from, ADDRESS);
  return `From ${sender ?? 'MAILER-DAEMON'} ${asctime(receivedAt)}\n`;
}

const ANGLED = /<([\x21-\x3b\x3d\x3f-\x7e]{1,254})>/;
const ADDRESS = /<([^\s<>@]{1,190}@[^\s<>@]{1,190})>|([^\s<>",;:()]{1,190}@[^\s<>",;:()]{1,190})/;
const NOT_ASCII = /[^\x21-\x7e]/;

function address(bytes: Uint8Array, value: Span | null, form: RegExp): string | null {
  if (value === null) return null;
  const found = form.exec(octetsOf(bytes, value.start, Math.min(value.end, value.start + 1024)));
  const sender = found?.[1] ?? found?.[2] ?? '';
  return sender === '' || NOT_ASCII.test(sender) ? null : sender;
}
