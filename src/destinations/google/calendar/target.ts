/**
 * A Google calendar that is filled. Events are imported and nothing else: an inserted or patched one may write to its guests, an
 * imported one cannot.
 */
import { tmpdir } from 'node:os';
import type { GoogleClient } from '../../../protocols/http/google-client.js';
import { GoogleError } from '../../../protocols/http/google-errors.js';
import type { Answer, Present } from '../../../transfer/destination.js';
import { hashOf, jointKey, type Unit, Units } from '../units.js';
import { JOINT, type UnitTarget } from '../unit-collection.js';
import type { FolderObject } from '../../../exporters/objects/folder-objects.js';
import type { EventFields, EventRules } from './event-json.js';
import { type EventObject, readEventObject } from './series.js';
import { commonZone } from './zone.js';

/** A calendar as it stands in the user's list. */
export interface CalendarEntry {
  readonly id: string;
  readonly summary: string;
  readonly timeZone: string;
  readonly primary?: boolean;
  readonly accessRole?: string;
}

/** Our word on an event: the key of its object, which part of it this is, and how many there are. */
const MARK = 'kerioExit';

interface EventData {
  readonly id: string;
  readonly iCalUID?: string;
  readonly recurringEventId?: string;
  readonly extendedProperties?: { readonly private?: Readonly<Record<string, string>> };
}

export class CalendarTarget implements UnitTarget<EventObject> {
  readonly version: string;
  readonly together = { items: 1, bytes: Infinity };
  readonly units: Units<EventObject>;
  readonly #client: GoogleClient;
  #rules: EventRules;
  /** The zone that the calendar has. */
  #zone: string;
  readonly #mayChoose: boolean;
  #there: readonly EventData[] = [];
  /** Objects that are there or on their way, by key: several items may be part of one. */
  readonly #sent = new Map<string, Promise<{ readonly id: string; readonly note: string }>>();

