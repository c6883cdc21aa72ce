/** The CSV of Google Contacts (docs/contacts.md): fixed columns, then as many numbered ones as the folder needs. */
import type { Octets } from '../../core/octets.js';
import type { Address, Contact, Labelled } from '../../pim/vcard/contact.js';
import type { Day } from '../../pim/vcard/day.js';
import type { PhoneKind, Place } from '../../pim/vcard/types.js';
import { type CsvBuffer, csvRow } from '../../core/csv.js';
import { firstName } from './first-name.js';

/** Columns that stand once, before `Labels`. */
const singleColumns = [
  ...['First Name', 'Middle Name', 'Last Name'],
  ...['Phonetic First Name', 'Phonetic Middle Name', 'Phonetic Last Name'],
  ...['Name Prefix', 'Name Suffix', 'Nickname', 'File As'],
  ...['Organization Name', 'Organization Title', 'Organization Department'],
  ...['Birthday', 'Notes', 'Photo'],
];

const addressColumns = [
  ...['Label', 'Formatted', 'Street', 'City', 'PO Box', 'Region', 'Postal Code', 'Country', 'Extended Address'],
];

/** Numbered columns, in their order; `least` is how many Google's own files always have. */
const families = [
  { name: 'E-mail', columns: ['Label', 'Value'], least: 2 },
  { name: 'Phone', columns: ['Label', 'Value'], least: 2 },
  { name: 'Address', columns: addressColumns, least: 1 },
  { name: 'Relation', columns: ['Label', 'Value'], least: 0 },
  { name: 'Website', columns: ['Label', 'Value'], least: 1 },
  { name: 'Event', columns: ['Label', 'Value'], least: 0 },
  { name: 'Custom Field', columns: ['Label', 'Value'], least: 0 },
];

/** How many families of numbered columns there are. */
export const familyCount = families.length;

/** How many entries of each family of numbered columns there are. */
export type Counts = readonly number[];

/** The counts of a file without rows. */
export const leastCounts: Counts = families.map(({ least }) => least);

/** Joins several values in one cell. */
const separator = ' ::: ';

/**
 * How many numbered columns of a family a contact fills; what it has beyond them stands in the last one. One contact with a
 * hundred thousand addresses would make every row of its folder as wide.
 */
const MOST = 50;

export function googleHeader(counts: Counts): Octets {
  const numbered = families.flatMap(({ name, columns }, index) =>
    Array.from({ length: counts[index] ?? 0 }, (_, n) =>
      columns.map((column) => `${name} ${n + 1} - ${column}`),
    ).flat(),
  );
  return csvRow([...singleColumns, 'Labels', ...numbered]);
}

/** How many entries of each family a contact has. */
export function googleCounts(contact: Contact): Counts {
  const { emails, phones, addresses, relations, websites, events } = contact;
  const families = [emails, phones, addresses, relations, websites, events, customFields(contact)];
  return families.map(({ length }) => Math.min(length, MOST));
}

/**
 * Writes the row of a contact, for a file that is as wide as the contact needs. `lists` are labels beside its own. Gives
 * where each family ends in it, from the row's first byte: `widen` puts the missing cells there.
 */
export function writeGoogleRow(row: CsvBuffer, contact: Contact, lists: readonly Octets[]): readonly number[] {
  const start = row.length;
  writeSingle(row, contact);
  row.cell(labelsCell([...contact.categories, ...lists]));
  const ends: number[] = [];
  writePairs(row, contact.emails.map(labelledPair));
  ends.push(row.length - start);
  writePairs(row, contact.phones.map(labelledPair));
  ends.push(row.length - start);
  writeAddresses(row, contact.addresses);
  ends.push(row.length - start);
  writePairs(
    row,
    contact.relations.map(({ kind, value }) => [capitalized(kind), value]),
  );
  ends.push(row.length - start);
  writePairs(row, contact.websites.map(labelledPair));
  ends.push(row.length - start);
  writePairs(
    row,
    contact.events.map(({ kind, day }) => [capitalized(kind), isoDay(day)]),
  );
  ends.push(row.length - start);
  writePairs(
    row,
    customFields(contact).map(({ kind, value }) => [kind, value]),
  );
  ends.push(row.length - start);
  return ends;
}

/** What has no column of its own. */
function customFields({ handles, hobbies }: Contact): Contact['handles'] {
  return hobbies.length === 0 ? handles : [...handles, { kind: 'Hobby', value: hobbies.join(', ') }];
}

/** Writes the row of an address that a distribution list names and no contact has. */
export function writeGoogleAddress(row: CsvBuffer, email: Octets, lists: readonly Octets[]): readonly number[] {
  row.commas(singleColumns.length);
  row.cell(labelsCell(lists));
  writePair(row, '', email);
  return families.map(() => row.length);
}

