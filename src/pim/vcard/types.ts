import { detached, lowerOctets, type Octets } from '../../core/octets.js';
import { paramValues, parseParams } from '../params.js';

/** What an address is for. */
export type Place = 'home' | 'work' | 'other';

/** What a telephone number is for. */
export type PhoneKind =
  | ('mobile' | 'home' | 'work' | 'main' | 'company' | 'primary' | 'pager' | 'car' | 'isdn' | 'textphone' | 'other')
  | ('home fax' | 'work fax' | 'other fax' | 'assistant' | 'callback' | 'radio' | 'telex');

/** What the TYPE parameters of a property say. */
export interface Types {
  /** Lower case. */
  readonly names: ReadonlySet<string>;
  readonly place: Place;
  readonly phone: PhoneKind;
  readonly preferred: boolean;
}

const known = new Map<Octets, Types>();
const maxKnown = 2_000;

/** Reads the TYPE parameters of raw vCard 3.0 parameters. */
export function typesOf(raw: Octets): Types {
  let types = known.get(raw);
  if (types === undefined) {
    const key = detached(raw);
    types = readTypes(key);
    if (known.size >= maxKnown) known.clear();
    known.set(key, types);
  }
  return types;
}

function readTypes(raw: Octets): Types {
  const values = paramValues(parseParams(raw), 'TYPE').flatMap((value) => lowerOctets(value).split(','));
  const names = new Set(values);
  const place = names.has('home') || names.has('dom') ? 'home' : names.has('work') ? 'work' : 'other';
  return { names, place, phone: phoneKind(names, place), preferred: names.has('pref') };
}

function phoneKind(names: ReadonlySet<string>, place: Place): PhoneKind {
  if (names.has('fax')) return `${place} fax`;
  for (const name of names) {
    const kind = phoneKinds.get(name.replace(/^x-(?:evolution-|ms-|kerio-)?/, ''));
    if (kind !== undefined) return kind;
  }
  // Preferred, and for nothing in particular: what Outlook calls primary.
  return place === 'other' && names.has('pref') && !names.has('other') ? 'primary' : place;
}

/** Types that decide alone, without the marks of an extension. */
const phoneKinds = new Map<string, PhoneKind>([
  ['pager', 'pager'],
  ['cell', 'mobile'],
  ['mobile', 'mobile'],
  ['iphone', 'mobile'],
  ['car', 'car'],
  ['isdn', 'isdn'],
  ['tty', 'textphone'],
  ['tdd', 'textphone'],
  ['ttytdd', 'textphone'],
  ['tty-tdd', 'textphone'],
  ['tty/tdd', 'textphone'],
  ['textphone', 'textphone'],
  ['main', 'main'],
  ['primary', 'primary'],
  ['company', 'company'],
  ['assistant', 'assistant'],
  ['callback', 'callback'],
  ['radio', 'radio'],
  ['telex', 'telex'],
]);
