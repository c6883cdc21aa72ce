/** `--attendees strip`: an event that nobody else is part of any more. */
import { type Octets, trimOctets } from '../../core/octets.js';
import { type ContentLine, contentLine, edited } from '../contentline.js';
import { paramValues, parseParams } from '../params.js';
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

/** `Jan Novak <jan@example.com> (accepted)`. */
function person(line: ContentLine): Octets {
  const params = parseParams(line.params);
  const address = trimOctets(line.value).replace(/^mailto:/i, '');
  const name = paramValues(params, 'CN').join(', ');
  const answer = paramValues(params, 'PARTSTAT')[0]?.toLowerCase() ?? 'needs-action';
  const who = name === '' || name === address ? address : `${name} <${address}>`;
  return answer === 'needs-action' ? who : `${who} (${answer})`;
}
