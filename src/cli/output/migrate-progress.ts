/** Progress of a migration: one line for each account at work. Goes to standard error. */
import cliProgress from 'cli-progress';
import type { AccountPlan } from '../../transfer/plan/account-plan.js';
import type { MigrateEvents } from '../../transfer/run/migration.js';
import { itemsText } from '../../report/kind-words.js';
import type { Counts } from '../../transfer/run/tally.js';
import { countOf, formatBytes, formatCount, formatDuration, printable } from './format.js';
import type { Terminal } from '../terminal.js';
import { timeLeft } from './progress.js';

const LINE_EVERY = 5000;

/** The progress that fits the terminal; none at all when `quiet`. */
export function makeMigrateProgress(terminal: Terminal, quiet: boolean): MigrateEvents & { stop(): void } {
  const nothing = (): void => undefined;
  if (quiet) {
    return { onPlan: nothing, onBegin: nothing, onCounts: nothing, onWait: nothing, onEnd: nothing, stop: nothing };
  }
  return terminal.interactive ? new Bars() : new Lines(terminal);
}

/** One account at work. */
class Work {
  readonly total: number;
  readonly #began = performance.now();
  waiting = '';
  toldAt = performance.now();

  constructor(plan: AccountPlan) {
    this.total = plan.toSend.messages;
  }

  text({ copied, copiedBytes, failed }: Counts): string {
    const seconds = Math.max(0.001, (performance.now() - this.#began) / 1000);
    const done = copied + failed;
    const left = timeLeft(seconds, done, this.total - done);
    const trouble = failed === 0 ? '' : `, ${formatCount(failed)} failed`;
    const rate = `${formatCount(Math.round(copied / seconds))}/s, ${formatBytes(copiedBytes / seconds)}/s`;
    return `${formatCount(done)} of ${formatCount(this.total)}, ${rate}${trouble}${this.waiting === '' ? left : `, ${this.waiting}`}`;
  }
}

class Lines implements MigrateEvents {
  readonly #terminal: Terminal;
  readonly #work = new Map<string, Work>();

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  onPlan({ totals }: Parameters<MigrateEvents['onPlan']>[0]): void {
    const { kinds, bytes, accounts } = totals;
    this.#say(`${itemsText(kinds)}, ${formatBytes(bytes)}, of ${countOf(accounts, 'account')} to send`);
  }

  onBegin(plan: AccountPlan): void {
    this.#work.set(plan.account.source, new Work(plan));
  }

  onCounts({ account }: AccountPlan, counts: Counts): void {
    const work = this.#work.get(account.source);
    if (work === undefined) return;
    work.waiting = '';
    if (performance.now() - work.toldAt < LINE_EVERY) return;
    work.toldAt = performance.now();
    this.#say(`${account.source}: ${work.text(counts)}`);
  }

  onWait({ account }: AccountPlan, reason: string, ms: number): void {
    this.#say(`${account.source}: waiting ${formatDuration(ms / 1000)}: ${reason}`);
  }

  onEnd({ plan, problem, ledger }: Parameters<MigrateEvents['onEnd']>[0]): void {
    const sums =
      ledger === null ? '' : `${formatCount(ledger.actions.copied)} copied, ${formatCount(ledger.sums.failed)} failed`;
    this.#say(`${plan.account.source}: ${[problem ?? 'done', sums].filter(Boolean).join('; ')}`);
  }

  stop(): void {
    this.#work.clear();
  }

  #say(text: string): void {
    this.#terminal.err(`${printable(text)}\n`);
  }
}

class Bars implements MigrateEvents {
  readonly #bars = new cliProgress.MultiBar({
    format: '{bar} {user} {text}',
    barsize: 20,
    hideCursor: true,
    clearOnComplete: false,
    stopOnComplete: false,
    fps: 5,
  });
  readonly #work = new Map<string, { readonly work: Work; readonly bar: cliProgress.SingleBar }>();

  onPlan(): void {
    // The bars say it.
  }

  onBegin(plan: AccountPlan): void {
    const user = printable(plan.account.source);
    const bar = this.#bars.create(Math.max(1, plan.toSend.messages), 0, { user, text: '' });
    this.#work.set(plan.account.source, { work: new Work(plan), bar });
  }

  onCounts({ account }: AccountPlan, counts: Counts): void {
    const entry = this.#work.get(account.source);
    if (entry === undefined) return;
    entry.work.waiting = '';
    entry.bar.update(counts.copied + counts.failed, { text: entry.work.text(counts) });
  }

  onWait({ account }: AccountPlan, reason: string, ms: number): void {
    const entry = this.#work.get(account.source);
    if (entry === undefined) return;
    entry.work.waiting = `waiting ${formatDuration(ms / 1000)}: ${printable(reason)}`;
    entry.bar.update({ text: entry.work.waiting });
  }

  onEnd({ plan, problem }: Parameters<MigrateEvents['onEnd']>[0]): void {
    const entry = this.#work.get(plan.account.source);
    if (problem !== null) entry?.bar.update({ text: printable(problem) });
  }

  stop(): void {
    this.#bars.stop();
  }
}
