/** Events, tasks, notes and journal entries in a calendar file: by the rules of strict importers, and against their item. */
import { type Octets, textOf, trimOctets } from '../../core/octets.js';
import { readTimeLine } from '../../pim/calendar/time-lines.js';
import { type Component, readComponents } from '../../pim/components.js';
import { paramValues, parseParams } from '../../pim/params.js';
import { ianaZone } from '../../pim/zones/iana.js';
import { ownZone, tzidOf } from '../../pim/zones/rules.js';
import { toUtc, type Zone } from '../../pim/zones/zone.js';
import { brokenRules, formOf, type TimeForm } from './calendar-rules.js';
import { Candidates } from './candidates.js';
import { repairedBy } from './entry-differences.js';
import { readWithIcal, refusalOfZones } from './ical-reader.js';
import type { Problem } from './mail-output.js';
import { comparable } from './same-text.js';
import { lineEntries, type ReadEntry, sourceEntries } from './source-entries.js';
import { splitZones } from './zone-blocks.js';

/** A calendar file, read whole. */
export interface CalendarFile {
  /** What its VTIMEZONEs say, by TZID. */
  readonly zones: ReadonlyMap<string, Zone | null>;
  /** Its VTIMEZONEs as they stand, by TZID. */
  readonly zoneTexts: ReadonlyMap<string, Octets>;
  readonly problems: readonly Problem[];
  /** What each component is, by kind, UID and RECURRENCE-ID: no two are the same. */
  readonly identities: readonly string[];
  /** How many components there are of a kind and UID (`VEVENT 1@x`). */
  readonly counts: ReadonlyMap<string, number>;
  /** How DTSTART of the components without RECURRENCE-ID is written, by kind and UID. */
  readonly forms: ReadonlyMap<string, TimeForm | null>;
}

/** Reads a calendar file and looks at its frame. */
export function readCalendarFile(text: Octets, file: string): CalendarFile {
  const { components, outside, problems } = readComponents(text);
  const [calendar] = components;
  const whole = components.length === 1 && calendar?.name === 'VCALENDAR' && calendar.closed;
  const broken = !whole || outside.length > 0 || problems.length > 0;
  const inner = calendar?.components ?? [];
  const entries = inner.filter(({ name }) => name !== 'VTIMEZONE');
  const counts = new Map<string, number>();
  const forms = new Map<string, TimeForm | null>();
  for (const entry of entries) {
    const name = nameOf(entry);
    counts.set(name, (counts.get(name) ?? 0) + 1);
    if (valueOf(entry, 'RECURRENCE-ID') === '') forms.set(name, formOf(lineOf(entry, 'DTSTART')));
  }
  const { blocks } = splitZones(text);
  const refused = refusalOfZones(blocks.join(''));
  return {
    zones: new Map(inner.filter(({ name }) => name === 'VTIMEZONE').map((zone) => [tzidOf(zone), ownZone(zone).rules])),
    zoneTexts: new Map(
      blocks.flatMap((block) => readComponents(block).components.map((zone) => [tzidOf(zone), block])),
    ),
    problems: [
      ...(broken ? [fileProblem(`${file} is no whole calendar`, `frame ${file}`)] : []),
      ...(refused === null ? [] : [fileProblem(`ical.js refuses a zone of ${file}: ${refused}`, `zones ${file}`)]),
    ],
    identities: entries.map((entry) => `${nameOf(entry)} ${valueOf(entry, 'RECURRENCE-ID')}`.trimEnd()),
    counts,
    forms,
  };
}

function fileProblem(what: string, once: string): Problem {
  return { aspect: 'bundle', what, once };
}

/** What a comparison came to. */
export interface ComparedEntries {
  readonly problems: readonly Problem[];
  /** Entries that must stand elsewhere in the folder's files, as the beginnings of their identities. */
  readonly elsewhere: readonly string[];
}

/** Compares the components of an item in a calendar file with the item. `notes`: of its ledger line. */
export function compareEntries(
  text: Octets,
  bytes: Uint8Array,
  file: CalendarFile,
  notes: readonly string[],
): ComparedEntries {
  const { components, outside } = readComponents(text);
  if (components.length === 0 || outside.length > 0 || !components.every(({ closed }) => closed))
    return { problems: [bundleProblem('at its place are no whole components of a calendar')], elsewhere: [] };
  const problems = components.flatMap((component) => [
    ...ruleProblems(component, file),
    ...instantProblems(component, file.zones),
  ]);
  // Rules of a zone that are wrong change every time that is read by them.
  const zonesAreWrong = problems.some(({ aspect }) => aspect === 'date');
  const read = readOutput(text, components, file, problems);
  if (zonesAreWrong) return { problems, elsewhere: [] };
  const compared = compareWithSource(read, bytes, file, notes);
  return { problems: [...problems, ...compared.problems], elsewhere: compared.elsewhere };
}

