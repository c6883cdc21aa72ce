import type { Item } from '../../store/types.js';
import { FLAG, flagBits, flagLetters } from './flags.js';
import { gmailLabelsField } from './gmail-labels.js';

/**
 * The fields that we put on top of each message of an mbox (docs/destinations-mail.md): `X-Gmail-Labels` for Gmail's
 * importers, `Status` and `X-Status` of c-client for Dovecot and mutt, `X-Mozilla-*` for Thunderbird.
 */
export class OwnFields {
  readonly #label: readonly string[];
  /** By flag bits: the same few come again and again. */
  readonly #known = new Map<number, string>();

  constructor(label: readonly string[]) {
    this.#label = label;
  }

  /** The fields of one message, with line ends. */
  of(item: Item): string {
    const bits = flagBits(item);
    const known = this.#known.get(bits) ?? this.#fields(bits);
    this.#known.set(bits, known);
    return known;
  }

  #fields(bits: number): string {
    const letters = flagLetters(bits, X_STATUS);
    return [
      gmailLabelsField(this.#label, { unread: (bits & FLAG.seen) === 0, starred: (bits & FLAG.flagged) !== 0 }),
      `Status: ${bits & FLAG.seen ? 'RO' : 'O'}\n`,
      letters === '' ? '' : `X-Status: ${letters}\n`,
      `X-Mozilla-Status: ${mozillaStatus(bits)}\nX-Mozilla-Status2: 00000000\n`,
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
