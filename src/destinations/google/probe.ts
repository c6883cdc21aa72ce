/**
 * `check --probe`: some thirty requests on a throw-away account that answer what no document does. Each assumption that the transfer rests
 * on is tried, and what was made is removed again.
 */
import { ConnectError, ConnectionLost } from '../../core/failures.js';
import { GoogleClient, type GoogleSetup } from '../../protocols/http/google-client.js';
import { GoogleError } from '../../protocols/http/google-errors.js';
import { TokenRefused } from '../../protocols/http/service-account.js';
import type { Assumption, Trace } from '../../transfer/destination.js';
import { APIS, type ApiName } from './apis.js';

/** What is found, in a few words, and whether it is as it was taken to be. */
interface Found {
  readonly holds: boolean;
  readonly found: string;
}

interface Trial {
  readonly assumption: string;
  readonly consequence: string;
  readonly run: (probe: Probe) => Promise<Found>;
}

const NAME = 'kerio-exit probe';
const DAY = { date: '2024-08-12' };
const NEXT_DAY = { date: '2024-08-13' };

/** Tries everything. Rejects with ConnectError where Google cannot be reached. */
export async function probeAccount(google: GoogleSetup, user: string, trace: Trace): Promise<readonly Assumption[]> {
  const probe = new Probe((api) => new GoogleClient(google, APIS[api], user, trace));
  try {
    const found: Assumption[] = [];
    for (const { assumption, consequence, run } of TRIALS)
      found.push({ assumption, consequence, ...(await tried(() => run(probe))) });
    return found;
  } catch (error) {
    if (error instanceof ConnectionLost) throw new ConnectError('network', error.message, error);
    throw error;
  } finally {
    await probe.clean();
  }
}

/** What Google refuses is a finding too. */
async function tried(run: () => Promise<Found>): Promise<Found> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof GoogleError || error instanceof TokenRefused) return { holds: false, found: error.message };
    throw error;
  }
}

class Probe {
  readonly at: (api: ApiName) => GoogleClient;
  readonly #undo: (() => Promise<unknown>)[] = [];
  readonly #stamp = Date.now().toString(36);
  #calendar: string | null = null;

  constructor(at: (api: ApiName) => GoogleClient) {
    this.at = at;
  }

  /** A message with this header; gives its id. */
  async store(how: 'messages' | 'messages/import', head: string): Promise<string> {
    const text = `${head}Subject: ${NAME}\r\n\r\nmay be removed\r\n`;
    const raw = Buffer.from(text).toString('base64url');
    const { id } = await this.at('mail').call<{ id: string }>({
      ...{ method: 'POST', path: `users/me/${how}`, body: { raw, labelIds: [] }, units: 25 },
      query: { internalDateSource: 'dateHeader' },
    });
    this.undo('mail', 'POST', `users/me/messages/${id}/trash`);
    return id;
  }

  id(name: string): string {
    return `<${name}.${this.#stamp}@kerio-exit.invalid>`;
  }