function bundleProblem(what: string): Problem {
  return { aspect: 'bundle', what };
}

function ruleProblems(component: Component, { zones, forms }: CalendarFile): Problem[] {
  const seriesForm = (kind: string, uid: Octets) => forms.get(`${kind} ${textOf(uid)}`) ?? null;
  const broken = [...new Set(brokenRules(component, { zones, seriesForm }))];
  return broken.length === 0 ? [] : [bundleProblem(`importers refuse or misread it: ${broken.slice(0, 5).join(', ')}`)];
}

/** The components as ical.js reads them, held against what their lines say; from the lines where it does not. */
function readOutput(
  text: Octets,
  components: readonly Component[],
  { zoneTexts }: CalendarFile,
  problems: Problem[],
): readonly ReadEntry[] {
  const lines = lineEntries(components);
  // A file may have a zone for each of its entries.
  const zones = [...tzidsIn(components)].flatMap((tzid) => zoneTexts.get(tzid) ?? []);
  const read = readWithIcal(text, zones.join(''));
  if (read === null) return lines;
  if ('refused' in read) {
    problems.push(bundleProblem(`ical.js refuses it: ${read.refused}`));
    return lines;
  }
  const texts = (entries: readonly ReadEntry[]) =>
    entries.map(({ kind, uid, title }) => comparable(`${kind} ${uid} ${title ?? ''}`)).join('\n');
  if (texts(read.entries) !== texts(lines))
    problems.push(bundleProblem('ical.js reads other components, UIDs or titles in it than its lines say'));
  return read.entries;
}

function tzidsIn(components: readonly Component[]): ReadonlySet<string> {
  const lines = components.flatMap((component) => component.lines);
  return new Set(lines.flatMap(({ params }) => paramValues(parseParams(params), 'TZID').map(textOf)));
}

function compareWithSource(
  output: readonly ReadEntry[],
  bytes: Uint8Array,
  { counts }: CalendarFile,
  notes: readonly string[],
): ComparedEntries {
  const source = sourceEntries(bytes);
  // A note of plain text, or an entry without its frame: nothing for these readers.
  if (source.entries.length === 0) return { problems: [], elsewhere: [] };
  const problems: Problem[] = [];
  const ownUids = notes.some((note) => note.includes('with a UID of its own'));
  const candidates = new Candidates(source, repairedBy(notes), ownUids);
  for (const entry of output) {
    const least = candidates.leastDifferences(entry);
    if (least === 'no candidate') problems.push(bundleProblem('it has a component that the source does not have'));
    else if (least.length > 0)
      problems.push({ aspect: 'content', what: `it is not as in the source: ${least.join(', ')}` });
  }
  const elsewhere = new Set<string>();
  const goneAway = ownUids || notes.some((note) => note.includes('all occurrences of the series were deleted'));
  for (const [name, wanted] of countsOf(source.entries)) {
    const have = counts.get(name) ?? 0;
    if (have === 0 && !goneAway) elsewhere.add(name);
    else if (have < wanted && notes.length === 0)
      problems.push(bundleProblem(`of ${wanted} components of the source the file has ${have}`));
  }
  return { problems, elsewhere: [...elsewhere] };
}

function countsOf(entries: readonly ReadEntry[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { kind, uid } of entries)
    if (uid !== '') counts.set(`${kind} ${uid}`, (counts.get(`${kind} ${uid}`) ?? 0) + 1);
  return counts;
}

const TIMES: ReadonlySet<string> = new Set(['DTSTART', 'DTEND', 'DUE', 'RECURRENCE-ID']);

/** The file's own VTIMEZONE must give each time the instant that its zone has. */
function instantProblems({ lines }: Component, zones: CalendarFile['zones']): Problem[] {
  for (const line of lines) {
    if (!TIMES.has(line.name)) continue;
    for (const { tzid, stamp } of readTimeLine(line).times) {
      const rules = tzid === null ? undefined : zones.get(tzid);
      if (tzid === null || rules === undefined) continue;
      if (rules === null)
        return [{ aspect: 'date', what: `${line.name} is in ${tzid}, of which the file has no rules` }];
      if (toUtc(rules, stamp.wall) !== toUtc(ianaZone(tzid), stamp.wall))
        return [{ aspect: 'date', what: `${line.name} is another instant by the file's rules of ${tzid}` }];
    }
  }
  return [];
}

function lineOf({ lines }: Component, wanted: string) {
  return lines.find(({ name }) => name === wanted);
}

function valueOf(component: Component, wanted: string): Octets {
  return lineOf(component, wanted)?.value ?? '';
}

function nameOf(component: Component): string {
  return `${component.name} ${textOf(trimOctets(valueOf(component, 'UID')))}`;
}
