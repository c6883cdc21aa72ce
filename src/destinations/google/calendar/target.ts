/**
 * A Google calendar that is filled. Events are imported and nothing else: an inserted or patched one may write to its guests, an
 * imported one cannot.
 */
import { tmpdir } from 'node:os';
import type { GoogleClient } from '../../../protocols/http/google-client.js';
import { GoogleError } from '../../../protocols/http/google-errors.js';
import type { Answer, Present } from '../../../transfer/destination.js';
import { jointKey, type Unit, Units } from '../units.js';
import { JOINT, type UnitTarget } from '../unit-collection.js';
import type { FolderObject } from '../../../exporters/objects/folder-objects.js';
import type { EventFields, EventRules } from './event-json.js';
import { type EventObject, readEventObject } from './series.js';
import { derivedUid, type EventData, EventUids, type Mark, marked, markOf } from './uids.js';
import { commonZone } from './zone.js';

/** A calendar as it stands in the user's list. */
export interface CalendarEntry {
  readonly id: string;
  readonly summary: string;
  readonly timeZone: string;
  readonly primary?: boolean;
  readonly accessRole?: string;
}

type EventBody = EventFields & { readonly iCalUID: string };

/** What became of an object. */
interface Sent {
  readonly id: string;
  readonly note: string;
  /** It was there without us. */
  readonly found?: true;
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
  #foreign: ReadonlyMap<string, EventData> = new Map();
  /** Objects that are there or on their way, by key: several items may be part of one. */
  readonly #sent = new Map<string, Promise<Sent>>();
  /** Null until all folders are read. */
  #uids: EventUids | null = null;

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
    this.#foreign = foreignIn(this.#there);
  }

  /** Of ours what is there whole, under its own key; of others each. */
  present(): readonly Present[] {
    const ours = new Map<string, { readonly total: number; readonly parts: Set<string>; master: string }>();
    const present: Present[] = [];
    for (const event of this.#there) {
      const { id, iCalUID, recurringEventId } = event;
      const mark = markOf(event);
      if (mark === null) {
        if (recurringEventId === undefined)
          present.push({ ref: id, key: `other ${iCalUID ?? id}`, flags: [], date: null });
        continue;
      }
      const { key, part, total } = mark;
      const known = ours.get(key) ?? { total, parts: new Set<string>(), master: '' };
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
    const sent: Sent[] = [];
    for (const object of unit?.objects ?? []) sent.push(await this.#sendOnce(object));
    const notes = sent.map(({ note }) => note).filter((note) => note !== '');
    const found = sent.every((one) => one.found === true);
    return { stored: [sent.map(({ id }) => id).join(JOINT)], notes: [notes.join('\n')], found: [found] };
  }

  /** What stands in place of an item of ours. */
  instead(unit: Unit<EventObject>): string | null {
    return unit.objects.some(({ uid }) => this.#foreign.get(uid) !== undefined) ? FOREIGN : null;
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

  #sendOnce(object: EventObject): Promise<Sent> {
    const known = this.#sent.get(object.key);
    if (known !== undefined) return known;
    const sent = this.#importOnce(object);
    this.#sent.set(object.key, sent);
    sent.catch(() => this.#sent.delete(object.key));
    return sent;
  }

  async #importOnce(object: EventObject): Promise<Sent> {
    this.#uids ??= new EventUids(this.version, allObjects(this.units));
    const uid = this.#uids.of(object);
    const there = this.#foreign.get(uid);
    if (there !== undefined) return { id: there.id, note: FOREIGN, found: true };
    try {
      return { id: await this.#importAs(object, uid), note: uid === object.uid ? '' : SHARED };
    } catch (error) {
      if (!(error instanceof GoogleError)) throw error;
      const isThere = error.advice.kind === 'there';
      const live = isThere ? foreignIn(await this.#events({ iCalUID: uid })).get(uid) : undefined;
      if (live !== undefined) return { id: live.id, note: FOREIGN, found: true };
      const why = isTakenElsewhere(error) ? ELSEWHERE : isThere ? DELETED : null;
      if (why === null) throw error;
      return { id: await this.#importAs(object, derivedUid(this.version, uid)), note: why };
    }
  }

  /** The event first, then its changed occurrences, which name it. */
  async #importAs({ key, master, occurrences }: EventObject, iCalUID: string): Promise<string> {
    const total = occurrences.length + 1;
    const id = await this.#importPart({ ...master, iCalUID }, { key, part: '0', total });
    for (const [at, { originalStartTime, fields }] of occurrences.entries()) {
      const event = { ...fields, iCalUID, recurringEventId: id, originalStartTime };
      await this.#importPart(event, { key, part: String(at + 1), total });
    }
    return id;
  }

  /** Google may say of what it has already that it is there. Rejects with that where it is not ours. */
  async #importPart(event: EventBody, mark: Mark): Promise<string> {
    try {
      return (await this.#import(marked(event, mark))).id;
    } catch (error) {
      if (!(error instanceof GoogleError) || error.advice.kind !== 'there') throw error;
      const events = await this.#events({ iCalUID: event.iCalUID });
      const ours = events.find((one) => {
        const { key, part } = markOf(one) ?? {};
        return key === mark.key && part === mark.part;
      });
      if (ours === undefined) throw error;
      return ours.id;
    }
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

  async #events(more: Readonly<Record<string, string>> = {}): Promise<EventData[]> {
    interface Page {
      readonly items?: readonly EventData[];
      readonly nextPageToken?: string;
    }
    const events: EventData[] = [];
    const path = `calendars/${encodeURIComponent(this.version)}/events`;
    for (let pageToken: string | undefined; ; ) {
      const query = { maxResults: '2500', singleEvents: 'false', showDeleted: 'false', pageToken, ...more };
      const page: Page = await this.#client.call({ method: 'GET', path, query });
      for (const event of page.items ?? []) events.push(event);
      if (page.nextPageToken === undefined) return events;
      pageToken = page.nextPageToken;
    }
  }
}

const FOREIGN = 'an event with its UID was there already: it was left as it is';
const SHARED = 'its UID belongs to another event of the calendar: it got one of its own';
const ELSEWHERE = 'its UID belongs to an event of another calendar: it got one of its own';
const DELETED = 'an event with its UID was deleted there: it got a UID of its own';

/** Events that are there without us, by UID. */
function foreignIn(events: readonly EventData[]): ReadonlyMap<string, EventData> {
  const foreign = new Map<string, EventData>();
  for (const event of events) {
    const { iCalUID, recurringEventId, status } = event;
    if (iCalUID === undefined || recurringEventId !== undefined || status === 'cancelled') continue;
    if (markOf(event) === null) foreign.set(iCalUID, event);
  }
  return foreign;
}

function* allObjects(units: Units<EventObject>): Generator<EventObject> {
  for (const { objects } of units.all()) yield* objects;
}

function isTakenElsewhere({ status, words }: GoogleError): boolean {
  return (status === 400 || status === 403) && /access to target calendar|iCalUID/i.test(words);
}
