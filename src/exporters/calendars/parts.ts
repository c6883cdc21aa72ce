/** Cutting the merged components of a folder into files. */
import { type Octets, textOf, utf8Octets } from '../../core/octets.js';
import { foldOctets } from '../../pim/fold.js';
import { escapeText } from '../../pim/text.js';
import { formatVtimezone, type Years } from '../../pim/zones/vtimezone.js';
import { OctetFile } from '../octet-file.js';
import type { OutputFiles } from '../output.js';
import type { Spool } from '../spool.js';
import type { Group, Member } from './merge.js';

/** Google Calendar takes files up to 1 MB: every file stays below, in bytes. */
export const PART_LIMIT = 1_000_000;

/** Where a component was written. */
export interface Placed {
  readonly file: string;
  readonly offset: number;
  readonly length: number;
}

export interface WrittenParts {
  readonly places: ReadonlyMap<Member, Placed>;
  readonly problems: readonly string[];
}

export interface PartOptions {
  readonly files: OutputFiles;
  /** Final name without `.ics`. */
  readonly base: string;
  /** What people call the calendar. */
  readonly name: string;
  readonly spool: Spool;
}

export const PRODID = '-//kerio-exit//kerio-exit//EN';
const END = 'END:VCALENDAR\r\n';

/**
 * Writes the groups as `<base>.ics`, or as `<base>.1.ics`, `<base>.2.ics`, … where one file would reach the limit. Each is a
 * whole calendar: the time zones it uses, then its components. A group that alone passes the limit gets a file of its own.
 */
export function writeParts(groups: readonly Group[], options: PartOptions): WrittenParts {
  const frame = new Frame(options.name, groups);
  const parts = cutIntoParts(groups, frame);
  const places = new Map<Member, Placed>();
  parts.forEach((part, index) => {
    const number = parts.length === 1 ? '' : `.${index + 1}`;
    writePart(part, frame, new OctetFile(options.files.create(`${options.base}${number}.ics`)), options.spool, places);
  });
  const large = groups.filter((group) => sizeOf(group) + frame.head.length >= PART_LIMIT);
  const problems = large.map(
    (group) =>
      `${textOf(group.written[0]?.member.uid ?? '')} alone has ${sizeOf(group)} bytes: Google Calendar may refuse its file`,
  );
  return { places, problems };
}

/** What stands around the components of every file. */
class Frame {
  readonly head: Octets;
  readonly #zones = new Map<string, Octets>();

  constructor(name: string, groups: readonly Group[]) {
    this.head = ['BEGIN:VCALENDAR', 'VERSION:2.0', `PRODID:${PRODID}`, 'CALSCALE:GREGORIAN', calendarName(name)]
      .map(foldOctets)
      .join('');
    const years = new Map<string, Years>();
    for (const group of groups)
      for (const { zones: own } of group.written)
        for (const [zone, used] of own) {
          const seen = years.get(zone) ?? used;
          years.set(zone, { first: Math.min(seen.first, used.first), last: Math.max(seen.last, used.last) });
        }
    // Before 1970 the database is said to be unreliable, and its rules would fill pages.
    for (const [zone, used] of years)
      this.#zones.set(zone, formatVtimezone(zone, { first: Math.max(used.first, 1970), last: used.last }));
  }

  zone(name: string): Octets {
    return this.#zones.get(name) ?? '';
  }
}

function calendarName(name: string): Octets {
  return `X-WR-CALNAME:${escapeText(utf8Octets(name))}`;
}

function cutIntoParts(groups: readonly Group[], frame: Frame): Group[][] {
  const parts: Group[][] = [];
  const empty = frame.head.length + END.length;
  let zones = new Set<string>();
  let size = PART_LIMIT;
  for (const group of groups) {
    const own = sizeOf(group);
    let more = own + newZones(group, zones, frame);
    if (size + more >= PART_LIMIT) {
      parts.push([]);
      zones = new Set();
      size = empty;
      more = own + newZones(group, zones, frame);
    }
    parts.at(-1)?.push(group);
    size += more;
    for (const { zones: own } of group.written) for (const zone of own.keys()) zones.add(zone);
  }
  return parts;
}

/** Octets of the zones that a group uses and its file does not have yet. */
function newZones(group: Group, zones: ReadonlySet<string>, frame: Frame): number {
  let size = 0;
  const added = new Set<string>();
  for (const { zones: own } of group.written) {
    for (const zone of own.keys()) {
      if (zones.has(zone) || added.has(zone)) continue;
      added.add(zone);
      size += frame.zone(zone).length;
    }
  }
  return size;
}

function sizeOf(group: Group): number {
  return group.written.reduce((sum, { member, head }) => sum + head.length + member.body.length, 0);
}

function writePart(
  part: readonly Group[],
  frame: Frame,
  file: OctetFile,
  spool: Spool,
  places: Map<Member, Placed>,
): void {
  const zones = new Set<string>();
  for (const { written } of part) for (const { zones: own } of written) for (const zone of own.keys()) zones.add(zone);
  file.write(
    frame.head +
      [...zones]
        .sort()
        .map((zone) => frame.zone(zone))
        .join(''),
  );
  for (const group of part) {
    for (const { member, head } of group.written) {
      const offset = file.position;
      file.write(head);
      file.copy(spool.read(member.body));
      places.set(member, { file: file.path, offset, length: file.position - offset });
    }
  }
  file.write(END);
  file.flush();
}
