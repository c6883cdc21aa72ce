/** Parsers of other people, which importers are built on: a file or card that one of them refuses is refused at a destination. */
import { spawnSync } from 'node:child_process';
import { ensureDebian } from '../servers/debian.js';
import { python } from './python.js';

/** A calendar or card file as it was written. */
export interface PimFile {
  /** Names it in the answers. */
  readonly name: string;
  readonly kind: 'calendar' | 'card';
  readonly bytes: Uint8Array;
}

/** What a parser makes of a component (VEVENT, VTODO, VJOURNAL) or a card. Times as in `readInstants`. */
export interface ParsedComponent {
  readonly kind: string;
  readonly uid: string;
  readonly recurrenceId: number | null;
  readonly start: number | null;
  /** DTEND or DUE. */
  readonly end: number | null;
  /**
   * The first occurrences of a series by python-dateutil, on the clock of its zone (`2024-03-01T09:00:00`); null where there is no
   * series, or the parser is another.
   */
  readonly occurrences: readonly string[] | null;
}

/** A parser's answer for one file. */
export interface Verdict {
  readonly name: string;
  /** Why it would not take it; empty when it would. */
  readonly refusals: readonly string[];
  readonly components: readonly ParsedComponent[];
}

/** The parsers there are: Debian's python3-icalendar (with python3-dateutil), python3-vobject, php-sabre-vobject. */
export type StrictParser = 'icalendar' | 'vobject' | 'sabre';

const packages: Readonly<Record<StrictParser, readonly string[]>> = {
  icalendar: ['python3-icalendar', 'python3-dateutil'],
  vobject: ['python3-vobject'],
  sabre: ['php-cli', 'php-sabre-vobject'],
};

/**
 * Has a parser read all files in one process and gives its answers in order. `icalendar` reads calendars alone and takes cards
 * without looking at them. `count` occurrences of a series are followed.
 */
export function parseStrictly(parser: StrictParser, files: readonly PimFile[], count = 50): Verdict[] {
  ensureDebian(packages[parser]);
  const input = JSON.stringify(
    files.map(({ name, kind, bytes }) => ({ name, kind, bytes: Buffer.from(bytes).toString('base64') })),
  );
  const output = parser === 'sabre' ? php(sabre, input) : python(programs[parser], [String(count)], input);
  return JSON.parse(output) as Verdict[];
}

/** Every refusal as `name: reason`, for a test that wants none. */
export function refusalsOf(verdicts: readonly Verdict[]): string[] {
  return verdicts.flatMap(({ name, refusals }) => refusals.map((refusal) => `${name}: ${refusal}`));
}

/** Runs a small PHP program and gives what it printed. Throws with what it said when it fails. */
function php(program: string, input: string): string {
  const run = spawnSync(
    'php',
    ['-d', 'memory_limit=-1', '-d', 'error_reporting=E_ALL & ~E_DEPRECATED', '-r', program],
    {
      encoding: 'utf8',
      maxBuffer: 1 << 30,
      input,
    },
  );
  if (run.error !== undefined) throw run.error;
  if (run.status !== 0) throw new Error(`php ended with ${run.status ?? 'a signal'}\n${run.stdout}${run.stderr}`);
  return run.stdout;
}

const pythonHead = `
import base64, json, sys
from datetime import datetime, timezone
def seconds(value):
    if value is None: return None
    if isinstance(value, tuple): value = value[0]
    if not isinstance(value, datetime): value = datetime(value.year, value.month, value.day)
    if value.tzinfo is None: value = value.replace(tzinfo=timezone.utc)
    return int(value.timestamp())
def answers(read):
    found = []
    for file in json.load(sys.stdin):
        refusals, components = [], []
        try: read(file['kind'], base64.b64decode(file['bytes']), refusals, components)
        except Exception as error: refusals.append(type(error).__name__ + ': ' + str(error))
        found.append({'name': file['name'], 'refusals': refusals, 'components': components})
    print(json.dumps(found))
`;

