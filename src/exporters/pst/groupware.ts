/** The contacts, events, tasks and notes of one folder as items of a PST file. */
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Component } from '../../pim/components.js';
import { textOf } from '../../core/octets.js';
import type { Contact } from '../../pim/vcard/contact.js';
import type { BundleListener, ListenedCard, ListenedGroup } from '../bundle-listener.js';
import type { EventContext } from './mapi/calendar/context.js';
import { eventMessages, type MadeEntries } from './mapi/calendar/event.js';
import { journalMessage, noteMessage } from './mapi/calendar/note.js';
import { taskMessages } from './mapi/calendar/task.js';
import { cardContact, contactMessage } from './mapi/contacts/contact.js';
import { listMessage } from './mapi/contacts/list.js';
import type { HomeZone } from './home-zone.js';
import type { Message } from './messaging/message.js';
import type { FolderName } from './parts.js';

/** Takes items, one after the other. */
export interface ItemSink {
  add(folder: FolderName, message: Message): unknown;
}

/** Where the items of a folder go, and what is known of it. */
export interface GroupwareSite {
  readonly sink: ItemSink;
  readonly folder: FolderName;
  /** Address of the mailbox. */
  readonly owner: string;
  readonly zone: HomeZone;
  /** The tree of files in the making, and the bundle's name in it without an ending: its files lie in `<base>.attachments/`. */
  readonly root: string;
  readonly base: string;
}

export class PstGroupware implements BundleListener {
  readonly #site: GroupwareSite;
  readonly #notes = new Map<string, number>();

  constructor(site: GroupwareSite) {
    this.#site = site;
  }

  /** What Outlook cannot have as it was, one sentence each with how many entries it is about. */
  get problems(): string[] {
    return [...this.#notes].map(([note, count]) => `in the PST file: ${note}${count === 1 ? '' : ` (${count})`}`);
  }

  cards(cards: () => Iterable<ListenedCard>): void {
    const { sink, folder } = this.#site;
    const named = namedByLists(cards());
    for (const { lines, isList, changed } of cards()) {
      const card = cardContact(lines);
      sink.add(folder, isList ? listMessage(card, named, changed) : contactMessage(card, changed));
    }
  }

  entries(groups: readonly ListenedGroup[]): void {
    const { zone, owner } = this.#site;
    zone.count(groups.flatMap(({ zones }) => zones));
    const context: EventContext = { home: zone.name, owner, beside: (address) => this.#beside(address) };
    for (const group of groups) this.#group(group, context);
  }

  #group(group: ListenedGroup, context: EventContext): void {
    const { sink, folder } = this.#site;
    const { messages, notes } = makers[group.kind](group.read(), context, folder.class === 'IPF.Journal');
    for (const message of messages) sink.add(folder, message);
    for (const note of new Set(notes)) this.#notes.set(note, (this.#notes.get(note) ?? 0) + 1);
  }

  /** A file in the bundle's own folder, and no other. */
  #beside(address: string): Uint8Array | null {
    const { root, base } = this.#site;
    const [directory, name, ...more] = address.split('/').map(decoded);
    if (directory !== `${basename(base)}.attachments` || more.length > 0) return null;
    if (name === undefined || name === '' || /[/\\\0]|^\.\.?$/.test(name)) return null;
    try {
      return readFileSync(join(root, dirname(base), directory, name));
    } catch (error) {
      // The address was the event's own, and no file of it.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }
}

type Maker = (components: readonly Component[], context: EventContext, isJournal: boolean) => MadeEntries;

const makers: Readonly<Record<ListenedGroup['kind'], Maker>> = {
  VEVENT: eventMessages,
  VTODO: taskMessages,
  VJOURNAL: (components, context, isJournal) => ({
    messages: components.map((component) =>
      isJournal ? journalMessage(component, context) : noteMessage(component, context),
    ),
    notes: [],
  }),
};

function decoded(piece: string): string {
  try {
    return decodeURIComponent(piece);
  } catch {
    return '';
  }
}

/** The contacts that lists may name, by UID; only where there is a list. */
function namedByLists(cards: Iterable<ListenedCard>): ReadonlyMap<string, Contact> {
  const found = new Map<string, Contact>();
  const wanted = new Set<string>();
  const others: ListenedCard['lines'][] = [];
  for (const { lines, isList } of cards) {
    if (isList) for (const member of cardContact(lines).contact.members) wanted.add(keyOf(member));
    else others.push(lines);
  }
  if (wanted.size === 0) return found;
  for (const lines of others) {
    const uid = lines.find(({ name }) => name === 'UID')?.value;
    if (uid !== undefined && wanted.has(keyOf(uid))) found.set(keyOf(uid), cardContact(lines).contact);
  }
  return found;
}

function keyOf(uid: string): string {
  return textOf(uid)
    .trim()
    .toLowerCase()
    .replace(/^urn:uuid:/, '');
}