  /** A calendar of the probe's own: what is in it goes with it. */
  async calendar(): Promise<string> {
    if (this.#calendar !== null) return this.#calendar;
    const body = { summary: NAME, timeZone: 'UTC' };
    const { id } = await this.at('calendar').call<{ id: string }>({ method: 'POST', path: 'calendars', body });
    this.#calendar = id;
    this.undo('calendar', 'DELETE', `calendars/${encodeURIComponent(id)}`);
    return id;
  }

  async import(event: object): Promise<{ readonly id: string }> {
    const path = `calendars/${encodeURIComponent(await this.calendar())}/events/import`;
    return this.at('calendar').call({ method: 'POST', path, body: { summary: NAME, ...event } });
  }

  async events(): Promise<readonly { readonly id: string; readonly summary?: string; readonly location?: string }[]> {
    const path = `calendars/${encodeURIComponent(await this.calendar())}/events`;
    const { items = [] } = await this.at('calendar').call<{ items?: readonly { id: string }[] }>({
      method: 'GET',
      path,
    });
    return items;
  }

  undo(api: ApiName, method: 'POST' | 'DELETE', path: string, body?: unknown): void {
    this.#undo.push(() => this.at(api).call({ method, path, ...(body === undefined ? {} : { body }) }));
  }

  /** Removes what was made, the last first. What cannot be removed is called as it is: the account is thrown away. */
  async clean(): Promise<void> {
    for (const undo of this.#undo.toReversed()) await undo().catch(() => undefined);
  }
}

const FROM = 'From: probe@kerio-exit.invalid\r\n';
const DATE = 'Date: Fri, 03 Jan 2020 03:04:05 +0000\r\n';

async function dateOf(probe: Probe, id: string): Promise<string> {
  const { internalDate = '' } = await probe.at('mail').call<{ internalDate?: string }>({
    ...{ method: 'GET', path: `users/me/messages/${id}`, query: { format: 'minimal' }, units: 5 },
  });
  return new Date(Number(internalDate)).toISOString();
}

const TRIALS: readonly Trial[] = [
  {
    assumption: 'a Message-ID that is imported twice is stored once',
    consequence: 'after a break a message may stand twice: look for doubles with migrate --verify',
    run: async (probe) => {
      const head = `${FROM}${DATE}Message-ID: ${probe.id('twice')}\r\n`;
      const ids = [await probe.store('messages/import', head), await probe.store('messages/import', head)];
      return { holds: ids[0] === ids[1], found: ids[0] === ids[1] ? 'one message' : 'two messages' };
    },
  },
  {
    assumption: 'the Date field gives the time',
    consequence: 'all mail will look new: send it with --to imaps://imap.gmail.com',
    run: async (probe) => {
      const date = await dateOf(
        probe,
        await probe.store('messages/import', `${FROM}${DATE}Message-ID: ${probe.id('date')}\r\n`),
      );
      return { holds: date === '2020-01-03T03:04:05.000Z', found: date };
    },
  },
  {
    assumption: 'a message is found by rfc822msgid: at once',
    consequence: 'nothing: doubts are settled by history, not by searching',
    run: async (probe) => {
      const id = probe.id('found');
      await probe.store('messages/import', `${FROM}${DATE}Message-ID: ${id}\r\n`);
      const q = `rfc822msgid:${id.slice(1, -1)}`;
      const { messages = [] } = await probe.at('mail').call<{ messages?: readonly unknown[] }>({
        ...{ method: 'GET', path: 'users/me/messages', query: { q, includeSpamTrash: 'true' }, units: 5 },
      });
      return { holds: messages.length === 1, found: `${messages.length} found` };
    },
  },
  {
    assumption: 'history tells of an imported message at once',
    consequence: 'after a break a message may stand twice: wait a minute before running again',
    run: async (probe) => {
      const mail = probe.at('mail');
      const { historyId = '' } = await mail.call<{ historyId?: string }>({ method: 'GET', path: 'users/me/profile' });
      const id = await probe.store('messages/import', `${FROM}${DATE}Message-ID: ${probe.id('history')}\r\n`);
      const query = { startHistoryId: historyId, historyTypes: 'messageAdded' };
      const text = JSON.stringify(await mail.call({ method: 'GET', path: 'users/me/history', query, units: 2 }));
      return { holds: text.includes(id), found: text.includes(id) ? 'it is there' : 'it is not there yet' };
    },
  },
  {
    assumption: 'two From fields are refused by import and taken by insert',
    consequence: 'nothing: what is refused is repaired, then inserted',
    run: async (probe) => {
      const head = `${FROM}${FROM}${DATE}Message-ID: ${probe.id('from')}\r\n`;
      const refused = await probe.store('messages/import', head).then(
        () => false,
        () => true,
      );
      await probe.store('messages', head.replace('from.', 'insert.'));
      return { holds: refused, found: refused ? 'refused, then taken' : 'import takes it' };
    },
  },
  {
    assumption: 'an event that is imported twice is there once, and keeps its id',
    consequence: 'after a break an event may stand twice: look for doubles with migrate --verify',
    run: async (probe) => {
      const event = { iCalUID: probe.id('event').slice(1, -1), start: DAY, end: NEXT_DAY };
      const ids = [(await probe.import({ ...event, location: 'x' })).id, (await probe.import(event)).id];
      const there = (await probe.events()).filter(({ id }) => id === ids[0]);
      return { holds: ids[0] === ids[1] && there.length === 1, found: `ids ${ids.join(' and ')}` };
    },
  },
  {
    assumption: 'a changed occurrence can be imported, and stays when its series is imported again',
    consequence: 'changed occurrences may be lost when a run is repeated: compare them with migrate --verify',
    run: async (probe) => {
      const iCalUID = probe.id('series').slice(1, -1);
      const series = { iCalUID, start: DAY, end: NEXT_DAY, recurrence: ['RRULE:FREQ=DAILY;COUNT=3'] };
      const { id } = await probe.import(series);
      const changed = { date: '2024-08-14' };
      const own = {
        iCalUID,
        recurringEventId: id,
        originalStartTime: NEXT_DAY,
        start: changed,
        end: { date: '2024-08-15' },
      };
      await probe.import({ ...own, summary: `${NAME} changed` });
      await probe.import(series);
      const stays = (await probe.events()).some(({ summary }) => summary === `${NAME} changed`);
      return { holds: stays, found: stays ? 'it stays' : 'it is gone' };
    },
  },
  {
    assumption: 'a meeting of somebody else can be imported as a private copy',
    consequence: 'use --attendees strip',
    run: async (probe) => {
      const attendees = [{ email: probe.at('calendar').user, responseStatus: 'accepted' }];
      const people = { organizer: { email: 'boss@kerio-exit.invalid' }, attendees, privateCopy: true };
      await probe.import({ iCalUID: probe.id('meeting').slice(1, -1), start: DAY, end: NEXT_DAY, ...people });
      return { holds: true, found: 'it is taken' };
    },
  },
  {
    assumption: 'the key of a contact comes back, and nobody sees it',
    consequence: 'contacts may stand twice after a break: look at them before running again',
    run: async (probe) => {
      const contactPerson = { names: [{ givenName: NAME }], clientData: [{ key: 'kerio-exit', value: 'probe' }] };
      const { createdPeople = [] } = await probe.at('contacts').call<{
        createdPeople?: readonly { person?: { resourceName?: string; clientData?: readonly { value?: string }[] } }[];
      }>({
        ...{ method: 'POST', path: 'people:batchCreateContacts', units: 6 },
        body: { contacts: [{ contactPerson }], readMask: 'clientData,metadata' },
      });
      const person = createdPeople[0]?.person;
      const resourceNames = [person?.resourceName ?? ''];
      probe.undo('contacts', 'POST', 'people:batchDeleteContacts', { resourceNames });
      const value = person?.clientData?.[0]?.value;
      return { holds: value === 'probe', found: value ?? 'no key' };
    },
  },
  {
    assumption: 'a task keeps its day and loses its hour',
    consequence: 'nothing: the hour stands in the notes too',
    run: async (probe) => {
      const tasks = probe.at('tasks');
      const body = { title: NAME, due: '2024-08-12T14:00:00.000Z' };
      const task = await tasks.call<{ id: string; due?: string }>({
        method: 'POST',
        path: 'lists/@default/tasks',
        body,
      });
      probe.undo('tasks', 'DELETE', `lists/@default/tasks/${task.id}`);
      return { holds: task.due === '2024-08-12T00:00:00.000Z', found: task.due ?? 'no day' };
    },
  },
];
