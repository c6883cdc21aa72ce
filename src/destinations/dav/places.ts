/** Which folder goes to which calendar or address book. */
import { createHash } from 'node:crypto';
import type { MovedKind } from '../../core/kinds.js';
import { ruledPath } from '../../naming/folder-rules.js';
import type { DavCollection, DavHomes } from '../../protocols/dav/discover.js';
import type { Family } from '../../protocols/dav/family.js';
import type { Left, Place, PlaceRules } from '../../transfer/destination.js';
import type { SourceFolder } from '../../transfer/source.js';

/** What a collection is for. */
export type Component = 'VCARD' | 'VEVENT' | 'VTODO' | 'VJOURNAL';

/** The account as it was found. */
export interface Found {
  readonly homes: DavHomes;
  readonly collections: readonly DavCollection[];
  readonly family: Family;
}

const COMPONENTS: Readonly<Partial<Record<MovedKind, Component>>> = {
  contacts: 'VCARD',
  calendar: 'VEVENT',
  tasks: 'VTODO',
  notes: 'VJOURNAL',
  journal: 'VJOURNAL',
};

/** What a folder of that kind holds; null for mail. */
export function componentOf(kind: MovedKind): Component | null {
  return COMPONENTS[kind] ?? null;
}

/** What the server calls its own first folder of a kind, in the languages that it speaks. */
const FIRST: Readonly<Partial<Record<Component, RegExp>>> = {
  VEVENT: /^(?:calendar|kalend[aá]ř|kalender|calendrier|calendario|calendário|kalendarz|naptár|agenda|календарь)$/i,
  VCARD: /^(?:contacts|kontakty|kontakte|contactos|contatti|contatos|contacten|névjegyek|kontakter|контакты)$/i,
};

/** What servers call the collection that they make themselves. */
const OWN_NAMES = ['personal', 'default', 'calendar', 'contacts', 'addressbook', 'home', 'card'];

/** Collections of ours begin with it. */
const PREFIX = 'kx-';

/** Where each folder goes; asks nobody. */
export function placeFolders(folders: readonly SourceFolder[], rules: PlaceRules, found: Found): (Place | Left)[] {
  const firsts = rules.shared ? new Set<SourceFolder>() : firstFolders(folders);
  const taken = new Set<string>();
  return folders.map((folder) => placeOf(folder, { ...rules, isFirst: firsts.has(folder), taken }, found));
}

/** The first folder of each kind, which people have had all along: one, whatever others are called. */
function firstFolders(folders: readonly SourceFolder[]): Set<SourceFolder> {
  const firsts = new Map<Component, SourceFolder>();
  for (const folder of folders) {
    const component = componentOf(folder.kind);
    const [name = '', ...below] = folder.path;
    if (component === null || below.length > 0 || FIRST[component]?.test(name) !== true) continue;
    if (!firsts.has(component) || /^(?:calendar|contacts)$/i.test(name)) firsts.set(component, folder);
  }
  return new Set(firsts.values());
}

interface Placing extends PlaceRules {
  readonly isFirst: boolean;
  /** What folders before this one are known by. */
  readonly taken: Set<string>;
}

function placeOf(folder: SourceFolder, { map, isFirst, taken }: Placing, found: Found): Place | Left {
  const component = componentOf(folder.kind);
  if (component === null) return { folder, left: 'it is no folder of contacts, events, tasks or notes' };
  const home = component === 'VCARD' ? found.homes.books : found.homes.calendars;
  if (home === null)
    return { folder, left: `the server has no place for ${component === 'VCARD' ? 'contacts' : 'calendars'}` };
  if (component === 'VJOURNAL' && !found.family.journals)
    return { folder, left: `${found.family.name} keeps no notes: take them with "kerio-exit export" from the store` };
  const ruled = ruledPath(folder.path, map);
  const path = ruled === null ? folder.path : [...ruled.to, ...ruled.tail];
  const takes = (collection: DavCollection): boolean => holds(collection, component) && collection.writable;
  const named =
    ruled === null ? undefined : found.collections.find((each) => takes(each) && each.name === path.join(' / '));
  if (named !== undefined) return placed(folder, named, 'by --map');
  const first = ruled === null && isFirst ? firstOf(found, component) : null;
  if (first !== null) return placed(folder, first, 'the one that is there');
  // A folder that is called otherwise in the next run stays what it is; two that a restore made of one are two.
  const { guid = null } = folder;
  const identity = ruled === null && guid !== null && !taken.has(guid) ? [guid] : path;
  if (guid !== null) taken.add(guid);
  const url = new URL(`${PREFIX}${digest(component, identity)}/`, home);
  const there = found.collections.find((collection) => collection.url.pathname === url.pathname);
  return {
    folder,
    ref: url.href,
    path: [path.join(' / ')],
    rule: ruled === null ? 'one of its own' : 'by --map',
    exists: there !== undefined,
    version: there === undefined ? null : '1',
    role: null,
  };
}

/** Whether a collection takes objects of that kind, as far as it tells. */
export function holds({ kind, components }: DavCollection, component: Component): boolean {
  if (component === 'VCARD') return kind === 'addressbook';
  return kind === 'calendar' && (components.size === 0 || components.has(component));
}

/** The one that people have already: their default, or the only one. */
export function firstOf({ homes, collections }: Found, component: Component): DavCollection | null {
  const fit = collections.filter(
    (each) => holds(each, component) && each.writable && !lastOf(each.path).startsWith(PREFIX),
  );
  const told = component === 'VEVENT' ? fit.find(({ path }) => path === homes.defaultCalendar) : undefined;
  if (told !== undefined) return told;
  if (fit.length === 1) return fit[0] ?? null;
  for (const name of OWN_NAMES) {
    const own = fit.find(({ path }) => lastOf(path).toLowerCase() === name);
    if (own !== undefined) return own;
  }
  return null;
}

function placed(folder: SourceFolder, { url, name, path }: DavCollection, rule: string): Place {
  const shown = name.trim() === '' ? lastOf(path) : name;
  return { folder, ref: url.href, path: [shown], rule, exists: true, version: '1', role: null };
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The same place in every run, found without its name: servers rewrite names. */
function digest(component: Component, path: readonly string[]): string {
  return createHash('sha256')
    .update(`${component}\0${path.join('\0')}`)
    .digest('hex')
    .slice(0, 24);
}
