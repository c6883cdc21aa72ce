import type { Octets } from '../message/octets.js';

/**
 * One cell of an import file (RFC 4180): quoted where it has to be. A leading `=` or `+` stays as it is, for these files are
 * read by address books and not by people. Control characters, which spreadsheets refuse, become blanks.
 */
export function csvCell(value: Octets): Octets {
  return special.test(value) ? `"${withoutControls(value).replace(/"/g, '""')}"` : value;
}

/** The text with blanks for control characters other than tabs and line ends. */
export function withoutControls(value: Octets): Octets {
  return value.replace(controls, ' ');
}

/** A row with its line end. The cells are quoted already. */
export function csvRow(cells: readonly Octets[]): Octets {
  return `${cells.join(',')}\r\n`;
}

/** Blanks at the ends are quoted as well: readers differ in whether they keep them. */
const special = /[",\0-\x1f\x7f]|^ | $/;
const controls = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/g;
