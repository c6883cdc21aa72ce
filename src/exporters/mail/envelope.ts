import { asctime } from '../../message/date.js';
import type { HeaderField } from '../../message/header.js';
import { octetsOf } from '../../core/octets.js';
import type { Head } from './head.js';

/**
 * The line that begins a message in an mbox (RFC 4155): a sender of ASCII without blanks, the received time in UTC. The
 * sender is the `Return-Path`, else the first address of `From`, else `MAILER-DAEMON`, as for bounces.
 */
export function envelopeLine(bytes: Uint8Array, head: Head, receivedAt: number): string {
  const sender = address(bytes, head.returnPath, ANGLED) ?? address(bytes, head.froms[0] ?? null, ADDRESS);
  return `From ${sender ?? 'MAILER-DAEMON'} ${asctime(receivedAt)}\n`;
}

const ANGLED = /<([\x21-\x3b\x3d\x3f-\x7e]{1,254})>/;
const ADDRESS = /<([^\s<>@]{1,190}@[^\s<>@]{1,190})>|([^\s<>",;:()]{1,190}@[^\s<>",;:()]{1,190})/;
const NOT_ASCII = /[^\x21-\x7e]/;

function address(bytes: Uint8Array, field: HeaderField | null, form: RegExp): string | null {
  if (field === null) return null;
  // No honest address stands further behind; a cut keeps hostile fields cheap.
  const found = form.exec(octetsOf(bytes, field.valueStart, Math.min(field.end, field.valueStart + 1024)));
  const sender = found?.[1] ?? found?.[2] ?? '';
  return sender === '' || NOT_ASCII.test(sender) ? null : sender;
}
