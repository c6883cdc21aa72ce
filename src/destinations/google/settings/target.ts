/**
 * A user's rules as settings of Gmail. Nothing is put into force that could write to anybody: the notice of absence is stored and off, and nothing is
 * forwarded.
 */
import type { GoogleClient } from '../../../protocols/http/google-client.js';
import { GoogleError } from '../../../protocols/http/google-errors.js';
import type {
  Answer,
  Expectation,
  OpenCollection,
  Prepared,
  Present,
  Ready,
  Ref,
} from '../../../transfer/destination.js';
import type { OpenedMessage } from '../../../transfer/source.js';
import type { Labels } from '../mail/labels.js';
import type { GoogleSession } from '../session.js';
import { hashOf } from '../units.js';
import { type Criteria, type GmailRule, type GmailRules, readGmailRules } from './rules.js';

interface Filter {
  readonly criteria: Criteria;
  readonly action: { readonly addLabelIds?: readonly string[]; readonly removeLabelIds?: readonly string[] };
}

interface Vacation {
  readonly responseSubject?: string;
  readonly responseBodyPlainText?: string;
}

/** What settings are made with. */
export interface SettingsSetup {
  readonly session: GoogleSession;
  readonly client: GoogleClient;
  readonly labels: Labels;
  /** The label that a folder of the old side becomes. */
  readonly labelOf: (folder: string) => string;
}

const REF = 'settings';
const UNITS = 5;

export class SettingsCollection implements OpenCollection {
  readonly version = '1';
  readonly next = null;
  readonly together = { items: 1, bytes: Infinity };
  readonly #setup: SettingsSetup;
  readonly #ready = new WeakMap<Prepared, GmailRules>();
  #filters: readonly Filter[] = [];
  #vacation: Vacation = {};
  /** Rules that were asked for last: they are there when every one of them is. */
  #wanted: { readonly key: string; readonly rules: GmailRules } | null = null;
  #last: Promise<unknown> = Promise.resolve();

  constructor(setup: SettingsSetup) {
    this.#setup = setup;
  }

  get size(): number {
    return this.#present().length;
  }

  prepare(opened: OpenedMessage): Ready {
    if ('problem' in opened) return { failure: opened.problem };
    if (opened.skip !== null) return { skip: opened.skip };
    const rules = readGmailRules(opened.raw.start);
    const key = hashOf(JSON.stringify([rules.rules, rules.vacation]));
    this.#wanted = { key, rules };
    opened.release?.();
    if (rules.rules.length === 0 && rules.vacation === null) {
      const why = rules.notes.length === 0 ? 'there are no rules in it' : rules.notes.join('; ');
      return { skip: why };
    }
    const body = { length: opened.raw.start.length, content: [] };
    const item: Prepared = { key, flags: [], date: null, body, release: () => undefined };
    this.#ready.set(item, rules);
    return { item, notes: rules.notes };
  }

  expect(opened: Exclude<OpenedMessage, { problem: string }>): Expectation | null {
    const ready = this.prepare(opened);
    return 'item' in ready ? { key: ready.item.key, fingerprint: ready.item.key, flags: [], date: null } : null;
  }

  send([item]: readonly Prepared[]): Promise<{ readonly answer: Promise<Answer> }> {
    const rules = item === undefined ? undefined : this.#ready.get(item);
    if (rules === undefined) throw new Error('rules were sent that were not made ready here');
    const answer = this.#setup.session.answer(() => this.#send(rules));
    this.#last = answer.catch(() => undefined);
    return Promise.resolve({ answer });
  }

  async drained(): Promise<void> {
    await this.#last;
  }

  create(): Promise<void> {
    return Promise.resolve();
  }

  refs(): Promise<readonly Ref[]> {
    return Promise.resolve(this.#present().map(({ ref }) => ref));
  }

  look(refs: readonly Ref[] | null, _: boolean, onPresent: (present: Present) => void): Promise<void> {
    if (refs === null || refs.includes(REF)) this.#present().forEach(onPresent);
    return Promise.resolve();
  }

  fingerprints(): Promise<ReadonlyMap<Ref, string>> {
    return Promise.resolve(new Map(this.#present().map(({ ref, key }) => [ref, key])));
  }

  renew(): Promise<void> {
    const { session, client } = this.#setup;
    return session.guard(async () => {
      const path = 'users/me/settings/';
      const told = await client.call<{ filter?: readonly Filter[] }>({ method: 'GET', path: `${path}filters` });
      this.#filters = told.filter ?? [];
      this.#vacation = await client.call<Vacation>({ method: 'GET', path: `${path}vacation` });
    });
  }

  rest(): Promise<void> {
    return Promise.resolve();
  }

  #present(): readonly Present[] {
    if (this.#wanted === null) return [];
    const { key, rules } = this.#wanted;
    const isThere = rules.rules.every((rule) => this.#isThere(rule)) && this.#hasVacation(rules);
    return isThere ? [{ ref: REF, key, flags: [], date: null }] : [];
  }

  #isThere(rule: GmailRule): boolean {
    const wanted = this.#filterOf(rule);
    return wanted !== null && this.#filters.some((filter) => textOf(filter) === textOf(wanted));
  }

  #hasVacation({ vacation }: GmailRules): boolean {
    return vacation === null || (this.#vacation.responseBodyPlainText ?? '').trim() !== '';
  }

  /** Null where the label of its folder is not there yet. */
  #filterOf({ criteria, folder, add, remove }: GmailRule): Filter | null {
    const { labels, labelOf } = this.#setup;
    const label = folder === null ? null : labels.find(labelOf(folder));
    if (label === undefined) return null;
    const added = [...(label === null || label.id === 'INBOX' ? [] : [label.id]), ...add];
    const removed = label?.id === 'INBOX' ? remove.filter((id) => id !== 'INBOX') : remove;
    return { criteria, action: { addLabelIds: added, removeLabelIds: removed } };
  }

  async #send(rules: GmailRules): Promise<Answer> {
    const { client, labels, labelOf } = this.#setup;
    const notes: string[] = [];
    for (const rule of rules.rules) {
      if (this.#isThere(rule)) continue;
      if (rule.folder !== null) await labels.ensure(labelOf(rule.folder));
      const body = this.#filterOf(rule);
      try {
        await client.call({ method: 'POST', path: 'users/me/settings/filters', body, units: UNITS });
      } catch (error) {
        // The same filter twice is refused.
        if (error instanceof GoogleError && /exists/i.test(error.words)) continue;
        if (!(error instanceof GoogleError) || error.advice.kind !== 'item') throw error;
        notes.push(`Gmail refused a rule (${error.words}): ${JSON.stringify(rule.criteria)}`);
      }
    }
    const { vacation } = rules;
    // What the user wrote there himself stays.
    if (vacation !== null && !this.#hasVacation(rules)) {
      const body = {
        enableAutoReply: false,
        responseBodyPlainText: vacation.text,
        ...(vacation.subject === null ? {} : { responseSubject: vacation.subject }),
      };
      await client.call({ method: 'PUT', path: 'users/me/settings/vacation', body, units: UNITS, repeatable: true });
    }
    return { stored: [REF], notes: [notes.join('\n')] };
  }
}

/** The same for filters that do the same. */
function textOf({ criteria, action }: Filter): string {
  const fields = Object.entries(criteria).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([fields, [...(action.addLabelIds ?? [])].sort(), [...(action.removeLabelIds ?? [])].sort()]);
}
