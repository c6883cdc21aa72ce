/** What becomes of the people of a meeting. */
import { type Octets, trimOctets } from '../../core/octets.js';
import { type ContentLine, contentLine, edited } from '../contentline.js';
import { formatParams, paramValues, parseParams } from '../params.js';
import { escapeText } from '../text.js';

/**
 * Takes ORGANIZER and ATTENDEE out and says who they were at the end of DESCRIPTION: a copy that names another organizer cannot be
 * edited at most destinations, and one with attendees may write to them.
 */
export function stripAttendees(lines: readonly ContentLine[]): ContentLine[] {
  const organizer = lines.filter(({ name }) => name === 'ORGANIZER').map(person);
  const attendees = lines.filter(({ name }) => name === 'ATTENDEE').map(person);
  if (organizer.length + attendees.length === 0) return [...lines];
  const told = [
    ...organizer.map((text) => `Organizer: ${text}`),
    ...(attendees.length > 0 ? [`Attendees: ${attendees.join(', ')}`] : []),
  ].join('\n');
  const kept = lines.filter(({ name }) => name !== 'ORGANIZER' && name !== 'ATTENDEE');
  const at = kept.findIndex(({ name }) => name === 'DESCRIPTION');
  const description = kept[at];
  if (description === undefined) kept.push(contentLine('DESCRIPTION', escapeText(told)));
  else {
    const before = description.value === '' ? '' : `${description.value}\\n\\n`;
    kept[at] = edited(description, { value: `${before}${escapeText(told)}` });
  }
  return kept;
}

/** Words that some server takes as an order to write to people, or not to. */
const ORDERS: ReadonlySet<string> = new Set([
  'REQUEST-STATUS',
  'X-SOGO-SEND-APPOINTMENT-NOTIFICATIONS',
  'X-NC-DISABLE-SCHEDULING',
]);

/**
 * The people stay, and what tells a server how to write to them goes (RFC 6638 section 7): who sends the entry says so anew. An
 * entry with people has a SEQUENCE: some servers count on one.
 */
export function quietAttendees(lines: readonly ContentLine[], hasSequence: boolean): ContentLine[] {
  const quiet = lines.filter(({ name }) => !ORDERS.has(name)).map(withoutSchedule);
  const people = quiet.some(isPerson);
  return people && !hasSequence ? [...quiet, contentLine('SEQUENCE', '0')] : quiet;
}

function isPerson({ name }: ContentLine): boolean {
  return name === 'ORGANIZER' || name === 'ATTENDEE';
}

function withoutSchedule(line: ContentLine): ContentLine {
  if (!isPerson(line) || !/;SCHEDULE-/i.test(line.params)) return line;
  const kept = parseParams(line.params).filter(({ name }) => !name.startsWith('SCHEDULE-'));
  return edited(line, { params: formatParams(kept) });
}

/** `Jan Novak <jan@example.com> (accepted)`. */
function person(line: ContentLine): Octets {
  const params = parseParams(line.params);
  const address = trimOctets(line.value).replace(/^mailto:/i, '');
  const name = paramValues(params, 'CN').join(', ');
  const answer = paramValues(params, 'PARTSTAT')[0]?.toLowerCase() ?? 'needs-action';
  const who = name === '' || name === address ? address : `${name} <${address}>`;
  return answer === 'needs-action' ? who : `${who} (${answer})`;
}