/** The counts of such a row. */
export const addressCounts: Counts = families.map(({ name }) => (name === 'E-mail' ? 1 : 0));

/** The commas that a row lacks behind each family, for a file with that many numbered columns. */
export function missingCommas(own: Counts, counts: Counts): readonly number[] {
  return families.map(({ columns }, index) => ((counts[index] ?? 0) - (own[index] ?? 0)) * columns.length);
}

/** Each label once. `* myContacts` makes a row a contact of the user's own, and not one of the `other contacts`. */
function labelsCell(labels: readonly Octets[]): Octets {
  if (labels.length === 0) return '* myContacts';
  return ['* myContacts', ...new Set(labels.map((label) => label.replaceAll(':::', ':')))].join(separator);
}

function writeSingle(row: CsvBuffer, contact: Contact): void {
  const { birthday } = contact;
  put(row, firstName(contact));
  put(row, contact.middle);
  put(row, contact.family);
  put(row, contact.phoneticGiven);
  put(row, contact.phoneticMiddle);
  put(row, contact.phoneticFamily);
  put(row, contact.prefix);
  put(row, contact.suffix);
  put(row, contact.nickname);
  put(row, contact.fileAs);
  put(row, contact.organization);
  put(row, contact.title);
  put(row, contact.department);
  put(row, birthday === null ? '' : isoDay(birthday));
  put(row, contact.notes);
  put(row, contact.photo);
}

type Pair = readonly [label: Octets, value: Octets];

function labelledPair({ kind, label, value }: Labelled<Place | PhoneKind>): Pair {
  return [label === '' ? (kindLabels.get(kind) ?? '') : label, value];
}

function writePairs(row: CsvBuffer, pairs: readonly Pair[]): void {
  for (const [label, value] of pairs.slice(0, MOST - 1)) writePair(row, label, value);
  const rest = pairs.slice(MOST - 1);
  const [first] = rest;
  if (first !== undefined) writePair(row, first[0], rest.map(([, value]) => value).join(separator));
}

function writeAddresses(row: CsvBuffer, addresses: readonly Address[]): void {
  for (const address of addresses.slice(0, MOST - 1)) writeAddress(row, address);
  const rest = addresses.slice(MOST - 1);
  const [first] = rest;
  if (first === undefined) return;
  const formatted = rest.map((address) => address.formatted).join(separator);
  writeAddress(row, rest.length === 1 ? first : { ...EMPTY_ADDRESS, kind: first.kind, label: first.label, formatted });
}

const EMPTY_ADDRESS: Omit<Address, 'kind' | 'label' | 'formatted'> = {
  ...{ poBox: '', extended: '', street: '', city: '', region: '', postalCode: '', country: '' },
};

function writeAddress(row: CsvBuffer, address: Address): void {
  const { kind, label, formatted, street, city, poBox, region, postalCode, country, extended } = address;
  writePair(row, label === '' ? (kindLabels.get(kind) ?? '') : label, formatted);
  row.commas(1);
  put(row, street);
  put(row, city);
  put(row, poBox);
  put(row, region);
  put(row, postalCode);
  put(row, country);
  row.cell(extended);
}

function writePair(row: CsvBuffer, label: Octets, value: Octets): void {
  row.commas(1);
  put(row, label);
  row.cell(value);
}

function put(row: CsvBuffer, value: Octets): void {
  row.cell(value);
  row.commas(1);
}

/** Google's own words for what an address or number is for. */
const kindLabels = new Map<Place | PhoneKind, Octets>([
  ['home', 'Home'],
  ['work', 'Work'],
  ['other', 'Other'],
  ['mobile', 'Mobile'],
  ['main', 'Main'],
  ['primary', 'Main'],
  ['company', 'Company Main'],
  ['pager', 'Pager'],
  ['home fax', 'Home Fax'],
  ['work fax', 'Work Fax'],
  ['other fax', 'Fax'],
  ['car', 'Car'],
  ['isdn', 'ISDN'],
  ['textphone', 'TTY'],
  ['assistant', 'Assistant'],
  ['callback', 'Callback'],
  ['radio', 'Radio'],
  ['telex', 'Telex'],
]);

function capitalized(kind: Octets): Octets {
  return kind.replace(/^[a-z]/, (letter) => letter.toUpperCase());
}

/** `1980-10-10`; ` --10-10` is what Google's files have for a day without a year. */
function isoDay({ year, month, day }: Day): string {
  const first = year === null ? ' --' : `${year < 1000 ? String(year).padStart(4, '0') : year}-`;
  return `${first}${two(month)}-${two(day)}`;
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}
