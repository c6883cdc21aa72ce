/** What every calendar file we write has to be, checked line by line and without any of the code that wrote it. */
import { isUtf8 } from 'node:buffer';

interface Line {
  readonly name: string;
  readonly params: string;
  readonly value: string;
}

interface Component {
  readonly name: string;
  readonly lines: Line[];
  readonly components: Component[];
}

/** Gives what is wrong with a file, one sentence each; nothing when it follows the safe profile of docs/calendars.md. */
export function lintCalendar(bytes: Buffer): string[] {
  const problems = lintBytes(bytes);
  const text = bytes.toString('utf8').replace(/\r\n[ \t]/g, '');
  const lines = text.split('\r\n').filter((line) => line !== '');
  const outer = readTree(lines, problems);
  const [calendar] = outer;
  if (outer.length !== 1 || calendar?.name !== 'VCALENDAR') return [...problems, 'it is not one VCALENDAR'];
  problems.push(...lintFrame(calendar), ...lintZones(calendar), ...lintUids(calendar));
  for (const component of calendar.components)
    if (component.name !== 'VTIMEZONE') problems.push(...lintEntry(component));
  return problems;
}

/** UIDs of masters that stand in more than one of the files. */
export function sharedUids(files: readonly Buffer[]): string[] {
  const seen = new Set<string>();
  const shared: string[] = [];
  for (const file of files) {
    const text = file.toString('utf8').replace(/\r\n[ \t]/g, '');
    const uids = new Set([...text.matchAll(/^UID:(.*)\r$/gm)].map(([, uid = '']) => uid));
    for (const uid of uids) {
      if (seen.has(uid)) shared.push(uid);
      seen.add(uid);
    }
  }
  return shared;
}

function lintBytes(bytes: Buffer): string[] {
  const problems: string[] = [];
  if (bytes.length >= 1_000_000) problems.push(`it has ${bytes.length} bytes`);
  if (bytes[0] === 0xef) problems.push('it begins with a byte order mark');
  if (!isUtf8(bytes)) problems.push('it is no UTF-8');
  const octets = bytes.toString('latin1');
  if (!octets.endsWith('\r\n')) problems.push('the last line has no end');
  if (/(?<!\r)\n|\r(?!\n)/.test(octets)) problems.push('a line does not end in CRLF');
  if (/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(octets)) problems.push('there is a control character');
  for (const line of octets.split('\r\n')) {
    if (line.length > 75) problems.push(`a line has ${line.length} octets`);
    if (!isUtf8(Buffer.from(line.replace(/^ /, ''), 'latin1'))) problems.push('a fold cuts a character');
  }
  return problems;
}

function readTree(lines: readonly string[], problems: string[]): Component[] {
  const outer: Component[] = [];
  const open: Component[] = [];
  for (const text of lines) {
    const match = /^([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)*):(.*)$/s.exec(
      text,
    );
    if (match === null) {
      problems.push(`no content line: ${text.slice(0, 60)}`);
      continue;
    }
    const [, name = '', params = '', value = ''] = match;
    if (name === 'BEGIN') {
      const component = { name: value, lines: [], components: [] };
      (open.at(-1)?.components ?? outer).push(component);
      open.push(component);
    } else if (name === 'END') {
      if (open.pop()?.name !== value) problems.push(`END:${value} ends something else`);
    } else open.at(-1)?.lines.push({ name: name.toUpperCase(), params, value });
  }
  if (open.length > 0) problems.push('an END is missing');
  return outer;
}

function lintFrame(calendar: Component): string[] {
  const problems: string[] = [];
  const value = (name: string) => calendar.lines.find((line) => line.name === name)?.value;
  if (value('VERSION') !== '2.0') problems.push('VERSION is not 2.0');
  if ((value('PRODID') ?? '') === '') problems.push('PRODID is missing');
  if (value('METHOD') !== undefined) problems.push('there is a METHOD');
  const kinds = new Set(calendar.components.map(({ name }) => name).filter((name) => name !== 'VTIMEZONE'));
  if (kinds.size !== 1) problems.push(`it holds ${[...kinds].join(' and ')}`);
  return problems;
}

