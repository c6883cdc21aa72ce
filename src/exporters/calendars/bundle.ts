/** Merges the items of one folder into calendar files: what calendars, tasks and notes have in common. */
import { createHash } from 'node:crypto';
import { append } from '../../core/lists.js';
import type { Attendees } from '../../pim/calendar/context.js';
import type { Entry } from '../../pim/calendar/entry.js';
import type { EntryKind } from '../../pim/calendar/kind.js';
import type { Recurrence } from '../../pim/calendar/start.js';
import { type Component, formatComponent, readComponents } from '../../pim/components.js';
import { type ContentLine, contentLine } from '../../pim/contentline.js';
import { formatContentLine } from '../../pim/fold.js';
import { escapeText } from '../../pim/text.js';
import { detached, type Octets, octetsOf, utf8Octets } from '../../core/octets.js';
import type { Item } from '../../store/types.js';
import { itemUid } from '../identity.js';
import type { Outcome } from '../outcome.js';
import type { BundleListener, ListenedGroup } from '../bundle-listener.js';
import type { OutputFiles } from '../output.js';
import { Spool } from '../spool.js';
import { Attachments } from './attachments.js';
import { readItemEntries } from './item-entries.js';
import type { ItemParts } from './item-parts.js';
import { type Group, type Member, type Merged, mergeMembers } from './merge.js';
import { type ObjectResult, wholeObject } from './objects.js';
import { type ItemRecord, outcomeOf } from './outcomes.js';
import { type Placed, writeParts } from './parts.js';

export interface EntryBundleOptions {
  readonly files: OutputFiles;
  /** The output is `<base>.ics`, or `<base>.1.ics` and so on. */
  readonly base: string;
  /** Told of what is written. */
  readonly listener?: BundleListener | null;
  /** What the folder is for. Entries of another kind go to `<base>.events.ics`, `<base>.tasks.ics` or `<base>.journal.ics`. */
  readonly kind: EntryKind;
  readonly attendees: Attendees;
  readonly inlineAttachments: boolean;
}

/** What became of a folder. */
export interface BundleResult {
  /** One for each item, in the order they were added. */
  readonly outcomes: readonly Outcome[];
  readonly problems: readonly string[];
  /** The components that were written, in the order of the files; `override`: as part of a series that stands before it. */
  readonly written: readonly { readonly member: Member; readonly override: boolean }[];
}

/** Told of every component of an item. */
export type EntryListener = (entry: Entry, member: Member) => void;

const otherNames: Readonly<Record<EntryKind, string>> = { VEVENT: 'events', VTODO: 'tasks', VJOURNAL: 'journal' };

/** The components of one folder, gathered item by item. */
export class EntryBundle {
  readonly #options: EntryBundleOptions;
  readonly #spool: Spool;
  readonly #attachments: Attachments;
  readonly #members: Member[] = [];
  readonly #items: ItemRecord[] = [];
  /** Gives UIDs of its own for each item. */
  readonly #identities: ((nth: number) => Octets)[] = [];
  #name = '';

  constructor(options: EntryBundleOptions) {
    this.#options = options;
    this.#spool = new Spool(options.files.root);
    const { files, base, inlineAttachments } = options;
    this.#attachments = new Attachments({ files, base, inline: inlineAttachments });
  }

  /** Takes an item: every event, task and journal entry in its iCalendar parts. */
  add(item: Item, bytes: Uint8Array, listener?: EntryListener): void {
    if (bytes.length === 0) {
      this.addEntries(item, [], { parts: null, notes: ['the file is empty'] }, listener);
      return;
    }
    const { parts, entries, notes } = readItemEntries(item, bytes, this.#options);
    const none = parts.calendars.length === 0 ? ['there is no calendar inside'] : [];
    this.addEntries(item, entries, { parts, notes: [...notes, ...none] }, listener);
  }

  /** Takes the entries of an item; none: the last of the notes tells why. */
  addEntries(
    item: Item,
    entries: readonly Entry[],
    from: { readonly parts: ItemParts | null; readonly notes: readonly string[] },
    listener?: EntryListener,
  ): void {
    if (this.#items.length === 0) this.#name = item.folder.path.join('/');
    const record: ItemRecord = { stem: item.stem, members: [], notes: [...from.notes] };
    this.#items.push(record);
    this.#identities.push((nth) => utf8Octets(itemUid(item, nth)));
    const main = entries.find(({ recurrence }) => recurrence === null) ?? entries[0];
    let unnamed = 0;
    let uid: Octets = '';
    for (const entry of entries) {
      if (!entry.derived) uid = entry.uid === '' ? utf8Octets(itemUid(item, unnamed++)) : detached(entry.uid);
      const lines = entry === main ? this.#withParts(entry.lines, from.parts, item.stem) : entry.lines;
      const member: Member = {
        kind: entry.kind,
        uid,
        recurrence: entry.recurrence === null ? null : detachedRecurrence(entry.recurrence),
        start: entry.start,
        empty: entry.empty,
        version: entry.version,
        zones: entry.zones,
        body: this.#spool.append(this.#body(entry, lines, item.stem)),
        item: this.#items.length - 1,
      };
      append(record.notes, entry.notes);
      record.members.push(member);
      this.#members.push(member);
      listener?.(entry, member);
    }
  }

  /**
   * Merges everything, and writes nothing: each series, task or journal entry by itself. They can be read until `close` of the result.
   */
  objects(): ObjectResult {
    const merged = this.#merged();
    const spool = this.#spool;
    const places = new Map<Member, Placed>();
    for (const { written } of merged.groups)
      for (const { member } of written) places.set(member, { file: '', offset: 0, length: 0 });
    const objects = merged.groups.map((group) => ({
      kind: group.kind,
      uid: group.uid,
      items: [...new Set(group.written.map(({ member }) => member.item))],
      text: () => wholeObject(group, spool),
    }));
    const stemOf = (member: Member) => this.#items[member.item]?.stem ?? '';
    return {
      objects,
      outcomes: this.#items.map((record) => outcomeOf(record, { merged, places, stemOf })),
      close: () => spool.close(),
    };
  }

  #merged(): Merged {
    return mergeMembers(this.#members, {
      contentOf: (member) => this.#contentOf(member),
      ownUid: (member, nth) => this.#identities[member.item]?.(nth) ?? member.uid,
    });
  }

