/** What each piece of work asks of the thread, and what becomes of the answer. */
import type { ResultName, WorkName } from '../api.js';
import type { Desk } from '../work/desk.js';
import type { Ended, Part } from '../work/messages.js';
import { type Answers, isSame } from './answers.js';
import type { Results } from './results.js';
import type { Doing } from './work.js';

type On = Parameters<Doing>[0];

/** What each piece of work finds out. */
export const RESULT_OF: Readonly<Record<WorkName, ResultName>> = {
  ...{ open: 'inspection', plan: 'plan', check: 'checks', accounts: 'accounts', makeAccounts: 'accounts' },
  ...{ prepare: 'preparation', run: 'outcome', verify: 'proof' },
};

/** What work is done with, and where it is put. */
export interface Place {
  readonly desk: Desk;
  readonly answers: Answers;
  readonly results: Results;
  /** Pages of reports, by what they report. */
  readonly pages: Map<'outcome' | 'proof', string>;
}

/** What is to be done, with what was answered until now. Throws a UserError where an answer is missing. */
export function doingOf(what: WorkName, { desk, answers, results, pages }: Place): Doing {
  /** Puts what is told on the way where it belongs. */
  const told = ({ signal, onPart }: On) => ({
    signal,
    onPart: (part: Part): void => {
      if (part.part === 'checks') results.set('checks', part.checks);
      else if (part.mailboxes !== null && what === 'run') results.set('mailboxes', part.mailboxes);
      onPart(part);
    },
  });
  const settle = (name: 'outcome' | 'proof', ended: Ended<unknown>): boolean => {
    if (ended.view !== null) results.set(name, ended.view);
    if (ended.page !== null) pages.set(name, ended.page);
    return ended.interrupted;
  };
  /** What is asked for is asked again when it is another by the time the answer is there: that one is about something else. */
  const lasting = <Ask>(name: ResultName, ask: () => Ask, answer: (ask: Ask, on: On) => Promise<unknown>): Doing => {
    let asked = ask();
    results.drop(name);
    return async (on) => {
      for (;;) {
        const view = await answer(asked, told(on));
        // What somebody stopped tells less than all.
        if (on.signal.aborted) return true;
        const now = ask();
        if (isSame(asked, now)) {
          results.set(name, view);
          return false;
        }
        asked = now;
      }
    };
  };
  switch (what) {
    case 'open': {
      const { store } = answers;
      results.drop('inspection');
      return async (on) => {
        results.set('inspection', await desk.ask('open', { store }, told(on)));
        return false;
      };
    }
    case 'plan':
      return lasting(
        'plan',
        () => answers.plan,
        (ask, on) => desk.ask('plan', ask, on),
      );
    case 'prepare':
      return lasting(
        'preparation',
        () => answers.move,
        (ask, on) => desk.ask('prepare', ask, on),
      );
    case 'accounts':
      return lasting(
        'accounts',
        () => answers.accounts,
        (move, on) => desk.ask('accounts', { move, dryRun: true }, on),
      );
    case 'makeAccounts': {
      const { accounts: move } = answers;
      results.drop('accounts');
      return async (on) => {
        // It goes on to its end even when it is stopped: what was made has to be told.
        results.set('accounts', await desk.ask('accounts', { move, dryRun: false }, told(on)));
        return false;
      };
    }
    case 'check': {
      const { move } = answers;
      results.drop('checks');
      return async (on) => {
        results.set('checks', await desk.ask('check', move, told(on)));
        return on.signal.aborted;
      };
    }
    case 'run': {
      const { move } = answers;
      for (const name of ['outcome', 'proof', 'mailboxes'] as const) results.drop(name);
      return async (on) => settle('outcome', await desk.ask('run', move, told(on)));
    }
    case 'verify': {
      const { move } = answers;
      results.drop('proof');
      return async (on) => settle('proof', await desk.ask('verify', move, told(on)));
    }
  }
}
