/** A contact while its properties are read, and what their readers share. */
import { type Octets, trimOctets } from '../../core/octets.js';
import type { ContentLine } from '../contentline.js';
import { splitEscaped, unescapeText } from '../text.js';
import type { Address, Contact, Labelled } from './contact.js';
import type { Day } from './day.js';
import { type PhoneKind, typesOf } from './types.js';

/** A contact in the making. */
export class Reading implements Contact {
  family = '';
  given = '';
  middle = '';
  prefix = '';
  suffix = '';
  phoneticGiven = '';
  phoneticMiddle = '';
  phoneticFamily = '';
  formatted = '';
  nickname = '';
  fileAs = '';
  organization = '';
  department = '';
  title = '';
  role = '';
  notes = '';
  photo = '';
  freeBusy = '';
  gender = '';
  language = '';
  classification = '';
  office = '';
  referredBy = '';
  uid = '';
  birthday: Day | null = null;
  isList = false;
  readonly categories: Octets[] = [];
  readonly emails: Labelled[] = [];
  readonly phones: Labelled<PhoneKind>[] = [];
  readonly addresses: Address[] = [];
  readonly websites: Labelled[] = [];
  readonly events: { readonly kind: string; readonly day: Day }[] = [];
  readonly relations: { readonly kind: string; readonly value: Octets }[] = [];
  readonly hobbies: Octets[] = [];
  readonly handles: { readonly kind: string; readonly value: Octets }[] = [];
  readonly members: Octets[] = [];

  readonly #lines: readonly ContentLine[];
  #labels: ReadonlyMap<string, Octets> | null = null;

  constructor(lines: readonly ContentLine[]) {
    this.#lines = lines;
  }

  /** The value of a group's first X-ABLABEL. The group is in lower case. */
  label(group: string): Octets | undefined {
    this.#labels ??= new Map(
      this.#lines
        .filter(({ name }) => name === 'X-ABLABEL')
        .toReversed()
        .map((line) => [line.group.toLowerCase(), line.value]),
    );
    return this.#labels.get(group);
  }
}

/** The user's label of a line's group: `item1.X-ABLabel:_$!<Spouse>!$_` is `Spouse`. */
export function labelOf(reading: Reading, line: ContentLine): Octets {
  const found = line.group === '' ? undefined : reading.label(line.group.toLowerCase());
  return found === undefined ? '' : trimOctets(unescapeText(found)).replace(/^_\$!<(.*)>!\$_$/s, '$1');
}

export function labelled(reading: Reading, line: ContentLine): Labelled {
  const { place, preferred } = typesOf(line.params);
  return { kind: place, label: labelOf(reading, line), value: text(line), preferred };
}

/** The text of a value. */
export function text(line: ContentLine): Octets {
  return trimOctets(unescapeText(line.value));
}

/** The values of a list, without empty ones. */
export function listed(line: ContentLine): Octets[] {
  return splitEscaped(line.value, ',')
    .map((piece) => trimOctets(unescapeText(piece)))
    .filter((piece) => piece !== '');
}

/** The components of a value, as texts. */
export function structured(value: Octets): Octets[] {
  const pieces = splitEscaped(value, ';');
  for (let index = 0; index < pieces.length; index += 1) pieces[index] = trimOctets(unescapeText(pieces[index] ?? ''));
  return pieces;
}
