/** The CSV that Outlook, Google and Zimbra import (docs/contacts.md): a fixed header, dates as M/D/YYYY. */
import type { Octets } from '../../message/octets.js';
import type { Address, Contact } from '../../pim/vcard/contact.js';
import type { Day } from '../../pim/vcard/day.js';
import type { PhoneKind, Place } from '../../pim/vcard/types.js';
import { csvCell, csvRow } from '../csv.js';
import { formattedAddress } from './google-csv.js';

const addressColumns = (place: string): string[] =>
  ['Address', 'Street', 'Street 2', 'Street 3', 'Address PO Box', 'City', 'State', 'Postal Code', 'Country'].map(
    (column) => `${place} ${column}`,
  );

const columns = [
  ...['First Name', 'Middle Name', 'Last Name', 'Title', 'Suffix', 'Initials', 'Web Page', 'Gender', 'Birthday'],
  ...['Anniversary', 'Location', 'Language', 'Internet Free Busy', 'Notes'],
  ...['E-mail Address', 'E-mail 2 Address', 'E-mail 3 Address'],
  ...['Primary Phone', 'Home Phone', 'Home Phone 2', 'Mobile Phone', 'Pager', 'Home Fax'],
  ...addressColumns('Home'),
  ...['Spouse', 'Children', "Manager's Name", "Assistant's Name", 'Referred By'],
  ...['Company Main Phone', 'Business Phone', 'Business Phone 2', 'Business Fax', "Assistant's Phone"],
  ...['Company', 'Job Title', 'Department', 'Office Location', 'Organizational ID Number', 'Profession', 'Account'],
  ...addressColumns('Business'),
  ...['Other Phone', 'Other Fax'],
  ...addressColumns('Other'),
  ...['Callback', 'Car Phone', 'ISDN', 'Radio Phone', 'TTY/TDD Phone', 'Telex'],
  ...['User 1', 'User 2', 'User 3', 'User 4', 'Keywords', 'Mileage', 'Hobby', 'Billing Information'],
  ...['Directory Server', 'Sensitivity', 'Priority', 'Private', 'Categories'],
];

const numbers = new Map(columns.map((name, index) => [name, index]));

export const outlookHeader: Octets = csvRow(columns);

/** Where a number goes: the first of these columns that is free. */
const phoneColumns: Readonly<Record<PhoneKind, readonly string[]>> = {
  mobile: ['Mobile Phone', 'Other Phone', 'Primary Phone'],
  home: ['Home Phone', 'Home Phone 2', 'Other Phone', 'Primary Phone'],
  work: ['Business Phone', 'Business Phone 2', 'Other Phone', 'Primary Phone'],
  main: ['Company Main Phone', 'Other Phone', 'Primary Phone'],
  other: ['Other Phone', 'Primary Phone'],
  pager: ['Pager'],
  car: ['Car Phone'],
  isdn: ['ISDN'],
  textphone: ['TTY/TDD Phone'],
  'home fax': ['Home Fax', 'Other Fax'],
  'work fax': ['Business Fax', 'Other Fax'],
  'other fax': ['Other Fax', 'Business Fax'],
  assistant: ["Assistant's Phone"],
  callback: ['Callback'],
  radio: ['Radio Phone'],
  telex: ['Telex'],
};

const placeColumns: Readonly<Record<Place, readonly string[]>> = {
  home: ['Home', 'Other'],
  work: ['Business', 'Other'],
  other: ['Other', 'Home', 'Business'],
};

const relationColumns = new Map([
  ['spouse', 'Spouse'],
  ['partner', 'Spouse'],
  ['child', 'Children'],
  ['manager', "Manager's Name"],
  ['assistant', "Assistant's Name"],
]);

/** A row in the making. What finds no free column goes to `User 1` to `User 4`. */
class Row {
  readonly #cells: Octets[] = new Array<Octets>(columns.length).fill('');
  readonly #rest: Octets[] = [];

  set(column: string, value: Octets): void {
    if (value !== '') this.#cells[numbers.get(column) ?? 0] = csvCell(value);
  }

  isFree(column: string): boolean {
    return this.#cells[numbers.get(column) ?? 0] === '';
  }

  /** Puts a value into the first free column. */
  place(candidates: readonly string[], what: string, value: Octets): void {
    const column = candidates.find((candidate) => this.isFree(candidate));
    if (column === undefined) this.#rest.push(`${what}: ${value}`);
    else this.set(column, value);
  }

  toString(): Octets {
    for (const [index, value] of this.#rest.slice(0, 3).entries()) this.set(`User ${index + 1}`, value);
    this.set('User 4', this.#rest.slice(3).join('; '));
    return csvRow(this.#cells);
  }
}

export function outlookRow(contact: Contact): Octets {
  const row = new Row();
  setNames(row, contact);
  for (const { value } of contact.emails)
    row.place(['E-mail Address', 'E-mail 2 Address', 'E-mail 3 Address'], 'E-mail', value);
  for (const { kind, value } of contact.phones) row.place(phoneColumns[kind], kind, value);
  for (const address of contact.addresses) setAddress(row, address);
  for (const { value } of contact.websites) row.place(['Web Page'], 'Web page', value);
  for (const { kind, value } of contact.relations) setRelation(row, kind, value);
  for (const { kind, value } of contact.handles) row.place([], kind, value);
  for (const { kind, day } of contact.events)
    if (kind.toLowerCase() === 'anniversary') row.place(['Anniversary'], kind, americanDay(day));
  row.set('Notes', contact.notes);
  row.set('Internet Free Busy', contact.freeBusy);
  row.set('Categories', contact.categories.join(';'));
  return row.toString();
}

function setNames(row: Row, contact: Contact): void {
  const named = contact.given !== '' || contact.family !== '' || contact.middle !== '';
  row.set('First Name', named || contact.formatted === contact.organization ? contact.given : contact.formatted);
  row.set('Middle Name', contact.middle);
  row.set('Last Name', contact.family);
  row.set('Title', contact.prefix);
  row.set('Suffix', contact.suffix);
  row.set('Company', contact.organization);
  row.set('Department', contact.department);
  row.set('Job Title', contact.title);
  row.set('Profession', contact.role);
  if (contact.birthday !== null) row.set('Birthday', americanDay(contact.birthday));
}

function setAddress(row: Row, address: Address): void {
  const place = placeColumns[address.kind].find((candidate) => row.isFree(`${candidate} Address`));
  if (place === undefined) {
    row.place([], 'Address', formattedAddress(address).replace(/\n/g, ', '));
    return;
  }
  const [street = '', second = '', ...more] = [...address.street.split('\n'), address.extended].filter(
    (line) => line !== '',
  );
  const values = [formattedAddress(address), street, second, more.join(', '), address.poBox];
  const town = [address.city, address.region, address.postalCode, address.country];
  for (const [index, column] of addressColumns(place).entries()) row.set(column, [...values, ...town][index] ?? '');
}

function setRelation(row: Row, kind: string, value: Octets): void {
  const column = relationColumns.get(kind.toLowerCase());
  row.place(column === undefined ? [] : [column], kind, value);
}

/** `10/31/1980`; nothing where the year is not known. */
function americanDay({ year, month, day }: Day): string {
  return year === null ? '' : `${month}/${day}/${year}`;
}
