/**
 * Mailboxes of an export that are nobody's own: answered for all together with an option, or one by one in a table of who goes
 * where, which the command is given with `--plan`.
 */
import { autocompleteMultiselect, log, select } from '@clack/prompts';
import type { MoveLine } from '../../report/plan/lines.js';
import { matchesAny } from '../../naming/glob.js';
import { addressKey } from '../../users-cfg/account-types.js';
import { STAYS_BEHIND } from '../../users-cfg/move-plan.js';
import { firstOf } from '../output/export-summary.js';
import { countOf, formatBytes, printable } from '../output/format.js';
import type { Choice, Decision, ExportAnswers } from './answers.js';
import { askAddress } from './asking.js';
import { linesOf, type OwnersWanted, writeTable } from './owner-table.js';
import type { ChosenStore } from './store-question.js';
import type { Talk } from './talk.js';

/** Null where nothing has to be said. */
type Owners = Pick<ExportAnswers, 'unlisted' | 'plan'>;

/** More than these are ticked in a list instead of being asked about one after the other. */
const ONE_BY_ONE = 12;
const MOST_LINES = 10;

/**
 * Asks whose the chosen mailboxes become that have no account, belong to everybody or are disabled. A table that is written for
 * single answers is named in `made`.
 */
export async function askOwners(
  talk: Talk,
  chosen: ChosenStore,
  wanted: OwnersWanted,
  made: string[],
): Promise<Owners> {
  const lines = linesOf(chosen, wanted, new Map());
  const meant = lines.filter(({ mailbox }) => isChosen(mailbox, wanted.mailboxes));
  const unlisted = meant.filter(({ account }) => account === 'none');
  const open = meant.filter((line) => isOpen(line, wanted));
  if (unlisted.length + open.length === 0) return { unlisted: null, plan: null };
  const how = unlisted.length > 0 ? await askUnlisted(talk, unlisted, open.length) : await askOthers(talk, open);
  if (how !== 'each') return { unlisted: how, plan: null };
  talk.say(() => {
    const empty = unlisted.length - unlisted.filter((line) => isOpen(line, wanted)).length;
    if (empty > 0) log.info(`${countOf(empty, 'mailbox')} with nothing in it: no account, nothing exported.`);
  });
  const decided = open.length > ONE_BY_ONE ? await tick(talk, open) : new Map<string, string>();
  const rest = open.filter(({ mailbox }) => (decided.get(addressKey(mailbox)) ?? '') === '');
  if (rest.length <= ONE_BY_ONE) await oneByOne(talk, { rest, lines, decided }, wanted);
  return { unlisted: null, plan: await writeTable(talk, chosen, linesOf(chosen, wanted, decided), made) };
}

type How = Decision | 'each' | null;

async function askUnlisted(talk: Talk, unlisted: readonly MoveLine[], open: number): Promise<How> {
  talk.say(() => {
    const names = unlisted.map(({ mailbox }) => mailbox);
    log.info([`${countOf(unlisted.length, 'mailbox')} without an account in users.cfg:`, ...firstOf(names)].join('\n'));
  });
  const message = 'Users of a directory, or deleted ones. Make accounts for them?';
  return talk.ask<Decision | 'each'>(message, (earlier = 'include') =>
    select<Decision | 'each'>({
      message,
      initialValue: earlier,
      options: [
        { value: 'include', label: 'Make accounts', hint: 'their mail needs somebody to belong to' },
        { value: 'exclude', label: 'Only export what is in them' },
        ...(open > 0
          ? [{ value: 'each' as const, label: 'One by one', hint: `with ${EVERYBODYS}: ${open} in all` }]
          : []),
      ],
    }),
  );
}

const EVERYBODYS = 'public, archive, disabled ones';

async function askOthers(talk: Talk, open: readonly MoveLine[]): Promise<How> {
  talk.say(() => {
    const names = open.map((line) => `${line.mailbox}: ${whatOf(line)}`);
    log.info([`${countOf(open.length, 'mailbox')} of everybody, or disabled:`, ...firstOf(names)].join('\n'));
  });
  const message = 'Whose do they become?';
  const how = await talk.ask<'all' | 'each'>(message, (earlier = 'all') =>
    select<'all' | 'each'>({
      message,
      initialValue: earlier,
      options: [
        { value: 'all', label: 'Export them all', hint: 'the account files ask whose they become' },
        { value: 'each', label: 'One by one' },
      ],
    }),
  );
  return how === 'all' ? null : how;
}

const LEFT_OUT = 'Left out of the export';

