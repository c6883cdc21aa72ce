/** The CSV of Google Contacts (docs/contacts.md): fixed columns, then as many numbered ones as the folder needs. */
import { type Octets, utf8Octets } from '../../message/octets.js';
import type { Address, Contact, Labelled } from '../../pim/vcard/contact.js';
import type { Day } from '../../pim/vcard/day.js';
import { csvCell, csvRow, withoutControls } from '../csv.js';

/** Columns that stand once, before `Labels`. */
const singleColumns = [
  ...['First Name', 'Middle Name', 'Last Name'],
  ...['Phonetic First Name', 'Phonetic Middle Name', 'Phonetic Last Name'],
  ...['Name Prefix', 'Name Suffix', 'Nickname', 'File As'],
  ...['Organization Name', 'Organization Title', 'Organization Department'],
  ...['Birthday', 'Notes', 'Photo'],
];

/** Numbered columns, in their order; `least` is how many Google's own files always have. */
const families = [
  { name: 'E-mail', columns: ['Label', 'Value'], least: 2 },
  { name: 'Phone', columns: ['Label', 'Value'], least: 2 },
  {
    name: 'Address',
    columns: [
      ...['Label', 'Formatted', 'Street', 'City', 'PO Box', 'Region', 'Postal Code', 'Country', 'Extended Address'],
    ],
    least: 1,
  },
  { name: 'Relation', columns: ['Label', 'Value'], least: 0 },
  { name: 'Website', columns: ['Label', 'Value'], least: 1 },
  { name: 'Event', columns: ['Label', 'Value'], least: 0 },
  { name: 'Custom Field', columns: ['Label', 'Value'], least: 0 },
] as const;

/** How many entries of each family of numbered columns there are. */
export type Counts = readonly number[];

/** The counts of a file without rows. */
export const leastCounts: Counts = families.map(({ least }) => least);

/** A row whose labels and numbered columns are still open. */
export interface GoogleRow {
  /** The single columns, ready. */
  readonly single: Octets;
  readonly labels: readonly Octets[];
  /** For each family the cells of its entries, ready. */
  readonly entries: readonly Octets[];
  readonly counts: Counts;
}

/** Joins several values in one cell. */
const separator = ' ::: ';

/** What makes a row a contact and not an `other contact`. */
const myContacts = '* myContacts';

export function googleHeader(counts: Counts): Octets {
  const numbered = families.flatMap(({ name, columns }, index) =>
    Array.from({ length: counts[index] ?? 0 }, (_, n) =>
      columns.map((column) => `${name} ${n + 1} - ${column}`),
    ).flat(),
  );
  return csvRow([...singleColumns, 'Labels', ...numbered]);
}

export function googleRow(contact: Contact): GoogleRow {
  const entries = [
    contact.emails.map(labelledCells),
    contact.phones.map(labelledCells),
    contact.addresses.map(addressCells),
    contact.relations.map(({ kind, value }) => pair(titled(kind), value)),
    contact.websites.map(labelledCells),
    contact.events.map(({ kind, day }) => pair(titled(kind), isoDay(day))),
    contact.handles.map(({ kind, value }) => pair(kind, value)),
  ];
  return {
    single: singleCells(contact),
    labels: contact.categories.map(withoutControls),
    entries: entries.map((cells) => cells.join(',')),
    counts: entries.map((cells) => cells.length),
  };
}

/** A row for an address that a distribution list names and no contact has. */
export function googleAddressRow(email: Octets, name: Octets): GoogleRow {
  const first = csvCell(name);
  return {
    single: `${first}${','.repeat(singleColumns.length - 1)}`,
    labels: [],
    entries: families.map(({ name: family }) => (family === 'E-mail' ? pair('', email) : '')),
    counts: families.map(({ name: family }) => (family === 'E-mail' ? 1 : 0)),
  };
}

/** The whole row, for a file with that many numbered columns. `lists` are labels beside the contact's own. */
export function completeGoogleRow(row: GoogleRow, lists: readonly Octets[], counts: Counts): Octets {
  const labels = [...new Set([myContacts, ...row.labels, ...lists].map((label) => label.replaceAll(separator, ' ')))];
  let text = `${row.single},${csvCell(labels.join(separator))}`;
  for (const [index, { columns }] of families.entries()) {
    const own = row.counts[index] ?? 0;
    if (own > 0) text += `,${row.entries[index] ?? ''}`;
    text += ','.repeat(((counts[index] ?? own) - own) * columns.length);
  }
  return `${text}\r\n`;
}

function singleCells(contact: Contact): Octets {
  const named = contact.given !== '' || contact.family !== '' || contact.middle !== '';
  // A contact that has only a formatted name is a company, or a person whose name nobody took apart.
  const first = named || contact.formatted === contact.organization ? contact.given : contact.formatted;
  return [
    ...[first, contact.middle, contact.family],
    ...[contact.phoneticGiven, contact.phoneticMiddle, contact.phoneticFamily],
    ...[contact.prefix, contact.suffix, contact.nickname, contact.fileAs],
    ...[contact.organization, contact.title, contact.department],
    ...[contact.birthday === null ? '' : isoDay(contact.birthday), contact.notes, contact.photo],
  ]
    .map(csvCell)
    .join(',');
}

function labelledCells({ kind, label, value }: Labelled<string>): Octets {
  return pair(label === '' ? (kindLabels.get(kind) ?? titled(kind)) : label, value);
}

function addressCells(address: Address): Octets {
  const { kind, label, street, city, poBox, region, postalCode, country, extended } = address;
  const cells = [formattedAddress(address), street, city, poBox, region, postalCode, country, extended];
  return [label === '' ? titled(kind) : label, ...cells].map(csvCell).join(',');
}

/** An address as one text, a line for each part. */
export function formattedAddress(address: Address): Octets {
  const town = [address.postalCode, address.city].filter((part) => part !== '').join(' ');
  return [address.extended, address.street, address.poBox, town, address.region, address.country]
    .filter((part) => part !== '')
    .join('\n');
}

function pair(label: Octets, value: Octets): Octets {
  return `${csvCell(label)},${csvCell(value)}`;
}

const kindLabels = new Map([
  ['textphone', 'TTY'],
  ['isdn', 'ISDN'],
  ['other fax', 'Fax'],
]);

function titled(kind: string): Octets {
  return utf8Octets(kind.replace(/(^| )([a-z])/g, (_, blank: string, letter: string) => blank + letter.toUpperCase()));
}

/** `1980-10-10`; ` --10-10` is what Google's files have for a day without a year. */
function isoDay({ year, month, day }: Day): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${year === null ? ' --' : `${String(year).padStart(4, '0')}-`}${two(month)}-${two(day)}`;
}
