/** Which folders of an account go to which collections, and which stay behind. */
import type { MovedKind } from '../../core/kinds.js';
import type { FolderRules } from '../../naming/folder-rules.js';
import { matchesAny } from '../../naming/glob.js';
import type { Destination, DestinationAccount, Left, Place } from '../destination.js';
import type { LogBook } from '../journal/log-book.js';
import { groupwareReason, type SourceFolder, type SourceMailbox } from '../source.js';
import type { FolderPlan } from './folder-survey.js';

/** What decides where folders go. */
export interface Placing {
  readonly destinations: readonly Destination[];
  readonly map: FolderRules;
  /** Globs of folders that are left out with what is below them. */
  readonly excludeFolders: readonly string[];
  /** Kinds that the user asks for; null for all. */
  readonly only: ReadonlySet<MovedKind> | null;
}

/** One collection of the destination and the folders that fill it. */
export interface CollectionPlan {
  readonly place: Place;
  /** Which of the destinations it belongs to. */
  readonly side: number;
  readonly folders: readonly FolderPlan[];
  /** The journal says that there is nothing to do, and the collection is still the one it knows. */
  readonly idle: boolean;
}

/** Rules for mail lie in no folder: where nobody takes them they are no folder that is left out either. */
export function withoutFilters(source: SourceMailbox, { destinations }: Pick<Placing, 'destinations'>): SourceMailbox {
  if (destinations.some(({ takes }) => takes.has('filters'))) return source;
  const { shared, problems, unreadable, recoverable } = source;
  return {
    ...{ shared, problems, unreadable, recoverable, folders: source.folders.filter(({ kind }) => kind !== 'filters') },
    isPublic: source.isPublic === true,
    list: (folder) => source.list(folder),
    open: (folder, messages) => source.open(folder, messages),
    peek: (folder, messages) => source.peek(folder, messages),
    close: () => source.close(),
  };
}

interface PlacedFolder {
  readonly folder: SourceFolder;
  readonly place: Place | null;
  readonly side: number;
  /** Why it has no place; null when it has one. */
  readonly left: string | null;
}

/** Each folder with its place, at the first destination that takes its kind; in the order of the source. */
export function placeFolders(
  { destinations, map }: Pick<Placing, 'destinations' | 'map'>,
  { folders, shared }: SourceMailbox,
  targets: readonly DestinationAccount[],
): PlacedFolder[] {
  const sideOf = ({ kind }: SourceFolder): number =>
    Math.max(
      0,
      destinations.findIndex(({ takes }) => takes.has(kind)),
    );
  const places = new Map<SourceFolder, Place | Left>();
  targets.forEach((target, side) => {
    const own = folders.filter((folder) => sideOf(folder) === side);
    for (const place of target.place(own, { map, shared })) places.set(place.folder, place);
  });
  return folders.map((folder) => {
    const found = places.get(folder) ?? null;
    const isLeft = found !== null && 'left' in found;
    return { folder, place: isLeft ? null : found, side: sideOf(folder), left: isLeft ? found.left : null };
  });
}

/** Why a folder is left out by what the user, or the run, says; null where nothing does. */
export function skipReason(
  folder: SourceFolder,
  { excludeFolders: excluded, only, destinations }: Pick<Placing, 'excludeFolders' | 'only' | 'destinations'>,
): string | null {
  if (folder.skip !== null) return folder.skip;
  if (only !== null && !only.has(folder.kind)) return `${folder.kind} left out by --only`;
  if (!destinations.some(({ takes }) => takes.has(folder.kind)))
    return folder.kind === 'mail' ? 'mail is not sent: no --to takes it' : groupwareReason(folder.kind);
  const paths = folder.path.map((_, depth) => folder.path.slice(0, depth + 1).join('/'));
  return matchesAny(excluded, paths) ? 'folder left out by --exclude-folder' : null;
}

/** The collections to be filled, each with its folders; in the order of the folders. */
export function groupByCollection(
  folders: readonly FolderPlan[],
  sides: ReadonlyMap<FolderPlan, number>,
  book: LogBook,
): CollectionPlan[] {
  const groups = new Map<string, { place: Place; side: number; folders: FolderPlan[] }>();
  for (const folder of folders) {
    const { place, problem } = folder;
    if (place === null || problem !== null) continue;
    const side = sides.get(folder) ?? 0;
    const key = `${side} ${place.ref}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { place, side, folders: [folder] });
    else {
      group.folders.push(folder);
      // Whoever of them plays a part gives it to the collection.
      if (group.place.role === null) group.place = { ...group.place, role: place.role };
    }
  }
  return [...groups.values()].map((group) => ({ ...group, idle: isIdle(group.folders, group.place, book) }));
}

function isIdle(folders: readonly FolderPlan[], { ref, version }: Place, book: LogBook): boolean {
  // An empty folder is made at the destination too, and that is all.
  if (version !== null && folders.every(({ messages }) => messages === 0)) return true;
  const box = version === null ? null : book.boxNumber(ref, version);
  if (box === null) return false;
  return folders.every(({ folder, messages, settled, reflagged }) => {
    const number = book.sourceNumber(folder.path, folder.validity);
    // What its UIDs hold for is to be written down, where it is known by now.
    if (number === null || (folder.validity !== null && book.sourceValidity(number) === null)) return false;
    const record = book.record(box, number);
    return messages === settled && reflagged === 0 && record.doubts.size + record.unknownRefs === 0;
  });
}
