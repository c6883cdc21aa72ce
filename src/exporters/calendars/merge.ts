/** Which components of a folder are written: one master for each UID, one override for each of its occurrences. */
import { type Octets } from '../../core/octets.js';
import type { EntryKind } from '../../pim/calendar/kind.js';
import { type Recurrence, recurrenceLike, type Start } from '../../pim/calendar/start.js';
import { zonesIn } from '../../pim/calendar/zone-years.js';
import { foldOctets, formatContentLine } from '../../pim/fold.js';
import type { Years } from '../../pim/zones/vtimezone.js';
import type { Place } from '../spool.js';

/** A component of an item, waiting for the end of the folder. */
export interface Member {
  readonly kind: EntryKind;
  /** Never empty. */
  readonly uid: Octets;
  /** Of an override: which occurrence it is for. */
  readonly recurrence: Recurrence | null;
  /** Of a series: the start whose form the RECURRENCE-IDs of its overrides take. */
  readonly start: Start | null;
  /** A series whose exceptions leave nothing: it is not written. */
  readonly empty: boolean;
  readonly version: readonly number[];
  /** The zones of its lines, RECURRENCE-ID not counted. */
  readonly zones: ReadonlyMap<string, Years>;
  /** Everything behind UID and RECURRENCE-ID, to the END. */
  readonly body: Place;
  /** Which item of the folder it came in, in order of `add`. */
  readonly item: number;
}

/** A component as it is written. */
export interface Written {
  readonly member: Member;
  /** BEGIN, UID and, of an override, RECURRENCE-ID. */
  readonly head: Octets;
  readonly zones: ReadonlyMap<string, Years>;
}

/** What is never cut apart between files: a master and its overrides. */
export interface Group {
  readonly kind: EntryKind;
  readonly uid: Octets;
  readonly written: readonly Written[];
}

export interface Merged {
  /** In the order of the items they come from. */
  readonly groups: readonly Group[];
  /** Components that another one stands for. */
  readonly superseded: ReadonlyMap<Member, Member>;
  /** Overrides without a master, which became single ones. */
  readonly orphans: ReadonlySet<Member>;
  /** Components that got a UID of their own, because that of theirs stands for another one. */
  readonly twins: ReadonlyMap<Member, Member>;
}

/** What a merge has to ask about the components. */
export interface MergeQuestions {
  /** Equal for components that say the same. */
  contentOf(member: Member): string;
  /** A UID made of the component's item, another one for each `nth`. */
  ownUid(member: Member, nth: number): Octets;
}

/** Merges the components of a folder, given in order. */
export function mergeMembers(members: readonly Member[], questions: MergeQuestions): Merged {
  const merge = new Merge(questions);
  for (const kind of ['VEVENT', 'VTODO', 'VJOURNAL'] as const) {
    const byUid = new Map<Octets, Member | Member[]>();
    for (const member of members) {
      if (member.kind !== kind) continue;
      const same = byUid.get(member.uid);
      if (same === undefined) byUid.set(member.uid, member);
      else if (Array.isArray(same)) same.push(member);
      else byUid.set(member.uid, [same, member]);
    }
    const taken = new Set(byUid.keys());
    for (const same of byUid.values()) {
      if (Array.isArray(same)) merge.add(same, taken);
      else if (same.recurrence === null) merge.addSingle(same);
      else merge.add([same], taken);
    }
  }
  return merge.finish();
}

class Merge {
  readonly #groups: Group[] = [];
  readonly #superseded = new Map<Member, Member>();
  readonly #orphans = new Set<Member>();
  readonly #twins = new Map<Member, Member>();
  readonly #questions: MergeQuestions;
  /** How many UIDs of its own each item got. */
  readonly #given = new Map<number, number>();

  constructor(questions: MergeQuestions) {
    this.#questions = questions;
  }

  addSingle(member: Member): void {
    if (!member.empty)
      this.#groups.push({ kind: member.kind, uid: member.uid, written: [writtenAs(member, member.uid)] });
  }

  /** Takes everything of one UID. `taken` has all UIDs of its kind. */
  add(same: readonly Member[], taken: Set<Octets>): void {
    const [master = null, ...twins] = this.#best(same.filter(({ recurrence }) => recurrence === null));
    // Overrides go with the series that they came with.
    const series = new Map(
      [...twins.toReversed(), ...(master === null ? [] : [master])].map((each) => [each.item, each]),
    );
    const together = new Map<Member | null, Member[]>([[master, []]]);
    for (const member of same) {
      const own = series.get(member.item) ?? master;
      const others = together.get(own);
      if (others === undefined) together.set(own, [member]);
      else others.push(member);
    }
    const overrides = this.#bestOverrides(together.get(master) ?? [], master, taken);
    if (master === null) for (const override of overrides) this.#orphan(override, taken);
    else this.#series(master, master.uid, overrides, taken);
    for (const twin of twins) {
      this.#twins.set(twin, master ?? twin);
      const own = this.#bestOverrides(together.get(twin) ?? [], twin, taken);
      this.#series(twin, this.#freeUid(twin, taken), own, taken);
    }
  }

