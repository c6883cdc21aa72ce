import { decodeBase64, encodeBase64 } from '../../message/base64.js';
import { decodeToUtf8 } from '../../message/charset.js';
import { bytesOf, isAscii, type Octets, trimOctets } from '../../core/octets.js';
import { decodeQuotedPrintable } from '../../message/quoted-printable.js';
import { escapeText, splitEscaped, unescapeLooseText, withoutControls } from '../text.js';
import type { ParamPlan } from './param-plan.js';

/** How the value of a property is put together. */
type Shape = 'text' | 'structured' | 'list' | 'other';

const shapes = new Map<string, Shape>([
  ...['N', 'ADR', 'ORG'].map((name) => [name, 'structured'] as const),
  ...['CATEGORIES', 'NICKNAME'].map((name) => [name, 'list'] as const),
  ...['FN', 'NOTE', 'TITLE', 'ROLE', 'LABEL', 'MAILER', 'SORT-STRING'].map((name) => [name, 'text'] as const),
]);

/**
 * The value as UTF-8 octets: quoted-printable decoded, and charsets where the property names its own, or where the card as a
 * whole could not be read in one (`mixed`).
 */
export function decodedValue(value: Octets, plan: ParamPlan, mixed: boolean): Octets {
  if (plan.encoding === 'quoted-printable')
    return decodeToUtf8(bytesOf(decodeQuotedPrintable(value)), plan.charset).octets;
  return mixed && !isAscii(value) ? decodeToUtf8(bytesOf(value), plan.charset).octets : value;
}

/**
 * A value of vCard 2.1 (or one that was quoted-printable) with the escapes of vCard 3.0 (RFC 2426 section 4) for properties
 * that are text. Others (addresses on the web, dates, unknown ones) keep their punctuation. Control characters, which no
 * version allows and XML cannot carry, become blanks.
 */
export function escapedValue3(name: string, value: Octets): Octets {
  const separators = isStructured(name) ? structuredPlain : plainText;
  if (separators.test(value)) return value;
  const clean = withoutControls(value, ' ');
  const shape = shapes.get(name) ?? 'other';
  if (shape === 'other') return clean.replace(/\r\n|\r|\n/g, '\\n');
  if (shape === 'text') return escapeText(unescapeLooseText(clean));
  const separator = shape === 'list' ? ',' : ';';
  return splitEscaped(clean, separator)
    .map((piece) => escapeText(unescapeLooseText(piece)))
    .join(separator);
}

/** Whether a value has components between semicolons. */
export function isStructured(name: string): boolean {
  return shapes.get(name) === 'structured';
}

/** Nothing to escape, to unescape or to replace. */
const structuredPlain = /^[^\0-\x1f\x7f\\,]*$/;
const plainText = /^[^\0-\x1f\x7f\\,;]*$/;

/** A base64 value, and whether it had lost its end. */
export interface Base64Value {
  readonly value: Octets;
  /** Bytes it decodes to. */
  readonly size: number;
  readonly cut: boolean;
}

/** A base64 value as readers want it: one line, whole groups of four. Only what cannot be decoded is changed. */
export function base64Value3(value: Octets): Base64Value {
  const clean = /[^A-Za-z0-9+/=]/.test(value) ? value.replace(/[^A-Za-z0-9+/=]+/g, '') : value;
  if (clean.length % 4 === 0 && /^[^=]*={0,2}$/.test(clean)) {
    const padding = clean.endsWith('==') ? 2 : clean.endsWith('=') ? 1 : 0;
    return { value: clean, size: (clean.length / 4) * 3 - padding, cut: false };
  }
  const { bytes, truncated } = decodeBase64(clean);
  return { value: encodeBase64(bytes), size: bytes.length, cut: truncated };
}

/**
 * What a `data:` URI holds (RFC 2397); null where the value is none, or not base64. Some writers escape its comma, and some
 * leave the media type out: then the first bytes tell.
 */
export function dataUri(value: Octets): { readonly subtype: string; readonly base64: Octets } | null {
  const uri = trimOctets(value);
  const comma = uri.indexOf(',');
  const head = comma < 0 ? '' : uri.slice(0, comma);
  if (!/^data:/i.test(head) || !/[:;]base64\\?$/i.test(head)) return null;
  const base64 = uri.slice(comma + 1);
  const named = /^data:[a-z]+\/([a-z0-9.+-]+)/i.exec(head)?.[1];
  return { subtype: named ?? pictures.find(([start]) => base64.startsWith(start))?.[1] ?? '', base64 };
}

/** How the base64 of pictures begins. */
const pictures = [
  ['/9j/', 'jpeg'],
  ['iVBORw', 'png'],
  ['R0lGOD', 'gif'],
] as const;
