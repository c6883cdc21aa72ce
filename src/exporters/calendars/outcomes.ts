/** What became of the items of a folder whose components were merged. */
import type { Outcome } from '../outcome.js';
import type { Member, Merged } from './merge.js';
import type { Placed } from './parts.js';

/** An item and the components it gave. */
export interface ItemRecord {
  readonly stem: string;
  readonly members: Member[];
  readonly notes: string[];
}

export interface MergeResult {
  readonly merged: Merged;
  readonly places: ReadonlyMap<Member, Placed>;
  /** The stem of the item that a component came in. */
  readonly stemOf: (member: Member) => string;
}

/** The outcome of an item: exported when any of its components is in the output, at the place of the first of them. */
export function outcomeOf(record: ItemRecord, result: MergeResult): Outcome {
  const { members } = record;
  if (members.length === 0) {
    const reason = record.notes.at(-1) ?? 'there is no event, task or journal entry inside';
    return { result: 'failed', reason, file: null, offset: null, length: null, notes: record.notes.slice(0, -1) };
  }
  const [only] = members;
  const single = members.length === 1 && only !== undefined ? result.places.get(only) : undefined;
  const isPlain = record.notes.length === 0 && only?.recurrence === null && !result.merged.twins.has(only);
  if (single !== undefined && isPlain) return { result: 'exported', reason: null, ...single, notes: none };
  const place = joinedPlace(members, result.places);
  const notes = [...record.notes, ...members.flatMap((member) => mergeNotes(member, result))];
  if (place !== null) return { result: 'exported', reason: null, ...place, notes: unique(notes) };
  const reason = unique(members.flatMap((member) => mergeNotes(member, result))).join('; ');
  return { result: 'skipped', reason, file: null, offset: null, length: null, notes: unique(record.notes) };
}

const none: readonly string[] = [];

function mergeNotes(member: Member, { merged, stemOf }: MergeResult): string[] {
  if (merged.orphans.has(member))
    return ['its series is not in the folder: this occurrence stands as an entry of its own, with a UID of its own'];
  const twin = merged.twins.get(member);
  if (twin !== undefined)
    return [`its UID is that of another entry ${placeOf(twin, member, stemOf)}: it stands with a UID of its own`];
  if (member.empty) return ['all occurrences of the series were deleted: there is nothing left of it'];
  const winner = merged.superseded.get(member);
  if (winner === undefined) return [];
  const where = placeOf(winner, member, stemOf);
  const same = member.version.every((value, index) => value === winner.version[index]);
  return [`the same UID stands ${where} ${same ? 'once more' : 'in a later version'}, which was written`];
}

function placeOf(other: Member, member: Member, stemOf: MergeResult['stemOf']): string {
  return other.item === member.item ? 'in the same item' : `in ${stemOf(other)}`;
}

/** From the first component of an item on, as far as its components stand together. */
function joinedPlace(members: readonly Member[], places: ReadonlyMap<Member, Placed>): Placed | null {
  const own = members
    .map((member) => places.get(member))
    .filter((place) => place !== undefined)
    .sort((a, b) => (a.file === b.file ? a.offset - b.offset : 0));
  const [first] = own;
  if (first === undefined) return null;
  let { length } = first;
  for (const place of own.slice(1))
    if (place.file === first.file && place.offset === first.offset + length) length += place.length;
  return { file: first.file, offset: first.offset, length };
}

function unique(notes: readonly string[]): string[] {
  return [...new Set(notes)];
}
