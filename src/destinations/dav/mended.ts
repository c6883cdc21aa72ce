/** Objects as a server wants them that refused them as they were. */
import type { Octets } from '../../core/octets.js';
import { type Component, formatComponent, readComponents } from '../../pim/components.js';
import { type ContentLine, contentLine, edited, readContentLines } from '../../pim/contentline.js';
import { parseDuration } from '../../pim/datetime.js';
import { formatContentLine } from '../../pim/fold.js';
import { SHORTEST } from './compare.js';

/** Cyrus on an event without an end, or one that ends when it begins. */
export const NO_LENGTH = /DTEND must occur after DTSTART/i;
/** What is said of it. */
export const LENGTHENED = 'the server takes no event without a length: it lasts a minute';

/** Events without a length get one. */
export function withLength(text: Octets): Octets {
  let written = '';
  const { components } = readComponents(text);
  for (const calendar of components)
    written += formatComponent({ ...calendar, components: calendar.components.map(lengthenedEvent) });
  return written;
}

function lengthenedEvent(component: Component): Component {
  const start = component.lines.find(({ name }) => name === 'DTSTART');
  if (component.name !== 'VEVENT' || start === undefined) return component;
  return { ...component, lines: lengthened(component.lines, `${start.params}:${start.value}`) };
}

/** Of one event. A whole day has the length of a day. */
function lengthened(lines: readonly ContentLine[], start: string): readonly ContentLine[] {
  const isNothing = ({ name, params, value }: ContentLine): boolean =>
    (name === 'DTEND' && `${params}:${value}` === start) || (name === 'DURATION' && parseDuration(value) === 0);
  const kept = lines.filter((line) => !isNothing(line));
  const hasLength = kept.some(({ name }) => name === 'DTEND' || name === 'DURATION');
  if (hasLength || /VALUE=DATE(?:[;:]|$)/i.test(start)) return kept;
  const at = kept.findIndex(({ name }) => name === 'DTSTART') + 1;
  return [...kept.slice(0, at), contentLine('DURATION', SHORTEST), ...kept.slice(at)];
}

/**
 * A card whose owner files it under a name with a comma (`Novak, Jan`), written as RFC 2426 section 5 wants texts: Radicale takes
 * what stands behind a comma for another value, and drops it.
 */
export function withWholeFileAs(card: Octets): Octets {
  if (!/X-FILE-AS/i.test(card)) return card;
  let written = '';
  for (const line of readContentLines(card))
    written += formatContentLine(line.name === 'X-FILE-AS' ? withEscapedCommas(line) : line);
  return written;
}

function withEscapedCommas(line: ContentLine): ContentLine {
  const value = line.value.replace(/\\[\s\S]|,/g, (found) => (found === ',' ? '\\,' : found));
  return value === line.value ? line : edited(line, { value });
}

/** The object with another UID. */
export function withUid(text: Octets, uid: Octets): Octets {
  let written = '';
  for (const line of readContentLines(text))
    written += formatContentLine(line.name === 'UID' ? edited(line, { value: uid }) : line);
  return written;
}
