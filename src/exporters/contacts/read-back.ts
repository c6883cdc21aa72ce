import ICAL from 'ical.js';
import vCard from 'vcf';
import { type Octets, textOf } from '../../core/octets.js';
import { unescapeText } from '../../pim/text.js';

/** A card larger than this is not read back, in octets. */
const LARGEST = 1 << 20;

/**
 * Whether a card may be given to the independent readers. Their time grows as a square with runs of blanks and with the number of
 * lines, of which no card that somebody wrote has many.
 */
export function canBeReadBack(card: Octets): boolean {
  return card.length <= LARGEST && !/\s{500}/.test(card);
}

/**
 * Reads a card of ours back with two independent readers (`vcf`, `ical.js`) and compares the UID. Gives what they say
 * against it, one short sentence each. Too slow for every card; for those that had to be converted or repaired.
 */
export function readBack(card: Octets, uid: Octets): string[] {
  const text = textOf(card);
  const expected = unescapeText(textOf(uid));
  return [
    ...complaint('vcf', expected, () => {
      const property: unknown = new vCard().parse(text).get('uid').valueOf();
      return typeof property === 'string' ? unescapeText(property) : property;
    }),
    ...complaint('ical.js', expected, () => {
      const card = ICAL.parse(text) as unknown[];
      return unescapeText(String(new ICAL.Component(card).getFirstPropertyValue('uid')));
    }),
  ];
}

function complaint(reader: string, expected: string, read: () => unknown): string[] {
  try {
    const found = read();
    return found === expected ? [] : [`${reader} reads another UID in the card`];
  } catch (error) {
    return [`${reader} cannot read the card: ${error instanceof Error ? error.message : String(error)}`];
  }
}
