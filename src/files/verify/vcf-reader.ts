/** Cards as the package `vcf` reads them, which shares no code with the readers and writers of this program. */
import vCard from 'vcf';
import { textOf } from '../../core/octets.js';
import type { ContentLine } from '../../pim/contentline.js';

/** What vcf says to a card: its values as written, or why it refuses it; null where it is not asked. */
export type VcfReading =
  | { readonly uids: readonly string[]; readonly names: readonly string[]; readonly structured: readonly string[] }
  | { readonly refused: string }
  | null;

/** Its time grows as a square with runs of blanks and with the number of lines. */
const LARGEST = 1 << 18;
const MOST_LINES = 2000;

/** Never looked at, and most of the octets of a card. */
const pictures: ReadonlySet<string> = new Set(['PHOTO', 'LOGO', 'SOUND', 'KEY']);

/** Reads a card, its pictures left out. Never throws. */
export function readWithVcf(lines: readonly ContentLine[]): VcfReading {
  const asked = lines.filter(({ name }) => !pictures.has(name)).map(({ raw }) => raw);
  const octets = asked.join('\r\n');
  if (asked.length > MOST_LINES || octets.length > LARGEST || /\s{500}/.test(octets)) return null;
  try {
    const card = new vCard().parse(`BEGIN:VCARD\r\n${textOf(octets)}\r\nEND:VCARD\r\n`);
    const [uids, names, structured] = [valuesOf(card, 'uid'), valuesOf(card, 'fn'), valuesOf(card, 'n')];
    if (uids === null || names === null || structured === null) return { refused: 'it sees a line without a value' };
    return { uids, names, structured };
  } catch (error) {
    return { refused: (error instanceof Error ? error.message : String(error)).slice(0, 120) };
  }
}

/** Null where it gives none for a line: a bare CR may have broken it. */
function valuesOf(card: vCard, name: string): string[] | null {
  const found = card.get(name) as vCard.Property | vCard.Property[] | undefined;
  if (found === undefined) return [];
  const values = (Array.isArray(found) ? found : [found]).map((property) => property.valueOf() as unknown);
  return values.every((value) => typeof value === 'string') ? values : null;
}
