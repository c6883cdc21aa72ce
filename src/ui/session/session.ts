/** The one session: what was answered, what is at work, what came of it. All tabs see the same. */
import { homedir } from 'node:os';
import { join, parse } from 'node:path';
import { programVersion } from '../../core/program-files.js';
import { surroundings } from '../../options/usual-places.js';
import { stateBase } from '../../transfer/state/state-dir.js';
import type { FoldersView, ItemsView, ItemView, LoadedView, SessionView, WorkName } from '../api.js';
import { Desk, type ThreadScript, UI_THREAD } from '../work/desk.js';
import { absolutePath } from '../work/folders.js';
import type { ItemAsk, ItemsAsk } from '../work/messages.js';
import { Answers, isSame } from './answers.js';
import { lineOf } from './command-line.js';
import { doingOf, RESULT_OF } from './doings.js';
import { accountsCommand, commandLines } from './flags.js';
import { Results } from './results.js';
import { saveUsers } from './save.js';
import { Busy, Work } from './work.js';

/** What a session is made with; everything has a usual place. */
export interface SessionSetup {
  /** The folder that answers are kept in. */
  readonly answersIn?: string;
  /** What runs in its threads. */
  readonly thread?: ThreadScript;
}

export class Session {
  readonly results = new Results();
  /** Pages of reports, by what they report. */
  readonly pages = new Map<'outcome' | 'proof', string>();
  readonly #work: Desk;
  /** Answers short questions while work goes on. */
  readonly #look: Desk;
  readonly #listeners = new Set<() => void>();
  readonly #answers: Answers;
  #found: readonly string[] = [];
  #current: Work | null = null;
  #isEnding = false;

  constructor({ answersIn = join(stateBase(), 'ui'), thread = UI_THREAD }: SessionSetup = {}) {
    this.#answers = new Answers(answersIn);
    this.#work = new Desk(thread);
    this.#look = new Desk(thread);
  }

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
    const { asked, draft, kept, secrets } = this.#answers;
    const accounts = accountsCommand(asked);
    return {
      ...{ version: programVersion(), platform: process.platform, home: homedir(), current: process.cwd() },
      ...{ found: this.#found, draft, kept, secrets: secrets.view },
      ...{ work: this.#current?.view ?? null, revisions: this.results.revisions, commands: commandLines(asked) },
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

  /** Takes answers. Throws a UserError; then none is taken. */
  answer(change: unknown): void {
    this.#changing(() => this.#answers.take(change));
  }

  /** Takes what an earlier session answered about this store, or leaves it. Throws a UserError where nothing is offered. */
  takeKept(isWanted: boolean): void {
    this.#changing(() => (isWanted ? this.#answers.takeOffer() : this.#answers.leaveOffer()));
  }

  takeSecrets(given: unknown): void {
    this.#answers.secrets.take(given);
    this.#changed();
  }

  forgetSecrets(): void {
    this.#answers.secrets.forget();
    this.#changed();
  }

  /** Begins to look into a store. Throws Busy, or a UserError for what is no path. */
  open(path: string): void {
    const store = absolutePath(path);
    this.#refuseBusy();
    this.#answers.begin(store);
    this.results.clear();
    this.pages.clear();
    this.begin('open');
  }

  /** Begins work. Throws Busy while other work goes on, or a UserError where an answer is missing. */
  begin(what: WorkName): void {
    // A plan that is being drawn up is drawn up with the answers of now, whoever asked for it first.
    if (what === 'plan' && this.isBusy && this.#current?.view.what === 'plan') return;
    this.#refuseBusy();
    const { results, pages } = this;
    const doing = doingOf(what, { desk: this.#work, answers: this.#answers, results, pages });
    // Whoever begins to move has chosen the answers of now.
    if (what !== 'open' && what !== 'plan') this.#answers.leaveOffer();
    this.#current = new Work(what, doing, {
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
    return this.#look.ask('items', { ...ask, store: this.#answers.store });
  }

  item(ask: Omit<ItemAsk, 'store'>): Promise<ItemView> {
    return this.#look.ask('item', { ...ask, store: this.#answers.store });
  }

  folders(path: string): Promise<FoldersView> {
    const { disks, current } = surroundings();
    const roots = [...new Set([homedir(), current, parse(current).root, ...disks])];
    return this.#look.ask('folders', { path: path === '' ? homedir() : path, roots });
  }

  /** Writes the plan or the users file where somebody asked for it; from then on command lines call it so. */
  async save(what: 'plan' | 'users', given: string): Promise<void> {
    const path = absolutePath(given);
    const answers = this.#answers;
    if (what === 'plan') await this.#work.ask('savePlan', { plan: answers.plan, path });
    else saveUsers(answers.secrets.usersText, path, answers.draft.store);
    this.#answers.nameFile(what, path);
    this.#changed();
  }

  /** Takes the answers of a plan that lies at a path; from then on command lines call it so. */
  async load(given: string): Promise<LoadedView> {
    const path = absolutePath(given);
    const { plan } = this.#answers;
    const { decisions, view } = await this.#work.ask('loadPlan', { plan, path });
    const { draft } = this.#answers;
    if (plan.store !== draft.store) throw new Busy('Another store was opened meanwhile: load it again.');
    this.#answers.nameFile('plan', path);
    this.answer({ decisions: { ...draft.decisions, ...decisions } });
    return view;
  }

  /** Lets what is at work come to an end in good order. Nothing else begins after that. */
  async settle(): Promise<void> {
    this.#isEnding = true;
    if (this.isBusy) this.stop();
    await this.idle();
  }

  /** Resolves when nothing is at work. */
  async idle(): Promise<void> {
    await this.#current?.ended;
  }

  /** Ends the threads. What is at work has to have ended before. */
  async end(): Promise<void> {
    this.#answers.secrets.forget();
    await Promise.all([this.#work.end(), this.#look.end()]);
  }

  /** Changes answers. What was found out with others is void: a preparation always, others where they would be others. */
  #changing(change: () => void): void {
    const { proposal, destination } = this.#answers;
    change();
    this.results.drop('preparation');
    // Others might be made than were shown. What was made stays.
    if (this.results.holds('accounts', { made: false })) this.results.drop('accounts');
    if (!isSame(destination, this.#answers.destination)) this.results.drop('checks');
    if (!isSame(proposal, this.#answers.proposal) && this.results.get('plan') !== undefined) this.#planAnew();
    this.#changed();
  }

  /** The plan is drawn up again by itself, unless that would hide how other work ended: then when somebody looks at it. */
  #planAnew(): void {
    this.results.drop('plan');
    if (this.#current?.view.what === 'plan') this.begin('plan');
  }

  #going(what: string): Work {
    if (this.#current?.isGoing !== true) throw new Busy(`There is nothing to ${what}.`);
    return this.#current;
  }

  #refuseBusy(): void {
    if (this.#isEnding) throw new Busy('The program ends: start it again.');
    if (this.isBusy) throw new Busy('Something is at work: wait for it, or stop it.');
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
