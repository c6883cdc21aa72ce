/** The one session: what was answered, what is at work, what came of it. All tabs see the same. */
import { homedir } from 'node:os';
import { parse } from 'node:path';
import { UserError } from '../../core/errors.js';
import { programVersion } from '../../core/program-files.js';
import { writeWhole } from '../../core/whole-file.js';
import { refuseInside } from '../../core/inside.js';
import { surroundings } from '../../options/usual-places.js';
import type { FoldersView, ItemsView, ItemView, LoadedView, ResultName, SessionView, WorkName } from '../api.js';
import { Desk } from '../work/desk.js';
import { absolutePath } from '../work/folders.js';
import type { ItemAsk, ItemsAsk, MoveAsk, Part, PlanAsk } from '../work/messages.js';
import { lineOf } from './command-line.js';
import { EMPTY_DRAFT, withAnswers } from './draft.js';
import { accountsCommand, type Asked, commandLines, HELD, planDestination } from './flags.js';
import { accountsLegs, wholeLegs } from './legs.js';
import { Results } from './results.js';
import { SecretBox } from './secrets.js';
import { Busy, type Doing, Work } from './work.js';

type Told = Parameters<Doing>[0];

/** What each piece of work finds out. */
const RESULT_OF: Readonly<Record<WorkName, ResultName>> = {
  ...{ open: 'inspection', plan: 'plan', check: 'checks', accounts: 'accounts', makeAccounts: 'accounts' },
  ...{ prepare: 'preparation', run: 'outcome', verify: 'proof' },
};

export class Session {
  readonly #work = new Desk();
  /** Answers short questions while work goes on. */
  readonly #look = new Desk();
  readonly #listeners = new Set<() => void>();
  readonly #secrets = new SecretBox();
  readonly results = new Results();
  #draft = EMPTY_DRAFT;
  #files: { plan: string; users: string } = { plan: HELD.plan, users: HELD.users };
  #found: readonly string[] = [];
  #current: Work | null = null;
  /** Pages of reports, by what they report. */
  readonly pages = new Map<'outcome' | 'proof', string>();

  /** Looks for stores in the usual places, beside everything else. */
  async findStores(): Promise<void> {
    this.#found = await this.#look.ask('find', {});
    this.#changed();
  }

  /** Told whenever the view may be another. Gives what ends that. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  get view(): SessionView {
    const accounts = accountsCommand(this.#asked);
    return {
      ...{ version: programVersion(), platform: process.platform, home: homedir(), current: process.cwd() },
      ...{ found: this.#found, draft: this.#draft, secrets: this.#secrets.view },
      ...{ work: this.#current?.view ?? null, revisions: this.results.revisions, commands: commandLines(this.#asked) },
      accountsCommand: accounts === null ? '' : lineOf(accounts),
    };
  }

  get isBusy(): boolean {
    return this.#current?.isGoing === true;
  }

  /** Something is at work that would have to be done again: a run, a comparison, accounts being made. */
  get isRunning(): boolean {
    const what = this.#current?.view.what;
    return this.isBusy && (what === 'run' || what === 'verify' || what === 'makeAccounts');
  }

  /** Resolves when nothing is at work. */
  async idle(): Promise<void> {
    await this.#current?.ended;
  }

  /** Takes answers. Throws a UserError; then none is taken. */
  answer(change: unknown): void {
    this.#draft = withAnswers(this.#draft, change);
    this.results.drop('preparation');
    // Others might be made than were shown. What was made stays.
    if (this.results.holds('accounts', { made: false })) this.results.drop('accounts');
    this.#changed();
  }

  takeSecrets(given: unknown): void {
    this.#secrets.take(given);
    this.#changed();
  }

  forgetSecrets(): void {
    this.#secrets.forget();
    this.#changed();
  }

  /** Begins to look into a store. Throws Busy, or a UserError for what is no path. */
  open(path: string): void {
    const store = absolutePath(path);
    this.#refuseBusy();
    const isAnother = store !== this.#draft.store;
    this.#draft = { ...this.#draft, store, ...(isAnother ? { decisions: {} } : {}) };
    this.results.clear();
    this.pages.clear();
    this.begin('open');
  }

