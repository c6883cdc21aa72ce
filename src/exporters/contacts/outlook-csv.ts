/** The CSV that Outlook, Google and Zimbra import (docs/contacts.md): a fixed header, dates as M/D/YYYY. */
import type { Octets } from '../../core/octets.js';
import type { Address, Contact } from '../../pim/vcard/contact.js';
import type { Day } from '../../pim/vcard/day.js';
import type { PhoneKind, Place } from '../../pim/vcard/types.js';
import { type CsvBuffer, csvRow } from '../../core/csv.js';
import { firstName } from './first-name.js';

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

export const outlookHeader: Octets = csvRow(columns);

/** The places of columns in a row. */
const at = (...names: readonly string[]): readonly number[] => names.map((name) => columns.indexOf(name));
const only = (name: string): number => columns.indexOf(name);

const nameColumns = at('First Name', 'Middle Name', 'Last Name', 'Title', 'Suffix');
const workColumns = at('Company', 'Job Title', 'Department', 'Profession');
const emailColumns = at('E-mail Address', 'E-mail 2 Address', 'E-mail 3 Address');
const userColumns = at('User 1', 'User 2', 'User 3');
const webPage = at('Web Page');
const anniversary = at('Anniversary');
const birthday = only('Birthday');
const children = only('Children');
const otherColumns = at(
  ...['Notes', 'Internet Free Busy', 'Hobby', 'Language', 'Office Location', 'Referred By', 'Gender'],
  ...['Sensitivity', 'Private'],
);
const lastUser = only('User 4');
const categories = only('Categories');

/** Where a number goes: the first of these columns that is free. */
const phoneColumns: Readonly<Record<PhoneKind, readonly number[]>> = {
  mobile: at('Mobile Phone'),
  home: at('Home Phone', 'Home Phone 2'),
  work: at('Business Phone', 'Business Phone 2'),
  main: at('Company Main Phone'),
  company: at('Company Main Phone'),
  primary: at('Primary Phone'),
  other: at('Other Phone'),
  pager: at('Pager'),
  car: at('Car Phone'),
  isdn: at('ISDN'),
  textphone: at('TTY/TDD Phone'),
  'home fax': at('Home Fax'),
  'work fax': at('Business Fax'),
  'other fax': at('Other Fax'),
  assistant: at("Assistant's Phone"),
  callback: at('Callback'),
  radio: at('Radio Phone'),
  telex: at('Telex'),
};

const faxColumns = at('Other Fax', 'Business Fax');
/** Where numbers to speak to somebody go when there are more than columns of their own. */
const spareColumns = at('Other Phone', 'Primary Phone');
const spoken: ReadonlySet<PhoneKind> = new Set(['mobile', 'home', 'work', 'main', 'company', 'primary', 'other']);

/** Where an address goes: nine columns from the first of these on that is free. */
const placeColumns: Readonly<Record<Place, readonly number[]>> = {
  home: at('Home Address', 'Other Address'),
  work: at('Business Address', 'Other Address'),
  other: at('Other Address', 'Home Address', 'Business Address'),
};

const relationColumns = new Map<string, readonly number[]>([
  ['spouse', at('Spouse')],
  ['partner', at('Spouse')],
  ['domestic_partner', at('Spouse')],
  ['referred_by', at('Referred By')],
  ['manager', at("Manager's Name")],
  ['assistant', at("Assistant's Name")],
]);

/** A row in the making. What finds no free column goes to `User 1` to `User 4`. */
class Row {
  readonly #cells: Octets[] = new Array<Octets>(columns.length).fill('');
  readonly #rest: Octets[] = [];

  set(column: number, value: Octets): void {
    if (value !== '') this.#cells[column] = value;
  }

  /** Puts values into columns, one by one. */
  fill(targets: readonly number[], values: readonly Octets[]): void {
    for (let index = 0; index < values.length; index += 1) this.set(targets[index] ?? 0, values[index] ?? '');
  }