/** A zone whose law changed often, from 1970 on, needs the most lines: nothing near the 200 at which Google gives up. */
const MOST_ZONE_LINES = 120;

function lintZones(calendar: Component): string[] {
  const problems: string[] = [];
  const zones = calendar.components.filter(({ name }) => name === 'VTIMEZONE');
  const defined = zones.map((zone) => zone.lines.find(({ name }) => name === 'TZID')?.value ?? '');
  const used = new Set(calendar.components.flatMap(tzidsIn));
  for (const name of used) if (!defined.includes(name)) problems.push(`no VTIMEZONE for ${name}`);
  for (const name of defined) {
    if (!used.has(name)) problems.push(`the VTIMEZONE of ${name} is of no use`);
    if (!isIana(name)) problems.push(`${name} is no IANA zone`);
  }
  if (new Set(defined).size !== defined.length) problems.push('a VTIMEZONE stands twice');
  const first = calendar.components.findIndex(({ name }) => name !== 'VTIMEZONE');
  if (calendar.components.slice(first).some(({ name }) => name === 'VTIMEZONE'))
    problems.push('a VTIMEZONE stands behind an entry');
  for (const zone of zones) {
    const lines = 2 + zone.lines.length + zone.components.reduce((sum, { lines: own }) => sum + own.length + 2, 0);
    if (lines > MOST_ZONE_LINES) problems.push(`a VTIMEZONE has ${lines} lines`);
    if (zone.components.length === 0) problems.push('a VTIMEZONE has no rules');
    for (const { lines: own } of zone.components)
      for (const name of ['DTSTART', 'TZOFFSETFROM', 'TZOFFSETTO'])
        if (own.filter((line) => line.name === name && line.params === '').length !== 1)
          problems.push(`a VTIMEZONE lacks ${name}`);
  }
  return problems;
}

function tzidsIn(component: Component): string[] {
  if (component.name === 'VTIMEZONE') return [];
  const own = component.lines.map(({ params }) => /;TZID=([^;]*)/i.exec(params)?.[1]);
  return [...own.filter((tzid) => tzid !== undefined), ...component.components.flatMap(tzidsIn)];
}

function isIana(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '' && name.includes('/');
  } catch {
    return false;
  }
}

function lintUids(calendar: Component): string[] {
  const problems: string[] = [];
  const masters = new Map<string, string>();
  const overrides = new Set<string>();
  let previous = '';
  for (const component of calendar.components.filter(({ name }) => name !== 'VTIMEZONE')) {
    const value = (name: string) => component.lines.find((line) => line.name === name)?.value ?? '';
    const uid = value('UID');
    const occurrence = value('RECURRENCE-ID');
    if (uid === '') problems.push('a UID is missing');
    else if (occurrence === '') {
      if (masters.has(uid)) problems.push(`two masters have the UID ${uid}`);
      masters.set(uid, seriesForm(component));
    } else {
      if (previous !== uid) problems.push(`an override of ${uid} does not stand behind its series`);
      if (overrides.has(`${uid} ${occurrence}`)) problems.push(`two overrides of ${uid} are for ${occurrence}`);
      overrides.add(`${uid} ${occurrence}`);
      const line = component.lines.find(({ name }) => name === 'RECURRENCE-ID');
      const form = masters.get(uid) ?? '';
      if (line !== undefined && form !== '' && formOf(line) !== form)
        problems.push(`an override of ${uid} has another form than its series`);
    }
    previous = uid;
  }
  return problems;
}

/** The form of a series' start; empty for what is no series. */
function seriesForm({ lines }: Component): string {
  const start = lines.find(({ name }) => name === 'DTSTART');
  return start !== undefined && lines.some(({ name }) => name === 'RRULE' || name === 'RDATE') ? formOf(start) : '';
}

const times = new Set(['DTSTART', 'DTEND', 'DUE', 'RECURRENCE-ID', 'EXDATE', 'RDATE']);
const single = [
  'UID',
  'DTSTAMP',
  'DTSTART',
  'DTEND',
  'DUE',
  'DURATION',
  'RECURRENCE-ID',
  'CREATED',
  'LAST-MODIFIED',
  'SEQUENCE',
  'COMPLETED',
  'RRULE',
  'SUMMARY',
  'DESCRIPTION',
  'LOCATION',
  'CLASS',
  'STATUS',
  'TRANSP',
  'GEO',
  'URL',
  'ORGANIZER',
  'PRIORITY',
  'PERCENT-COMPLETE',
];
const singleInAlarm = ['ACTION', 'TRIGGER', 'DURATION', 'REPEAT', 'DESCRIPTION', 'SUMMARY', 'ATTACH'];