  finish(): Merged {
    const groups = this.#groups.toSorted((a, b) => firstItem(a) - firstItem(b));
    return { groups, superseded: this.#superseded, orphans: this.#orphans, twins: this.#twins };
  }

  /**
   * The latest version, and behind it others that nothing tells apart from it as versions though they say something else: they
   * are appointments of their own. All the rest is superseded.
   */
  #best(versions: readonly Member[]): Member[] {
    const [first] = versions;
    if (first === undefined) return [];
    const latest = versions.reduce((best, version) => (isOlder(best, version) ? version : best), first);
    if (versions.length === 1) return [first];
    const kept = new Map<string, Member>();
    for (const version of versions) {
      const content = isOlder(version, latest) ? null : this.#questions.contentOf(version);
      const other = content === null ? latest : kept.get(content);
      if (other !== undefined) this.#superseded.set(version, other);
      else if (content !== null) kept.set(content, version);
    }
    return [...kept.values()];
  }

  /** Overrides that came together with an older master belong to that version of the series, and go with it. */
  #bestOverrides(same: readonly Member[], master: Member | null, taken: Set<Octets>): Member[] {
    const olderItems = new Set(same.filter((member) => this.#superseded.has(member)).map(({ item }) => item));
    const byOccurrence = new Map<string, Member[]>();
    for (const member of same) {
      if (member.recurrence === null) continue;
      if (master !== null && olderItems.has(member.item) && member.item !== master.item) {
        this.#superseded.set(member, master);
        continue;
      }
      const start = master?.start ?? null;
      const { key } = start === null ? member.recurrence : recurrenceLike(member.recurrence, start);
      const others = byOccurrence.get(key);
      if (others === undefined) byOccurrence.set(key, [member]);
      else others.push(member);
    }
    return [...byOccurrence.values()].flatMap((others) => {
      const [best, ...twins] = this.#best(others);
      for (const twin of twins) {
        this.#twins.set(twin, best ?? twin);
        this.#single(twin, this.#freeUid(twin, taken));
      }
      return best === undefined ? [] : [best];
    });
  }

  #series(master: Member, uid: Octets, overrides: readonly Member[], taken: Set<Octets>): void {
    if (master.empty) {
      for (const override of overrides) this.#orphan(override, taken);
      return;
    }
    // The components of one item stand together, those of the master's item first.
    const inOrder = overrides.toSorted(
      (a, b) => Number(b.item === master.item) - Number(a.item === master.item) || a.item - b.item,
    );
    const written = [writtenAs(master, uid), ...inOrder.map((member) => writtenAs(member, uid, master))];
    this.#groups.push({ kind: master.kind, uid, written });
  }

  #orphan(member: Member, taken: Set<Octets>): void {
    let uid = `${member.uid}-${member.recurrence?.key ?? ''}`;
    while (taken.has(uid)) uid += '-1';
    taken.add(uid);
    this.#orphans.add(member);
    this.#single(member, uid);
  }

  #single(member: Member, uid: Octets): void {
    this.#groups.push({ kind: member.kind, uid, written: [writtenAs(member, uid)] });
  }

  #freeUid(member: Member, taken: Set<Octets>): Octets {
    for (let nth = this.#given.get(member.item) ?? 0; ; nth += 1) {
      const uid = this.#questions.ownUid(member, nth);
      if (taken.has(uid)) continue;
      taken.add(uid);
      this.#given.set(member.item, nth + 1);
      return uid;
    }
  }
}

/** `master`: the series that the component is an override of. */
function writtenAs(member: Member, uid: Octets, master?: Member): Written {
  const head = `BEGIN:${member.kind}\r\n${foldOctets(`UID:${uid}`)}`;
  if (master === undefined || member.recurrence === null) return { member, head, zones: member.zones };
  const { line } = master.start === null ? member.recurrence : recurrenceLike(member.recurrence, master.start);
  const own = zonesIn([line], 0);
  return {
    member,
    head: head + formatContentLine(line),
    zones: own.size === 0 ? member.zones : bothZones(member.zones, own),
  };
}

function bothZones(a: ReadonlyMap<string, Years>, b: ReadonlyMap<string, Years>): ReadonlyMap<string, Years> {
  const zones = new Map(a);
  for (const [zone, { first, last }] of b) {
    const seen = zones.get(zone);
    zones.set(zone, { first: Math.min(first, seen?.first ?? first), last: Math.max(last, seen?.last ?? last) });
  }
  return zones;
}

/** `a` is an older version than `b`. */
function isOlder(a: Member, b: Member): boolean {
  for (const [place, value] of a.version.entries()) {
    const other = b.version[place] ?? 0;
    if (value !== other) return value < other;
  }
  return false;
}

function firstItem(group: Group): number {
  return group.written.reduce((least, { member }) => Math.min(least, member.item), Infinity);
}
