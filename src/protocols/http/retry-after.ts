import type { IncomingHttpHeaders } from 'node:http';

/** How long a server asks to wait (RFC 9110 section 10.2.3): seconds or a date. In milliseconds; null where it says nothing. */
export function retryAfter(headers: IncomingHttpHeaders, now: number = Date.now()): number | null {
  const text = headers['retry-after']?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const at = text === '' ? NaN : Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