function lintEntry(component: Component): string[] {
  const problems: string[] = [];
  const all = (name: string) => component.lines.filter((line) => line.name === name);
  const [start] = all('DTSTART');
  for (const name of single) if (all(name).length > 1) problems.push(`${name} stands twice`);
  for (const name of ['DTSTAMP', 'CREATED', 'LAST-MODIFIED', 'COMPLETED'])
    for (const { value } of all(name)) if (!/^\d{8}T\d{6}Z$/.test(value)) problems.push(`${name} is ${value}`);
  if (all('DTSTAMP').length === 0) problems.push('DTSTAMP is missing');
  if (component.name === 'VEVENT') {
    if (start === undefined) problems.push('DTSTART is missing');
    if (all('DTEND').length + all('DURATION').length !== 1) problems.push('there is not one DTEND or DURATION');
  }
  for (const line of component.lines) if (times.has(line.name)) problems.push(...lintTimes(line));
  if (all('EXDATE').reduce((sum, { value }) => sum + value.split(',').length, 0) > 1000)
    problems.push('too many EXDATE');
  for (const { value } of all('RRULE')) problems.push(...lintRule(value, start));
  for (const line of [...all('EXDATE'), ...all('RDATE')])
    if (start !== undefined && formOf(line) !== formOf(start))
      problems.push(`${line.name} has another form than DTSTART`);
  if (all('EXRULE').length > 0) problems.push('there is an EXRULE');
  for (const alarm of component.components.filter(({ name }) => name === 'VALARM')) {
    for (const name of singleInAlarm)
      if (alarm.lines.filter((line) => line.name === name).length > 1)
        problems.push(`${name} stands twice in a VALARM`);
    for (const name of ['ACTION', 'TRIGGER'])
      if ((alarm.lines.find((line) => line.name === name)?.value ?? '') === '')
        problems.push(`a VALARM has no ${name}`);
  }
  return problems;
}

/** Days, UTC, no zone, or the zone by name: what all times of a series have in common. */
function formOf({ params, value }: Line): string {
  if (/;VALUE=DATE(?:;|$)/i.test(params)) return 'date';
  return /;TZID=([^;]*)/i.exec(params)?.[1] ?? (value.endsWith('Z') ? 'UTC' : 'floating');
}

function lintTimes({ name, params, value }: Line): string[] {
  const isDate = /;VALUE=DATE(?:;|$)/i.test(params);
  const isZoned = /;TZID=/i.test(params);
  const shape = isDate ? /^\d{8}$/ : isZoned ? /^\d{8}T\d{6}$/ : /^\d{8}T\d{6}Z?$/;
  if (isDate && isZoned) return [`${name} is a date in a zone`];
  if (/;VALUE=PERIOD/i.test(params)) return [];
  return value.split(',').every((piece) => shape.test(piece)) ? [] : [`${name}${params} is ${value}`];
}

function lintRule(rule: string, start: Line | undefined): string[] {
  const problems: string[] = [];
  const until = /(?:^|;)UNTIL=([^;]*)/.exec(rule)?.[1];
  if (!/^FREQ=|;FREQ=/.test(rule)) problems.push(`no FREQ in ${rule}`);
  if (until === undefined || start === undefined) return problems;
  if (/COUNT=/.test(rule)) problems.push(`UNTIL and COUNT in ${rule}`);
  const isDate = /;VALUE=DATE(?:;|$)/i.test(start.params);
  const isFloating = !isDate && !/;TZID=/i.test(start.params) && !start.value.endsWith('Z');
  const shape = isDate ? /^\d{8}$/ : isFloating ? /^\d{8}T\d{6}$/ : /^\d{8}T\d{6}Z$/;
  return shape.test(until) ? problems : [...problems, `UNTIL is ${until} for a start of ${start.value}`];
}