  /** `isOurs`: it is there to be filled, and may be given a zone. */
  constructor(client: GoogleClient, { id, timeZone, primary }: CalendarEntry, rules: EventRules, isOurs: boolean) {
    this.#client = client;
    this.version = id;
    this.#rules = rules;
    this.#zone = timeZone;
    this.#mayChoose = isOurs && primary !== true;
    this.units = new Units({
      kind: 'calendar',
      attendees: rules.mode === 'strip' ? 'strip' : 'keep',
      dir: tmpdir(),
      begin: (items) => this.#chooseZone(items.flatMap(({ objects }) => objects)),
      make: ({ type, text, uid }) =>
        type === 'VEVENT' ? readEventObject(text(), uid, this.#rules) : 'it is no event, and lies in a calendar',
    });
  }

  async look(): Promise<void> {
    this.#there = await this.#events();
  }

  /** Of ours what is there whole, under its own key; of others each. */
  present(): readonly Present[] {
    const ours = new Map<string, { readonly total: number; readonly parts: Set<string>; master: string }>();
    const present: Present[] = [];
    for (const { id, iCalUID, recurringEventId, extendedProperties } of this.#there) {
      const mark = /^([\w-]+)\/(\d+)\/(\d+)$/.exec(extendedProperties?.private?.[MARK] ?? '');
      if (mark === null) {
        if (recurringEventId === undefined)
          present.push({ ref: id, key: `other ${iCalUID ?? id}`, flags: [], date: null });
        continue;
      }
      const [, key = '', part = '', total = ''] = mark;
      const known = ours.get(key) ?? { total: Number(total), parts: new Set<string>(), master: '' };
      ours.set(key, known);
      known.parts.add(part);
      if (part === '0') known.master = id;
    }
    const whole = new Map([...ours].filter(([, { total, parts }]) => parts.size === total));
    const taken = new Set<string>();
    for (const unit of this.units.all()) {
      const keys = unit.objects.map(({ key }) => key);
      if (keys.length === 0 || !keys.every((key) => whole.has(key))) continue;
      const ref = keys.map((key) => whole.get(key)?.master ?? '').join(JOINT);
      if (!taken.has(ref)) present.push({ ref, key: unit.key, flags: [], date: null });
      taken.add(ref);
      for (const key of keys) taken.add(key);
    }
    for (const [key, { master }] of whole)
      if (!taken.has(key)) present.push({ ref: master, key: jointKey([key]), flags: [], date: null });
    return present;
  }

  async send([unit]: readonly Unit<EventObject>[]): Promise<Answer> {
    const ids: string[] = [];
    const notes: string[] = [];
    for (const object of unit?.objects ?? []) {
      const { id, note } = await this.#sendOnce(object);
      ids.push(id);
      if (note !== '') notes.push(note);
    }
    return { stored: [ids.join(JOINT)], notes: [notes.join('\n')] };
  }

  create(): Promise<void> {
    return Promise.resolve();
  }

  /** Gives the calendar the zone of its events. */
  async settle(): Promise<void> {
    const { zone } = this.#rules;
    if (zone === this.#zone) return;
    const path = `calendars/${encodeURIComponent(this.version)}`;
    await this.#client.call({ method: 'PATCH', path, body: { timeZone: zone }, repeatable: true });
    this.#zone = zone;
  }

  /** One that has nothing in it yet gets the zone of most of its events; the first of a user is his own. */
  #chooseZone(objects: readonly FolderObject[]): void {
    if (!this.#mayChoose || this.#there.length > 0) return;
    const zone = commonZone(objects.flatMap(({ type, text }) => (type === 'VEVENT' ? [text()] : [])));
    if (zone !== null) this.#rules = { ...this.#rules, zone };
  }

  #sendOnce(object: EventObject): Promise<{ readonly id: string; readonly note: string }> {
    const known = this.#sent.get(object.key);
    if (known !== undefined) return known;
    const sent = this.#importAll(object);
    this.#sent.set(object.key, sent);
    sent.catch(() => this.#sent.delete(object.key));
    return sent;
  }

  async #importAll(object: EventObject): Promise<{ readonly id: string; readonly note: string }> {
    try {
      return { id: await this.#importAs(object, object.uid), note: '' };
    } catch (error) {
      // Another calendar has an event of that UID which is none of this user's.
      if (!(error instanceof GoogleError) || !isTakenElsewhere(error)) throw error;
      const uid = `${hashOf(`${this.version} ${object.uid}`)}@kerio-exit.invalid`;
      const id = await this.#importAs(object, uid);
      return { id, note: 'its UID belongs to an event of another calendar: it got one of its own' };
    }
  }

  /** The event first, then its changed occurrences, which name it. */
  async #importAs({ key, master, occurrences }: EventObject, iCalUID: string): Promise<string> {
    const total = occurrences.length + 1;
    const { id } = await this.#import({ ...marked(master, `${key}/0/${total}`), iCalUID });
    for (const [at, { originalStartTime, fields }] of occurrences.entries()) {
      const event = marked(fields, `${key}/${at + 1}/${total}`);
      await this.#import({ ...event, iCalUID, recurringEventId: id, originalStartTime });
    }
    return id;
  }

  async #import(event: object): Promise<EventData> {
    const path = `calendars/${encodeURIComponent(this.version)}/events/import`;
    try {
      // The same UID again changes nothing, so that it may be said twice.
      return await this.#client.call<EventData>({ method: 'POST', path, body: event, repeatable: true });
    } catch (error) {
      if (!(error instanceof GoogleError) || error.reason !== 'participantIsNeitherOrganizerNorAttendee') throw error;
      const { owner } = this.#rules;
      const body = { ...event, organizer: { email: owner } };
      return await this.#client.call<EventData>({ method: 'POST', path, body, repeatable: true });
    }
  }

  async #events(): Promise<EventData[]> {
    interface Page {
      readonly items?: readonly EventData[];
      readonly nextPageToken?: string;
    }
    const events: EventData[] = [];
    const path = `calendars/${encodeURIComponent(this.version)}/events`;
    for (let pageToken: string | undefined; ; ) {
      const query = { maxResults: '2500', singleEvents: 'false', showDeleted: 'false', pageToken };
      const page: Page = await this.#client.call({ method: 'GET', path, query });
      for (const event of page.items ?? []) events.push(event);
      if (page.nextPageToken === undefined) return events;
      pageToken = page.nextPageToken;
    }
  }
}

function marked(fields: EventFields, mark: string): EventFields {
  return { ...fields, extendedProperties: { private: { ...fields.extendedProperties.private, [MARK]: mark } } };
}

function isTakenElsewhere({ status, words }: GoogleError): boolean {
  return (status === 400 || status === 403) && /access to target calendar|iCalUID/i.test(words);
}