  /** The first free column; -1 when all are taken. */
  free(candidates: readonly number[]): number {
    for (const candidate of candidates) if (this.#cells[candidate] === '') return candidate;
    return -1;
  }

  /** Puts a value into the first free column. */
  place(candidates: readonly number[], what: string, value: Octets): void {
    const column = this.free(candidates);
    if (column < 0) this.#rest.push(`${what}: ${value}`);
    else this.set(column, value);
  }

  write(row: CsvBuffer): void {
    if (this.#rest.length > 0) this.fill([...userColumns, lastUser], this.#restCells());
    let commas = 0;
    for (const cell of this.#cells) {
      if (cell !== '') {
        row.commas(commas);
        row.cell(cell);
        commas = 0;
      }
      commas += 1;
    }
    row.commas(commas - 1);
    row.endRow();
  }

  #restCells(): Octets[] {
    return [...this.#rest.slice(0, 3), ...Array<Octets>(3).fill('')].slice(0, 3).concat(this.#rest.slice(3).join('; '));
  }
}

/** Writes the row of a contact. */
export function writeOutlookRow(target: CsvBuffer, contact: Contact): void {
  const row = new Row();
  row.fill(nameColumns, [firstName(contact), contact.middle, contact.family, contact.prefix, contact.suffix]);
  row.fill(workColumns, [contact.organization, contact.title, contact.department, contact.role]);
  for (const { value } of contact.emails) row.place(emailColumns, 'E-mail', value);
  placePhones(row, contact.phones);
  for (const address of contact.addresses) placeAddress(row, address);
  for (const { value } of contact.websites) row.place(webPage, 'Web page', value);
  placeRelations(row, contact.relations);
  for (const { kind, value } of contact.handles) row.place([], kind, value);
  for (const { kind, day } of contact.events)
    if (kind.toLowerCase() === 'anniversary') row.place(anniversary, kind, americanDay(day));
  if (contact.birthday !== null) row.set(birthday, americanDay(contact.birthday));
  row.fill(otherColumns, [
    ...[contact.notes, contact.freeBusy, contact.hobbies.join(', '), contact.language, contact.office],
    ...[contact.referredBy, genders.get(contact.gender.toUpperCase()) ?? contact.gender],
    ...(classes.get(contact.classification) ?? []),
  ]);
  row.set(categories, contact.categories.join(';'));
  row.write(target);
}

/** Each number into a column of its own kind, then those that found none into what is left. */
function placePhones(row: Row, phones: Contact['phones']): void {
  const left: Contact['phones'][number][] = [];
  for (const phone of phones) {
    const column = row.free(phoneColumns[phone.kind]);
    if (column < 0) left.push(phone);
    else row.set(column, phone.value);
  }
  for (const { kind, value } of left)
    row.place(spoken.has(kind) ? spareColumns : kind.endsWith(' fax') ? faxColumns : [], kind, value);
}

function placeRelations(row: Row, relations: Contact['relations']): void {
  const isChild = ({ kind }: Contact['relations'][number]): boolean => kind.toLowerCase() === 'child';
  row.set(
    children,
    relations
      .filter(isChild)
      .map(({ value }) => value)
      .join(', '),
  );
  for (const relation of relations)
    if (!isChild(relation))
      row.place(relationColumns.get(relation.kind.toLowerCase()) ?? [], relation.kind, relation.value);
}

/** Outlook's words. */
const genders = new Map([
  ['M', 'Male'],
  ['F', 'Female'],
]);
/** Sensitivity and Private. */
const classes = new Map([
  ['PRIVATE', ['Private', 'True']],
  ['CONFIDENTIAL', ['Confidential', 'False']],
]);

function placeAddress(row: Row, { kind, formatted, street, extended, ...address }: Address): void {
  const start = row.free(placeColumns[kind]);
  if (start < 0) {
    row.place([], 'Address', formatted.replace(/\n/g, ', '));
    return;
  }
  row.set(start, formatted);
  if (extended === '' && !street.includes('\n')) row.set(start + 1, street);
  else {
    const lines = [...street.split('\n'), extended].filter((line) => line !== '');
    for (const [index, line] of lines.slice(0, 2).entries()) row.set(start + 1 + index, line);
    row.set(start + 3, lines.slice(2).join(', '));
  }
  row.set(start + 4, address.poBox);
  row.set(start + 5, address.city);
  row.set(start + 6, address.region);
  row.set(start + 7, address.postalCode);
  row.set(start + 8, address.country);
}

/** `10/31/1980`. For a day without a year Outlook, as Exchange and Apple, has the year 1604. */
function americanDay({ year, month, day }: Day): string {
  return `${month}/${day}/${year ?? 1604}`;
}
