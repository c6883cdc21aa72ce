import type { Item } from '../../store/types.js';
import { FLAG, flagBits, flagLetters, keywordAtom } from './flags.js';
import { gmailLabelsField } from './gmail-labels.js';

/**
 * The fields that we put on top of each message of an mbox (docs/destinations-mail.md): `X-Gmail-Labels` for Gmail's
 * importers, `Status`, `X-Status` and `X-Keywords` of c-client for Dovecot and mutt, `X-Mozilla-*` for Thunderbird.
 */
export class OwnFields {
  readonly #label: readonly string[];
  readonly #announced: ReadonlySet<string>;
  /** What the first message has to say for all. */
  #announcement: string;
  /** By flag bits, for messages without keywords: the same few come again and again. */
  readonly #known = new Map<number, string>();

  /** `keywords` are those that count in this file: Dovecot drops the keywords of a message that has any other. */
  constructor(label: readonly string[], keywords: readonly string[]) {
    this.#label = label;
    this.#announced = new Set(keywords.map(keywordAtom));
    // UIDVALIDITY and the last UID come first; a reader that numbers messages writes its own.
    this.#announcement = keywords.length === 0 ? '' : `X-IMAPbase: 1 0 ${[...this.#announced].join(' ')}\n`;
  }

  /** The fields of one message, with line ends. Adds to `notes` what they cannot say. */
  of(item: Item, notes: string[]): string {
    const bits = flagBits(item);
    if (item.keywords.length > 0 || this.#announcement !== '') return this.#fields(bits, item.keywords, notes);
    const known = this.#known.get(bits) ?? this.#fields(bits, [], notes);
    this.#known.set(bits, known);
    return known;
  }

  #fields(bits: number, itemKeywords: readonly string[], notes: string[]): string {
    const keywords = itemKeywords.map(keywordAtom);
    const counted = keywords.filter((keyword) => this.#announced.has(keyword));
    if (counted.length < keywords.length)
      notes.push('a keyword was not announced at the top of the file and is left out');
    // Thunderbird has no use for what servers keep as keywords.
    const tags = keywords.filter((keyword) => !keyword.startsWith('$') || keyword.startsWith('$label'));
    const letters = flagLetters(bits, X_STATUS);
    const announcement = this.#announcement;
    this.#announcement = '';
    return [
      gmailLabelsField(this.#label, { unread: (bits & FLAG.seen) === 0, starred: (bits & FLAG.flagged) !== 0 }),
      `Status: ${bits & FLAG.seen ? 'RO' : 'O'}\n`,
      letters === '' ? '' : `X-Status: ${letters}\n`,
      announcement,
      counted.length === 0 ? '' : `X-Keywords: ${counted.join(' ')}\n`,
      `X-Mozilla-Status: ${mozillaStatus(bits)}\nX-Mozilla-Status2: 00000000\n`,
      tags.length === 0 ? '' : `X-Mozilla-Keys: ${tags.join(' ')}\n`,
    ].join('');
  }
}

const X_STATUS = [
  [FLAG.answered, 'A'],
  [FLAG.flagged, 'F'],
  [FLAG.draft, 'T'],
  [FLAG.deleted, 'D'],
] as const;

/**
 * Four hexadecimal digits: 0001 read, 0002 replied, 0004 starred, 1000 forwarded. Not 0008, expunged: Thunderbird hides
 * such a message and removes it at the next compaction, and the deleted bit of the index is not certain.
 */
function mozillaStatus(bits: number): string {
  let status = 0;
  if (bits & FLAG.seen) status |= 0x0001;
  if (bits & FLAG.answered) status |= 0x0002;
  if (bits & FLAG.flagged) status |= 0x0004;
  if (bits & FLAG.forwarded) status |= 0x1000;
  return status.toString(16).padStart(4, '0');
}