/** Answers for all: left out, or an account. What belongs to everybody needs an address, and stays open. */
async function tick(talk: Talk, open: readonly MoveLine[]): Promise<Map<string, string>> {
  const message = 'Tick those left out (Tab ticks, typing finds); other users get accounts';
  const out = await talk.ask<string[]>(message, (earlier) =>
    autocompleteMultiselect({
      message,
      options: open.map((line) => ({ value: line.mailbox, label: printable(line.mailbox), hint: whatOf(line) })),
      maxItems: MOST_LINES,
      ...(earlier === undefined ? {} : { initialValues: earlier }),
    }),
  );
  const ticked = new Set(out);
  const shared = open.filter(({ mailbox, account }) => account === 'shared' && !ticked.has(mailbox)).length;
  if (shared > ONE_BY_ONE)
    talk.say(() =>
      log.info(`${countOf(shared, 'mailbox')} of everybody: not exported until the table says where they go.`),
    );
  return new Map(
    open.map(({ mailbox, account }) => {
      const target = ticked.has(mailbox) ? STAYS_BEHIND : account === 'shared' ? '' : mailbox;
      return [addressKey(mailbox), target] as const;
    }),
  );
}

interface Asked {
  readonly rest: readonly MoveLine[];
  /** The whole table as it is proposed. */
  readonly lines: readonly MoveLine[];
  /** Answers go in here. */
  readonly decided: Map<string, string>;
}

async function oneByOne(talk: Talk, { rest, lines, decided }: Asked, { sends }: OwnersWanted): Promise<void> {
  // Several may be joined in files; what is sent fills each mailbox from one.
  const taken = new Map<string, string>();
  const take = (mailbox: string, target: string): void => {
    if (sends && target !== '' && target !== STAYS_BEHIND) taken.set(addressKey(target), mailbox);
  };
  for (const { mailbox, target } of lines) take(mailbox, decided.get(addressKey(mailbox)) ?? target);
  for (const line of rest) {
    const { mailbox, kind } = line;
    const answer = await askOwner(talk, line);
    const suggested =
      kind === 'public' && !/@localhost$/i.test(mailbox) ? mailbox.replace(/^.*@/, 'public-folders@') : undefined;
    const target =
      answer === 'into'
        ? await askAddress(talk, { message: `The address that ${mailbox} goes to`, suggested, taken })
        : ({ own: mailbox, out: STAYS_BEHIND, open: '' } as const satisfies Record<string, string>)[answer];
    decided.set(addressKey(mailbox), target);
    take(mailbox, target);
  }
}

async function askOwner(talk: Talk, line: MoveLine): Promise<'own' | 'into' | 'out' | 'open'> {
  const message = printable(`${line.mailbox} (${whatOf(line)})`);
  const isShared = line.account === 'shared';
  return talk.ask<'own' | 'into' | 'out' | 'open'>(message, (earlier = isShared ? 'into' : 'own') =>
    select<'own' | 'into' | 'out' | 'open'>({
      message,
      initialValue: earlier,
      options: [
        ...(isShared ? [] : [{ value: 'own' as const, label: 'An account of its own' }]),
        isShared
          ? {
              value: 'into',
              label: 'Into a mailbox at the new system',
              hint: 'one that you make there, or of somebody',
            }
          : { value: 'into', label: 'Into the mailbox of somebody else' },
        { value: 'out', label: LEFT_OUT },
        { value: 'open', label: 'I do not know yet', hint: 'not exported until the table says where it goes' },
      ],
    }),
  );
}

/** Has something in it that comes along, and nothing says whose it becomes. */
function isOpen({ account, target, sums, recoverable, decide }: MoveLine, wanted: OwnersWanted): boolean {
  if (account === 'active' || account === 'unknown') return false;
  if (sums.found > 0) return target === '';
  // Proposed to stay, since what is kept after deletion does not count.
  return decide !== '' && recoverable > 0 && wanted.recoverable === 'include';
}

const KINDS = { public: 'public folders', archive: 'archive of all mail', resources: 'rooms and devices' } as const;

/** `disabled, 12 items, 3.4 MB`. */
function whatOf({ kind, account, sums }: MoveLine): string {
  const what = kind === 'user' ? (account === 'disabled' ? 'disabled' : 'no account') : KINDS[kind];
  return `${what}, ${countOf(sums.found, 'item')}, ${formatBytes(sums.bytes)}`;
}

function isChosen(address: string, { mode, addresses }: Choice): boolean {
  return mode === 'all' || matchesAny(addresses, [address]) === (mode === 'only');
}