const programs: Readonly<Record<'icalendar' | 'vobject', string>> = {
  icalendar: `${pythonHead}
import icalendar
from dateutil import tz
from dateutil.rrule import rruleset, rrulestr
def clock(value, params):
    if not isinstance(value, datetime): return datetime(value.year, value.month, value.day)
    # The zone itself in place of its offset on one day.
    return value.replace(tzinfo=tz.gettz(params['TZID'])) if 'TZID' in params else value
def values(part, name):
    lines = part.get(name, [])
    return [clock(each.dt, line.params) for line in (lines if isinstance(lines, list) else [lines]) for each in line.dts]
def occurrences(part):
    if 'DTSTART' not in part or not any(name in part for name in ('RRULE', 'RDATE')): return None
    start = clock(part['DTSTART'].dt, part['DTSTART'].params)
    dates = rruleset()
    if 'RRULE' in part: dates.rrule(rrulestr(part['RRULE'].to_ical().decode(), dtstart=start))
    for value in values(part, 'RDATE'): dates.rdate(value)
    for value in values(part, 'EXDATE'): dates.exdate(value)
    first = []
    for value in dates:
        first.append(value.replace(tzinfo=None).isoformat())
        if len(first) == int(sys.argv[1]): break
    return first
def read(kind, text, refusals, components):
    if kind == 'card': return
    for part in icalendar.Calendar.from_ical(text).walk():
        refusals.extend(str(error) for error in part.errors)
        if part.name not in ('VEVENT', 'VTODO', 'VJOURNAL'): continue
        time = lambda name: seconds(part[name].dt) if name in part else None
        components.append({'kind': part.name, 'uid': str(part['UID']), 'recurrenceId': time('RECURRENCE-ID'),
            'start': time('DTSTART'), 'end': time('DTEND') or time('DUE'), 'occurrences': occurrences(part)})
answers(read)
`,
  vobject: `${pythonHead}
import vobject
# It keeps the first VTIMEZONE of a name for ever, and every file describes its own years.
zones = vars(vobject.icalendar)['__tzidMap']
known = dict(zones)
def read(kind, text, refusals, components):
    zones.clear()
    zones.update(known)
    for whole in vobject.readComponents(text.decode('utf-8')):
        whole.validate(raiseException=True)
        if kind == 'card':
            uid = whole.uid.value if hasattr(whole, 'uid') else ''
            components.append({'kind': whole.name, 'uid': uid, 'recurrenceId': None, 'start': None, 'end': None, 'occurrences': None})
            continue
        for part in whole.components():
            if part.name == 'VTIMEZONE': continue
            time = lambda name: seconds(getattr(part, name).value) if hasattr(part, name) else None
            # What Radicale asks of every series before it takes it.
            if part.rruleset is not None: next(iter(part.rruleset), None)
            components.append({'kind': part.name, 'uid': part.uid.value, 'recurrenceId': time('recurrence_id'),
                'start': time('dtstart'), 'end': time('dtend') or time('due'), 'occurrences': None})
answers(read)
`,
};

/**
 * The reader without its forgiving options, and every message of its validator but that calendars have their own X- properties.
 * Of cards it wants one at a time: they are cut at BEGIN.
 */
const sabre = String.raw`
require '/usr/share/php/Sabre/VObject/autoload.php';
function seconds($property) {
  if ($property === null) return null;
  $time = $property->getDateTime();
  return $time === null ? null : $time->getTimestamp();
}
date_default_timezone_set('UTC');
ini_set('pcre.backtrack_limit', '100000000');
$answers = [];
foreach (json_decode(stream_get_contents(STDIN), true) as $file) {
  $refusals = []; $components = [];
  $text = base64_decode($file['bytes']);
  $texts = $file['kind'] === 'card' ? preg_split('/^(?=BEGIN:VCARD)/im', $text, -1, PREG_SPLIT_NO_EMPTY) : [$text];
  foreach ($texts as $one) try {
    $whole = Sabre\VObject\Reader::read($one);
    foreach ($whole->validate() as $message)
      if (!preg_match('/^The X-[A-Z0-9-]+ property is not allowed in the VCALENDAR/', $message['message']))
        $refusals[] = $message['message'];
    foreach ($file['kind'] === 'card' ? [$whole] : $whole->getComponents() as $part) {
      if ($part->name === 'VTIMEZONE') continue;
      $isCard = $part->name === 'VCARD';
      $components[] = ['kind' => $part->name, 'uid' => (string) $part->UID,
        'recurrenceId' => $isCard ? null : seconds($part->{'RECURRENCE-ID'}),
        'start' => $isCard ? null : seconds($part->DTSTART),
        'end' => $isCard ? null : seconds($part->DTEND ?? $part->DUE), 'occurrences' => null];
      if ($part->name === 'VEVENT' && $part->RRULE !== null) (new Sabre\VObject\RecurrenceIterator($whole, (string) $part->UID))->valid();
    }
  } catch (Throwable $error) { $refusals[] = get_class($error) . ': ' . $error->getMessage(); }
  $answers[] = ['name' => $file['name'], 'refusals' => $refusals, 'components' => $components];
}
echo json_encode($answers, JSON_INVALID_UTF8_SUBSTITUTE);
`;
