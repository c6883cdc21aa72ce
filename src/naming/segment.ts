import { createHash } from 'node:crypto';

/** Names that Windows gives to devices, whatever extension follows (`nul.txt` too). */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(?:\.|$)/i;

/** Room for ` (12)`, the extensions and a temporary suffix within the 255 bytes a file system allows. */
const MAX_BYTES = 200;

/**
 * One path segment that Linux, macOS and Windows all take, as close to `name` as can be. Reserved characters become `_`;
 * blanks at the ends go; a dot at an end becomes `_`, so that `..` names no other folder and nothing is hidden, and so does
 * `~` in front, which Dovecot takes for a home directory; device names get `_` in front; more than 200 bytes end in `~` and
 * eight digits of a hash of the whole name. A byte that was no UTF-8 in the store (U+DC80…DCFF) shows as `%80`. Never empty.
 */
export function safeSegment(name: string): string {
  const legal = withoutEndDots(
    visible(name)
      .replace(/[<>:"/\\|?*]/g, '_')
      .trim()
      .replace(/^[.~]/, '_'),
  );
  const named = DEVICE.test(legal) ? `_${legal}` : legal;
  return capped(named === '' ? '_' : named, MAX_BYTES);
}

function withoutEndDots(name: string): string {
  let end = name.length;
  while (end > 0 && name[end - 1] === '.') end -= 1;
  return name.slice(0, end) + '_'.repeat(name.length - end);
}

/** The name in NFC without what no name should hold: control characters, lone surrogates, noncharacters. */
export function visible(name: string): string {
  return name
    .normalize('NFC')
    .replace(/[\udc80-\udcff]/gu, (byte) => `%${(byte.charCodeAt(0) - 0xdc00).toString(16).toUpperCase()}`)
    .replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu, '_');
}

/**
 * The name itself when it is no longer than `limit`; else its beginning, `~`, and eight digits of a hash of all of it.
 * `size` measures, in bytes of UTF-8 unless told.
 */
export function capped(name: string, limit: number, size: (text: string) => number = utf8Size): string {
  if (size(name) <= limit) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  // No character has a smaller size than 1, so that no more than this many may stay, and one has to go.
  const chars = Array.from(name.slice(0, 2 * limit + 2)).slice(0, limit + 1);
  let cut;
  do {
    chars.pop();
    cut = `${chars.join('').trimEnd()}~${hash}`;
  } while (chars.length > 0 && size(cut) > limit);
  return cut;
}

function utf8Size(text: string): number {
  return Buffer.byteLength(text);
}

/**
 * Equal for names that some file system takes for one: without regard to case or to composed and decomposed letters.
 * Wider than any of them (`ß` equals `SS`), which costs no more than a number behind a name.
 */
export function folded(name: string): string {
  return name.normalize('NFD').toUpperCase().toLowerCase().normalize('NFD');
}