  /** Merges and writes everything. */
  finish(): BundleResult {
    const merged = this.#merged();
    const places = new Map<Member, Placed>();
    const problems: string[] = [];
    const { kind: main, files, base } = this.#options;
    for (const kind of ['VEVENT', 'VTODO', 'VJOURNAL'] as const) {
      const groups = merged.groups.filter((group) => group.kind === kind);
      if (groups.length === 0) continue;
      const target = {
        files,
        base: kind === main ? base : `${base}.${otherNames[kind]}`,
        name: this.#name,
        spool: this.#spool,
      };
      const parts = writeParts(groups, target);
      for (const [member, place] of parts.places) places.set(member, place);
      append(problems, parts.problems);
      if (kind !== main)
        problems.push(`${otherNames[kind]} lay in the folder (${groups.length}): they are in ${target.base}.ics`);
    }
    this.#options.listener?.entries(merged.groups.map((group) => this.#listened(group)));
    this.#spool.close();
    const stemOf = (member: Member) => this.#items[member.item]?.stem ?? '';
    return {
      outcomes: this.#items.map((record) => outcomeOf(record, { merged, places, stemOf })),
      problems,
      written: merged.groups.flatMap(({ written }) =>
        written.map(({ member }, index) => ({ member, override: index > 0 })),
      ),
    };
  }

  #listened({ kind, written }: Group): ListenedGroup {
    const read = (): readonly Component[] =>
      written.flatMap(({ head, member }) => readComponents(head + octetsOf(this.#spool.read(member.body))).components);
    return { kind, zones: [...(written[0]?.zones.keys() ?? [])], read };
  }

  /** What lies in the item beside the calendar: files become ATTACH, a text the description of an entry that has none. */
  #withParts(lines: readonly ContentLine[], parts: ItemParts | null, stem: string): readonly ContentLine[] {
    if (parts === null || (parts.files.length === 0 && parts.texts.length === 0)) return lines;
    const attached = this.#attachments.attach(lines, parts.files, stem);
    const text =
      parts.texts
        .find(({ type }) => type === 'text/plain')
        ?.text()
        .text.trim() ?? '';
    if (text !== '' && !attached.some(({ name, value }) => name === 'DESCRIPTION' && value !== ''))
      attached.push(contentLine('DESCRIPTION', escapeText(utf8Octets(text))));
    return attached;
  }

  /** What makes two components two: not when they came in, nor where their files lie. */
  #contentOf({ body, item }: Member): string {
    const stem = this.#items[item]?.stem ?? '';
    const text = octetsOf(this.#spool.read(body))
      .replace(/\r\n /g, '')
      .replace(/^DTSTAMP:.*\r\n/m, '')
      .replaceAll(`/${stem}-`, '/');
    return createHash('sha256').update(text, 'latin1').digest('base64');
  }

  #body(entry: Entry, lines: readonly ContentLine[], stem: string): Octets {
    let text = '';
    for (const line of this.#attachments.unload(lines, stem)) text += formatContentLine(line);
    for (const component of entry.components) text += formatComponent(component);
    return `${text}END:${entry.kind}\r\n`;
  }
}

/** The same without a hold on the item's text. */
function detachedRecurrence({ time, line, key }: Recurrence): Recurrence {
  return { time, key, line: contentLine(line.name, detached(line.value), detached(line.params)) };
}