  /** Begins work. Throws Busy while other work goes on, or a UserError where an answer is missing. */
  begin(what: WorkName): void {
    this.#refuseBusy();
    this.#current = new Work(what, this.#doing(what), {
      onChange: () => this.#changed(),
      // What only reads may be left where it is; a run has to come to an end in good order.
      cutOff: what === 'open' || what === 'plan' || what === 'accounts' ? () => this.#work.end() : null,
    });
    this.#changed();
  }

  /** Whether nothing is at work, and what this work finds out is not known. */
  isMissing(what: WorkName): boolean {
    return !this.isBusy && this.results.get(RESULT_OF[what]) === undefined;
  }

  pause(): void {
    this.#going('pause').pause();
  }

  /** Runs again: what is done is found and not done again. */
  resume(): void {
    const work = this.#current;
    if (work === null || work.view.state !== 'paused') throw new Busy('Nothing is paused.');
    this.begin(work.view.what);
  }

  stop(): void {
    this.#going('stop').stop();
  }

  items(ask: Omit<ItemsAsk, 'store'>): Promise<ItemsView> {
    return this.#look.ask('items', { ...ask, store: this.#store });
  }

  item(ask: Omit<ItemAsk, 'store'>): Promise<ItemView> {
    return this.#look.ask('item', { ...ask, store: this.#store });
  }

  folders(path: string): Promise<FoldersView> {
    const { disks, current } = surroundings();
    const roots = [...new Set([homedir(), current, parse(current).root, ...disks])];
    return this.#look.ask('folders', { path: path === '' ? homedir() : path, roots });
  }

  /** Writes the plan or the users file where somebody asked for it; from then on command lines call it so. */
  async save(what: 'plan' | 'users', given: string): Promise<void> {
    const path = absolutePath(given);
    if (what === 'plan') await this.#work.ask('savePlan', { plan: this.#plan, path });
    else this.#saveUsers(path);
    this.#files = { ...this.#files, [what]: path };
    this.#changed();
  }

  /** Takes the answers of a plan that lies at a path; from then on command lines call it so. */
  async load(given: string): Promise<LoadedView> {
    const path = absolutePath(given);
    const plan = this.#plan;
    const { decisions, view } = await this.#work.ask('loadPlan', { plan, path });
    if (plan.store !== this.#draft.store) throw new Busy('Another store was opened meanwhile: load it again.');
    this.#files = { ...this.#files, plan: path };
    this.answer({ decisions: { ...this.#draft.decisions, ...decisions } });
    return view;
  }

  /** Ends the threads. What is at work has to have ended before. */
  async end(): Promise<void> {
    this.#secrets.forget();
    await Promise.all([this.#work.end(), this.#look.end()]);
  }

  #saveUsers(path: string): void {
    const text = this.#secrets.usersText;
    if (!/\.(?:csv|txt)$/i.test(path)) throw new UserError(`${path} is no table: give a name that ends in .csv.`);
    if (text === null) throw new UserError('There is no users file: give it first.');
    if (this.#draft.store !== '') refuseInside(path, this.#draft.store, 'another name');
    try {
      writeWhole(path, text, undefined, 0o600);
    } catch (error) {
      throw new UserError(
        `${path} cannot be written (${(error as NodeJS.ErrnoException).code ?? ''}): name another file.`,
      );
    }
  }

  /** What is to be done, with what was answered until now. Throws a UserError where an answer is missing. */
  #doing(what: WorkName): Doing {
    const { results } = this;
    const desk = this.#work;
    const told = (on: Parameters<Doing>[0]) => ({
      signal: on.signal,
      onPart: (part: Part): void => {
        if (part.part === 'checks') results.set('checks', part.checks);
        else if (part.mailboxes !== null && what === 'run') results.set('mailboxes', part.mailboxes);
        on.onPart(part);
      },
    });
    /** Asks for a view, which is void when it was not waited for. */
    const ask = (
      name: 'inspection' | 'plan' | 'checks' | 'accounts' | 'preparation',
      answer: (on: Told) => Promise<unknown>,
    ): Doing => {
      results.drop(name);
      return async (on) => {
        const view = await answer(told(on));
        if (!on.signal.aborted || name === 'checks') results.set(name, view);
        return on.signal.aborted;
      };
    };
    if (what === 'open') {
      const store = this.#store;
      return ask('inspection', (on) => desk.ask('open', { store }, on));
    }
    if (what === 'plan') {
      const plan = this.#plan;
      return ask('plan', (on) => desk.ask('plan', plan, on));
    }
    if (what === 'accounts' || what === 'makeAccounts') {
      const move = this.#moveBy(accountsLegs(this.#asked, this.#secrets.view.targets));
      if (what === 'accounts') return ask('accounts', (on) => desk.ask('accounts', { move, dryRun: true }, on));
      results.drop('accounts');
      return async (on) => {
        // It goes on to its end even when it is stopped: what was made has to be told.
        results.set('accounts', await desk.ask('accounts', { move, dryRun: false }, told(on)));
        return false;
      };
    }
    const move = this.#move;
    switch (what) {
      case 'check':
        return ask('checks', (on) => desk.ask('check', move, on));
      case 'prepare':
        return ask('preparation', (on) => desk.ask('prepare', move, on));
      case 'run':
        for (const name of ['outcome', 'proof', 'mailboxes'] as const) results.drop(name);
        return async (on) => this.#settle('outcome', await desk.ask('run', move, told(on)));
      case 'verify':
        results.drop('proof');
        return async (on) => this.#settle('proof', await desk.ask('verify', move, told(on)));
    }
  }

  #settle(name: 'outcome' | 'proof', ended: { interrupted: boolean; view: unknown; page: string | null }): boolean {
    if (ended.view !== null) this.results.set(name, ended.view);
    if (ended.page !== null) this.pages.set(name, ended.page);
    return ended.interrupted;
  }

  get #asked(): Asked {
    const usersFile = this.#secrets.hasUsers ? this.#files.users : null;
    return { draft: this.#draft, planFile: this.#files.plan, usersFile };
  }

  get #store(): string {
    if (this.#draft.store === '') throw new UserError('No store was opened: choose one first.');
    return this.#draft.store;
  }

  get #plan(): PlanAsk {
    const { renames, decisions, out } = this.#draft;
    const place = out === '' ? homedir() : out;
    return { store: this.#store, destination: planDestination(this.#draft), renames, decisions, place };
  }

  get #move(): MoveAsk {
    if (this.#draft.way === null) throw new UserError('Nobody has said where it goes: choose that first.');
    return this.#moveBy(wholeLegs(this.#asked, this.#secrets.view.targets));
  }

  #moveBy(legs: MoveAsk['legs']): MoveAsk {
    const { plan: planFile, users } = this.#files;
    return { plan: this.#plan, planFile, legs, held: this.#secrets.held(users) };
  }

  #going(what: string): Work {
    if (this.#current?.isGoing !== true) throw new Busy(`There is nothing to ${what}.`);
    return this.#current;
  }

  #refuseBusy(): void {
    if (this.isBusy) throw new Busy('Something is at work: wait for it, or stop it.');
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
