/** Google Calendar as far as a migration meets it: the list of calendars, secondary ones, imported events, sharing. */
import { FakeAcl } from './acl.js';
import { type Call, ok, page, record, records, refuse, type Reply, text } from './reply.js';

interface FakeCalendar {
  readonly id: string;
  readonly summary: string;
  timeZone: string;
  readonly primary: boolean;
  readonly events: Map<string, Event>;
  readonly acl: FakeAcl;
}

type Event = Readonly<Record<string, unknown>>;

const DIGITS = '0123456789abcdefghijklmnopqrstuv';

/** The calendars of one user. */
export class FakeCalendars {
  readonly calendars: FakeCalendar[];
  /** UIDs of events that somebody deleted: Google keeps them, and imports nothing over them. */
  readonly deleted = new Set<string>();
  /** Addresses of everybody who has an account: others cannot be the owner. */
  readonly #user: string;

  constructor(user: string, timeZone = 'Europe/Prague') {
    this.#user = user;
    this.calendars = [{ id: user, summary: user, timeZone, primary: true, events: new Map(), acl: new FakeAcl(user) }];
  }

  /** The events of a calendar, by its name or `primary`, without what Google adds; in order of their UIDs and starts. */
  events(name: string): Event[] {
    const calendar = this.calendars.find(({ summary, primary }) => (name === 'primary' ? primary : summary === name));
    const events = [...(calendar?.events.values() ?? [])].map(({ id, extendedProperties, ...rest }) => {
      const { kerioExit, ...others } = record(record(extendedProperties)['private']);
      if (id === undefined || kerioExit === undefined) return { ...rest, extendedProperties };
      return Object.keys(others).length === 0 ? rest : { ...rest, extendedProperties: { private: others } };
    });
    return events.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }

  /** Who may do what with a calendar, by its name or `primary`: `user:eva@company.com reader`. */
  rights(name: string): string[] {
    return (
      this.calendars.find(({ summary, primary }) => (name === 'primary' ? primary : summary === name))?.acl.told() ?? []
    );
  }

  answer(call: Call): Reply {
    const path = call.path.replace(/^\/calendar\/v3/, '');
    if (`${call.method} ${path}` === 'GET /users/me/calendarList') {
      const { items, next } = page(this.calendars, call, Number(call.query.get('maxResults') ?? '100'));
      const entries = items.map(({ id, summary, timeZone, primary }) => ({
        ...{ id, summary, timeZone, accessRole: 'owner' },
        ...(primary ? { primary } : {}),
      }));
      return ok({ items: entries, nextPageToken: next });
    }
    if (`${call.method} ${path}` === 'POST /calendars') return this.#create(call);
    const removed = /^\/calendars\/([^/]+)$/.exec(path)?.[1];
    if (call.method === 'DELETE' && removed !== undefined) {
      this.calendars.splice(0, this.calendars.length, ...this.calendars.filter(({ id }) => id !== removed));
      return { status: 204 };
    }
    if (call.method === 'PATCH' && removed !== undefined) {
      const changed = this.calendars.find(({ id }) => id === removed);
      if (changed === undefined) return refuse(404, 'notFound', 'Not Found');
      changed.timeZone = text(call.body['timeZone']);
      return ok({ id: removed, timeZone: changed.timeZone });
    }
    const [, id = '', rest = ''] = /^\/calendars\/([^/]+)(\/.*)$/.exec(path) ?? [];
    const calendar = this.calendars.find((one) => one.id === id || (one.primary && id === 'primary'));
    if (calendar === undefined) return refuse(404, 'notFound', 'Not Found');
    if (`${call.method} ${rest}` === 'GET /events') {
      const uid = call.query.get('iCalUID');
      const wanted = [...calendar.events.values()].filter((event) => uid === null || event['iCalUID'] === uid);
      const { items, next } = page(wanted, call, Number(call.query.get('maxResults') ?? '250'));
      return ok({ items, nextPageToken: next });
    }
    if (`${call.method} ${rest}` === 'POST /events/import') return this.#import(calendar, call);
    if (/^\/acl(?:\/|$)/.test(rest)) return calendar.acl.answer(call, rest.slice('/acl/'.length));
    return refuse(404, 'notFound', `the fake has no ${call.method} ${path}`);
  }

