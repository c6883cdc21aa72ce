/** The names of properties: which there are, and what stands where a name is none. */
import type { Octets } from '../../core/octets.js';
import { contentLine, type ContentLine } from '../contentline.js';
import { areLegalParams } from '../params.js';

/** Properties of vCard 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350, 6474, 6715, 9554). */
const registered = new Set([
  ...['ADR', 'AGENT', 'ANNIVERSARY', 'BDAY', 'BIRTHPLACE', 'CALADRURI', 'CALURI', 'CAPURI', 'CATEGORIES', 'CLASS'],
  ...['CLIENTPIDMAP', 'CONTACT-URI', 'CREATED', 'DEATHDATE', 'DEATHPLACE', 'EMAIL', 'EXPERTISE', 'FBURL', 'FN'],
  ...['GENDER', 'GEO', 'GRAMGENDER', 'HOBBY', 'IMPP', 'INTEREST', 'KEY', 'KIND', 'LABEL', 'LANG', 'LANGUAGE', 'LOGO'],
  ...['MAILER', 'MEMBER', 'N', 'NAME', 'NICKNAME', 'NOTE', 'ORG', 'ORG-DIRECTORY', 'PHOTO', 'PRODID', 'PROFILE'],
  ...['PRONOUNS', 'RELATED', 'REV', 'ROLE', 'SOCIALPROFILE', 'SORT-STRING', 'SOUND', 'SOURCE', 'TEL', 'TITLE', 'TZ'],
  ...['UID', 'URL', 'VERSION', 'XML'],
]);

/** Whether a property of that (upper-case) name is one of the standards, or an extension (`X-…`). */
export function isPropertyName(name: string): boolean {
  return registered.has(name) || name.startsWith('X-');
}

/**
 * The line with a name and a group that every reader takes (RFC 6350 section 3.3: letters, digits, `-`): Kerio keeps what
 * clients send, an `_` too. The same line where nothing is wrong.
 */
export function withLegalName(line: ContentLine): ContentLine {
  if (!line.name.includes('_') && (line.group === '' || !/[._]/.test(line.group))) return line;
  return contentLine(writtenName(line).replace(/_/g, '-'), line.value, line.params, line.group.replace(/[._]/g, '-'));
}

/** The name as it was written, not in upper case. */
export function writtenName(line: ContentLine): Octets {
  const start = line.group === '' ? 0 : line.group.length + 1;
  return line.raw.slice(start, line.raw.length - line.value.length - line.params.length - 1);
}

/** What a text is joined with to the line that follows it without a name; null where a value is no text for people. */
export function joint(name: string): '\\n' | ' ' | null {
  if (longTexts.has(name) || name.startsWith('X-')) return '\\n';
  return oneLineTexts.has(name) ? ' ' : null;
}

const longTexts = new Set(['NOTE', 'LABEL', 'ADR']);
const oneLineTexts = new Set(['FN', 'N', 'NICKNAME', 'ORG', 'TITLE', 'ROLE', 'SORT-STRING', 'CATEGORIES']);

/**
 * Whether a line below a text that may have several lines is more of that text, though it has a colon: `Dial-in: 123`. Its
 * name is none, or is not written as names are in a card that writes `NOTE`.
 */
export function continuesText(line: ContentLine, text: ContentLine): boolean {
  if (!longTexts.has(text.name) || line.group !== '' || line.name.startsWith('X-')) return false;
  if (registered.has(line.name)) return writtenName(line) !== line.name && writtenName(text) === text.name;
  return line.params === '' || !areLegalParams(line.params);
}
