/**
 * What strict importers refuse a whole calendar for, or read at another time than it means: rules of RFC 5545 that a component of
 * the output keeps, whatever its source was. Read from the lines; nothing of the writers is asked.
 */
import { type Octets, textOf } from '../../core/octets.js';
import { type Component } from '../../pim/components.js';
import type { ContentLine } from '../../pim/contentline.js';
import { DAY, parseStamp, type StampForm } from '../../pim/datetime.js';
import { parseParams, paramValues } from '../../pim/params.js';
import { toUtc, type Zone } from '../../pim/zones/zone.js';

/** How a time is written. */
export interface TimeForm {
  readonly form: StampForm;
  readonly tzid: string | null;
}

/** What stands around a component. */
export interface RuleContext {
  /** The zones of its file by TZID; null for one whose rules cannot be read. */
  readonly zones: ReadonlyMap<string, Zone | null>;
  /** How DTSTART of the series with this UID is written; null when the file has none. */
  readonly seriesForm: (kind: string, uid: Octets) => TimeForm | null;
}

const shared = [
  ...['UID', 'DTSTAMP', 'DTSTART', 'CLASS', 'CREATED', 'LAST-MODIFIED', 'ORGANIZER', 'RECURRENCE-ID', 'SEQUENCE'],
  ...['STATUS', 'SUMMARY', 'URL', 'RRULE', 'COLOR'],
];
const task = ['DESCRIPTION', 'GEO', 'LOCATION', 'PRIORITY', 'DURATION'];
const alarm = ['ACTION', 'TRIGGER', 'DURATION', 'REPEAT', 'DESCRIPTION', 'SUMMARY', 'UID', 'ACKNOWLEDGED'];

/** What may stand once (RFC 5545 sections 3.6.1 to 3.6.3, 3.6.6). */
const once: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['VEVENT', new Set([...shared, ...task, 'DTEND', 'TRANSP'])],
  ['VTODO', new Set([...shared, ...task, 'DUE', 'COMPLETED', 'PERCENT-COMPLETE'])],
  ['VJOURNAL', new Set(shared)],
  ['VALARM', new Set(alarm)],
]);

const required: ReadonlyMap<string, readonly string[]> = new Map([
  ['VEVENT', ['UID', 'DTSTAMP', 'DTSTART']],
  ['VTODO', ['UID', 'DTSTAMP']],
  ['VJOURNAL', ['UID', 'DTSTAMP']],
  ['VALARM', ['ACTION', 'TRIGGER']],
]);

/** What is wrong with a component and those inside it, one short text each. */
export function brokenRules(component: Component, context: RuleContext): string[] {
  return [...lineRules(component), ...component.components.flatMap(lineRules), ...timeRules(component, context)];
}

/** How the first time of a line is written; null when it is none. */
export function formOf(line: ContentLine | undefined): TimeForm | null {
  const stamp = line === undefined ? null : parseStamp(line.value.split(/[,/]/)[0] ?? '');
  if (line === undefined || stamp === null) return null;
  const [tzid] = line.params === '' ? [] : paramValues(parseParams(line.params), 'TZID');
  return { form: stamp.form, tzid: tzid === undefined ? null : textOf(tzid) };
}

function lineRules({ name: kind, lines }: Component): string[] {
  const counts = new Map<string, number>();
  const broken: string[] = [];
  for (const { name, group } of lines) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
    if (group !== '' || !/^[A-Z0-9-]+$/.test(name)) broken.push(`a property has no legal name (${kind})`);
  }
  for (const name of once.get(kind) ?? [])
    if ((counts.get(name) ?? 0) > 1) broken.push(`${name} stands twice in ${kind}`);
  for (const name of required.get(kind) ?? []) if (!counts.has(name)) broken.push(`${kind} has no ${name}`);
  for (const end of ['DTEND', 'DUE'])
    if (kind !== 'VALARM' && counts.has(end) && counts.has('DURATION')) broken.push(`${end} stands beside DURATION`);
  return broken;
}

function timeRules({ name: kind, lines }: Component, { zones, seriesForm }: RuleContext): string[] {
  const value = (name: string): ContentLine | undefined => lines.find((line) => line.name === name);
  const start = formOf(value('DTSTART'));
  const isSeries = lines.some(({ name }) => name === 'RRULE' || name === 'RDATE');
  const broken: string[] = [];
  for (const line of lines) {
    const form = timeNames.has(line.name) ? formOf(line) : null;
    if (form === null) {
      if (timeNames.has(line.name)) broken.push(`${line.name} is no date`);
      continue;
    }
    if (form.form !== 'date' && /;VALUE=DATE(?:;|$)/i.test(line.params))
      broken.push(`${line.name} is no date as it says`);
    if (form.tzid !== null && !zones.has(form.tzid)) broken.push(`the file has no VTIMEZONE of ${line.name}`);
    const isId = line.name === 'RECURRENCE-ID';
    const like = isId ? seriesForm(kind, value('UID')?.value ?? '') : start;
    const strictly = isId || isSeries || line.name === 'EXDATE';
    if (like === null || (strictly ? isSameForm(form, like) : (form.form === 'date') === (like.form === 'date')))
      continue;
    broken.push(`${line.name} is not in the form and zone of DTSTART`);
  }
  const rule = value('RRULE');
  return rule === undefined || start === null
    ? broken
    : [...broken, ...untilRules(rule, value('DTSTART'), start, zones)];
}

const timeNames: ReadonlySet<string> = new Set(['DTSTART', 'DTEND', 'DUE', 'EXDATE', 'RDATE', 'RECURRENCE-ID']);

function isSameForm(form: TimeForm, other: TimeForm): boolean {
  return form.form === other.form && form.tzid === other.tzid;
}

/** RFC 5545 section 3.3.10: a date beside a date, UTC beside a time with a zone; and no series ends before it begins. */
function untilRules(
  { value }: ContentLine,
  line: ContentLine | undefined,
  start: TimeForm,
  zones: RuleContext['zones'],
): string[] {
  const text = /(?:^|;)UNTIL=([^;]*)/.exec(value)?.[1];
  if (text === undefined) return [];
  const until = parseStamp(text);
  const begin = parseStamp(line?.value ?? '');
  if (until === null || begin === null) return ['UNTIL is no date'];
  const wanted = start.form === 'floating' && start.tzid !== null ? 'utc' : start.form;
  const broken = until.form === wanted ? [] : ['UNTIL is not in the form that DTSTART asks for'];
  const zone = start.tzid === null ? null : (zones.get(start.tzid) ?? null);
  const from = until.form === 'utc' && zone !== null ? toUtc(zone, begin.wall) : begin.wall;
  const last = until.form === 'date' ? until.wall + DAY - 1 : until.wall;
  return last < from ? [...broken, 'UNTIL is before DTSTART'] : broken;
}