  #create({ body }: Call): Reply {
    const id = `c_${this.calendars.length}@group.calendar.google.com`;
    const timeZone = text(body['timeZone']);
    const calendar = {
      id,
      summary: text(body['summary']),
      timeZone,
      primary: false,
      events: new Map(),
      acl: new FakeAcl(this.#user),
    };
    this.calendars.push(calendar);
    return ok({ id, summary: calendar.summary, timeZone });
  }

  #import(calendar: FakeCalendar, { body }: Call): Reply {
    const fault = this.#faultOf(calendar, body);
    if (fault !== null) return fault;
    const uid = text(body['iCalUID']);
    if (this.deleted.has(uid)) return refuse(409, 'duplicate', 'The requested identifier already exists.');
    const master = eventId(uid);
    const original = record(body['originalStartTime']);
    const id =
      body['recurringEventId'] === undefined
        ? master
        : `${master}_${(text(original['dateTime']) || text(original['date'])).replace(/\W/g, '')}`;
    // A second import of a UID writes the whole event anew, and drops nothing beside it.
    const event = { ...body, id };
    calendar.events.set(id, event);
    return ok(event);
  }

  #faultOf(calendar: FakeCalendar, body: Call['body']): Reply | null {
    if (body['id'] !== undefined) return refuse(400, 'invalid', 'Invalid resource id value.');
    if (body['status'] === 'cancelled') return refuse(400, 'invalid', 'Cannot import a cancelled event.');
    const recurring = body['recurringEventId'];
    if (recurring !== undefined && !calendar.events.has(text(recurring)))
      return refuse(400, 'invalid', 'Invalid recurringEventId value.');
    if (recurring !== undefined && recurring !== eventId(text(body['iCalUID'])))
      return refuse(400, 'invalid', 'Invalid iCalUID value.');
    const times = [record(body['start']), record(body['end'])];
    if (times.some((time) => (time['date'] === undefined) === (time['dateTime'] === undefined)))
      return refuse(400, 'required', 'Missing start or end time.');
    const rules = (Array.isArray(body['recurrence']) ? body['recurrence'] : []) as string[];
    if (rules.length > 0 && times.some((time) => time['dateTime'] !== undefined && time['timeZone'] === undefined))
      return refuse(400, 'required', 'Missing time zone definition for start time.');
    if (rules.some((rule) => !/^(RRULE|EXRULE|RDATE|EXDATE)[:;]/.test(rule)))
      return refuse(400, 'invalid', 'Invalid recurrence rule.');
    const isDay = times[0]?.['date'] !== undefined;
    if (rules.some((rule) => !isDay && /UNTIL=\d{8}(T\d{6})?(;|$)/.test(rule)))
      return refuse(400, 'invalid', 'Invalid recurrence rule: UNTIL.');
    const people = [record(body['organizer']), ...records(body['attendees'])].map((person) => text(person['email']));
    const named = people.filter((email) => email !== '');
    if (named.length > 0 && !named.some((email) => email.toLowerCase() === this.#user.toLowerCase()))
      return refuse(400, 'participantIsNeitherOrganizerNorAttendee', 'The owner of the calendar must take part.');
    const overrides = records(record(body['reminders'])['overrides']);
    if (overrides.length > 5 || overrides.some(({ minutes }) => Number(minutes) < 0 || Number(minutes) > 40_320))
      return refuse(400, 'invalid', 'Invalid reminders.');
    return null;
  }
}

/** The id that Google makes of a UID: base32hex in small letters, without padding. */
function eventId(uid: string): string {
  let bits = '';
  for (const byte of Buffer.from(uid)) bits += byte.toString(2).padStart(8, '0');
  const padded = bits.padEnd(Math.ceil(bits.length / 5) * 5, '0');
  let id = '_';
  for (let at = 0; at < padded.length; at += 5) id += DIGITS[parseInt(padded.slice(at, at + 5), 2)] ?? '';
  return id;
}
