/** Folder names on disk: IMAP modified UTF-7 (RFC 3501 section 5.1.3), read leniently (docs/store-format.md, names). */
import { escapedBytes, isEscaped } from './escaped-path.js';
import { withReplacedCharacters } from './private-names.js';

const LONE_SURROGATE = /\p{Cs}/u;
const RUN = /&([A-Za-z0-9+,]*)-/g;

/**
 * The name a person knows. A run that is no valid modified UTF-7 stays as it stands; raw non-ASCII, which copy tools
 * and old versions leave, stays and is normalised; bytes that are no UTF-8 are read as Windows-1252;
 * what stands for a character that Windows does not take is that character again.
 */
export function decodeFolderName(raw: string): string {
  const text = withReplacedCharacters(isEscaped(raw) ? fromWindows1252(raw) : raw);
  return text
    .replace(RUN, (run, base64: string) => (base64 === '' ? '&' : (decodeRun(base64) ?? run)))
    .normalize('NFC');
}

/** The name as it would stand on disk: printable ASCII as it is, `&` as `&-`, the rest in base64 of UTF-16. */
export function encodeFolderName(name: string): string {
  return name.replace(/&|[^\x20-\x7e]+/g, (run) => {
    if (run === '&') return '&-';
    const utf16 = Buffer.from(run, 'utf16le').swap16();
    return `&${utf16.toString('base64').replace(/=+$/, '').replace(/\//g, ',')}-`;
  });
}

/** Decodes what stands between `&` and `-`; null when it is no base64 of whole, well-formed UTF-16. */
function decodeRun(base64: string): string | null {
  // One left-over character cannot be base64, and the bits that pad the last byte must be zero.
  if (base64.length % 4 === 1) return null;
  const bytes = Buffer.from(base64.replace(/,/g, '/'), 'base64');
  if (bytes.length === 0 || bytes.length % 2 !== 0) return null;
  if (bytes.toString('base64').replace(/=+$/, '').replace(/\//g, ',') !== base64) return null;
  const text = bytes.swap16().toString('utf16le');
  return LONE_SURROGATE.test(text) ? null : text;
}

const windows1252 = new TextDecoder('windows-1252');

function fromWindows1252(raw: string): string {
  return raw.replace(/[\udc80-\udcff]+/gu, (run) => windows1252.decode(escapedBytes(run)));
}
