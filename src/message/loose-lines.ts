import { decodeBase64 } from './base64.js';
import { firstValue, type HeaderBlock } from './header.js';
import { octetsOf } from './octets.js';

/** How much of a body is looked at, in bytes. */
const bodyWindow = 16_384;

/**
 * What the lines of an event or task make where its frame (BEGIN and END) is missing or cut off: `wanted`, which its folder or class
 * says, or what an END that is left says. Null where there are no such lines, or a whole frame.
 */
export function looseKind(
  head: Uint8Array,
  header: HeaderBlock,
  wanted: 'calendar' | 'tasks',
): 'calendar' | 'tasks' | null {
  const window = octetsOf(head, header.bodyStart, Math.min(head.length, header.bodyStart + bodyWindow));
  const encoding = firstValue(head, header, 'content-transfer-encoding') ?? '';
  const body = /^\s*base64/i.test(encoding) ? octetsOf(decodeBase64(window).bytes) : window;
  if (/^[ \t]*BEGIN:V(?:EVENT|TODO|JOURNAL)\b/im.test(body)) return null;
  const telling = wanted === 'tasks' ? /^(?:DTSTART|DUE|SUMMARY)[;:]/im : /^DTSTART[;:]/im;
  if (!telling.test(body)) return null;
  if (/^END:VTODO\b/im.test(body)) return 'tasks';
  return /^END:VEVENT\b/im.test(body) ? 'calendar' : wanted;
}
