/** Which components of a folder are written: one master for each UID, one override for each of its occurrences. */
import type { Octets } from '../../core/octets.js';
import type { EntryKind } from '../../pim/calendar/entry.js';
import { foldOctets } from '../../pim/fold.js';
import type { Years } from '../../pim/zones/vtimezone.js';
import type { Place } from '../spool.js';

/** A component of an item, waiting for the end of the folder. */
export interface Member {
  readonly kind: EntryKind;
  /** Never empty. */
  readonly uid: Octets;
  /** Of an override: which occurrence it is for, and its RECURRENCE-ID line, folded. */
  readonly recurrence: { readonly key: string; readonly line: Octets } | null;
  readonly version: readonly number[];
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
}

/** What is never cut apart between files: a master and its overrides. */
export interface Group {
  readonly kind: EntryKind;
  readonly written: readonly Written[];
}

export interface Merged {
  /** In the order of the items they come from. */
  readonly groups: readonly Group[];
  /** Components that another one stands for. */
  readonly superseded: ReadonlyMap<Member, Member>;
  /** Overrides without a master, which became single ones. */
  readonly orphans: ReadonlySet<Member>;
}

/** Merges the components of a folder, given in order. */
export function mergeMembers(members: readonly Member[]): Merged {
  const merge = new Merge();
  for (const kind of ['VEVENT', 'VTODO', 'VJOURNAL'] as const) {
    const byUid = new Map<Octets, Member | Member[]>();
    for (const member of members) {
      if (member.kind !== kind) continue;
      const same = byUid.get(member.uid);
      if (same === undefined) byUid.set(member.uid, member);
      else if (Array.isArray(same)) same.push(member);
      else byUid.set(member.uid, [same, member]);
    }
    for (const same of byUid.values()) {
      if (Array.isArray(same)) merge.add(same, byUid);
      else if (same.recurrence === null) merge.addSingle(same);
      else merge.add([same], byUid);
    }
  }
  return merge.finish();
}

class Merge {
  readonly #groups: Group[] = [];
  readonly #superseded = new Map<Member, Member>();
  readonly #orphans = new Set<Member>();

  addSingle(member: Member): void {
    this.#groups.push({ kind: member.kind, written: [{ member, head: headOf(member, member.uid) }] });
  }

  /** Takes everything of one UID. `taken` has all UIDs of its kind. */
  add(same: readonly Member[], taken: ReadonlyMap<Octets, unknown>): void {
    const master = this.#best(same.filter(({ recurrence }) => recurrence === null));
    const overrides = this.#bestOverrides(same, master);
    if (master === null) for (const override of overrides) this.#orphan(override, taken);
    else this.#series(master, overrides);
  }

  finish(): Merged {
    const groups = this.#groups.toSorted((a, b) => firstItem(a) - firstItem(b));
    return { groups, superseded: this.#superseded, orphans: this.#orphans };
  }

  /** The latest version; of equal ones the last. The others are superseded by it. */
  #best(versions: readonly Member[]): Member | null {
    let best: Member | null = null;
    for (const version of versions) if (best === null || !isOlder(version, best)) best = version;
    if (best !== null) for (const version of versions) if (version !== best) this.#superseded.set(version, best);
    return best;
  }

  /** Overrides that came together with an older master belong to that version of the series, and go with it. */
  #bestOverrides(same: readonly Member[], master: Member | null): Member[] {
    const olderItems = new Set(same.filter((member) => this.#superseded.has(member)).map(({ item }) => item));
    const byOccurrence = new Map<string, Member[]>();
    for (const member of same) {
      if (member.recurrence === null) continue;
      if (master !== null && olderItems.has(member.item) && member.item !== master.item) {
        this.#superseded.set(member, master);
        continue;
      }
      const others = byOccurrence.get(member.recurrence.key);
      if (others === undefined) byOccurrence.set(member.recurrence.key, [member]);
      else others.push(member);
    }
    return [...byOccurrence.values()].map((others) => this.#best(others)).filter((best) => best !== null);
  }

  #series(master: Member, overrides: readonly Member[]): void {
    // The components of one item stand together, those of the master's item first.
    const inOrder = overrides.toSorted(
      (a, b) => Number(b.item === master.item) - Number(a.item === master.item) || a.item - b.item,
    );
    const written = [master, ...inOrder].map((member) => ({
      member,
      head: headOf(member, master.uid) + (member.recurrence === null ? '' : member.recurrence.line),
    }));
    this.#groups.push({ kind: master.kind, written });
  }

  #orphan(member: Member, taken: ReadonlyMap<Octets, unknown>): void {
    let uid = `${member.uid}-${member.recurrence?.key ?? ''}`;
    while (taken.has(uid)) uid += '-1';
    this.#orphans.add(member);
    this.#groups.push({ kind: member.kind, written: [{ member, head: headOf(member, uid) }] });
  }
}

function headOf(member: Member, uid: Octets): Octets {
  return `BEGIN:${member.kind}\r\n${foldOctets(`UID:${uid}`)}`;
}

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
