/** Mailboxes that are in no line of the users file: all together, or one by one. */
import { appendFileSync } from 'node:fs';
import { autocompleteMultiselect, log, select } from '@clack/prompts';
import { stringify } from 'csv-stringify/sync';
import { UserError } from '../../core/errors.js';
import { sourcesOf } from '../../files/accounts/store-accounts.js';
import { listMailboxes } from '../../sources/kerio/store-source.js';
import type { Store } from '../../store/open.js';
import type { Mailbox } from '../../store/types.js';
import { findLeftBehind } from '../../transfer/plan/left-behind.js';
import type { UsersFile } from '../../transfer/plan/users-file.js';
import { addressKey } from '../../users-cfg/account-types.js';
import { readAccounts } from '../../users-cfg/read-accounts.js';
import { firstOf } from '../output/export-summary.js';
import { countOf, printable } from '../output/format.js';
import type { Choice } from './answers.js';
import { askAddress } from './asking.js';
import type { Talk } from './talk.js';

/** The users file, and whether it was written in this dialogue: to somebody else's file nothing is added. */
export interface StayingFile {
  readonly path: string;
  readonly isOurs: boolean;
  readonly content: UsersFile;
}

/** A mailbox that nobody has said anything about. */
interface Open {
  readonly address: string;
  /** `disabled, 12 items`. */
  readonly what: string;
}

/** More than these are ticked in a list instead of being asked about one after the other. */
const ONE_BY_ONE = 12;
const MOST_LINES = 10;

/**
 * Asks what becomes of mailboxes that are in no line of the users file. Gives the addresses that stay behind; who goes somewhere
 * gets a line in the users file.
 */
export async function askStayingBehind(
  talk: Talk,
  store: Store,
  file: StayingFile,
  chosen: Choice,
): Promise<readonly string[]> {
  const open = openMailboxes(store, file.content, chosen);
  if (open.length === 0) return [];
  const lines = open.map(({ address, what }) => `${address}: ${what}`);
  talk.say(() =>
    log.info([`${countOf(open.length, 'mailbox')} in no line of the users file:`, ...firstOf(lines)].join('\n')),
  );
  const message = 'Do they stay behind?';
  const how = await talk.ask<'stay' | 'each' | 'open'>(message, (earlier = 'stay') =>
    select<'stay' | 'each' | 'open'>({
      message,
      initialValue: earlier,
      options: [
        { value: 'stay', label: open.length === 1 ? 'It stays behind' : 'All of them stay behind' },
        { value: 'each', label: 'One by one' },
        { value: 'open', label: 'I do not know yet', hint: 'they are not moved, and asked about at the end again' },
      ],
    }),
  );
  if (how === 'open') return [];
  if (how === 'stay') return open.map(({ address }) => address);
  return open.length > ONE_BY_ONE
    ? tick(talk, open)
    : oneByOne(talk, open, { ...file, isOurs: file.isOurs && chosen.mode !== 'only' });
}

async function tick(talk: Talk, open: readonly Open[]): Promise<readonly string[]> {
  const message = 'Tick those that stay behind (Tab ticks, typing finds); the others are asked about at the end again';
  return talk.ask<string[]>(message, (earlier) =>
    autocompleteMultiselect({
      message,
      options: open.map(({ address, what }) => ({ value: address, label: printable(address), hint: what })),
      maxItems: MOST_LINES,
      ...(earlier === undefined ? {} : { initialValues: earlier }),
    }),
  );
}

async function oneByOne(talk: Talk, open: readonly Open[], file: StayingFile): Promise<readonly string[]> {
  const staying: string[] = [];
  const targets = new Map(file.content.accounts.map(({ source, target }) => [addressKey(target), source]));
  for (const { address, what } of open) {
    const message = printable(`${address} (${what})`);
    const answer = await talk.ask<'stay' | 'goes' | 'open'>(message, (earlier = 'stay') =>
      select<'stay' | 'goes' | 'open'>({
        message,
        initialValue: earlier,
        options: [
          { value: 'stay', label: 'It stays behind' },
          ...(file.isOurs ? [{ value: 'goes' as const, label: 'It goes to a mailbox of the new server' }] : []),
          {
            value: 'open',
            label: 'I do not know yet',
            ...(file.isOurs ? {} : { hint: 'a line in your users file says where it goes' }),
          },
        ],
      }),
    );
    if (answer === 'stay') staying.push(address);
    if (answer !== 'goes') continue;
    const target = await askAddress(talk, {
      ...{ message: `The address of the mailbox that ${address} goes to`, taken: targets },
    });
    targets.set(addressKey(target), address);
    appendFileSync(file.path, stringify([[address, target]]));
  }
  return staying;
}

function openMailboxes(store: Store, users: UsersFile, chosen: Choice): Open[] {
  const choice = {
    ...{ named: users.accounts, staying: users.staying, select: chosen.mode === 'only' ? chosen.addresses : [] },
    ...{
      exclude: chosen.mode === 'except' ? chosen.addresses : [],
      excludeArchive: false,
      excludeRecoverable: true,
      byPlan: false,
    },
  };
  const source = { listed: listMailboxes(store) };
  const { unlisted, notIncluded } = findLeftBehind({ source, choice, accounts: users.accounts, shard: null }, []);
  const kinds = kindsOf(store);
  return [...unlisted, ...notIncluded].map(({ address, items }) => {
    const count = items === null ? 'not counted' : countOf(items, 'item');
    return { address, what: [...(kinds.get(address) ?? []), count].join(', ') };
  });
}

/** What a mailbox is, where that matters to whoever decides. */
function kindsOf(store: Store): ReadonlyMap<string, readonly string[]> {
  const accounts = accountsOf(store);
  const kindOf = ({ type, address }: Mailbox): string[] => {
    if (type !== 'user') return [SHARED[type]];
    const account = accounts?.get(addressKey(address));
    if (accounts === null || account === 'active') return [];
    return [account === 'disabled' ? 'disabled' : 'no account'];
  };
  return new Map(store.mailboxes.map((mailbox) => [mailbox.address, kindOf(mailbox)]));
}

const SHARED = { public: 'public folders', archive: 'archive of all mail', resources: 'rooms and devices' } as const;

/** Null where no file names them. */
function accountsOf(store: Store): ReadonlyMap<string, 'active' | 'disabled'> | null {
  if (store.usersCfg === null) return null;
  try {
    const { users } = readAccounts(sourcesOf(store, [])).accounts;
    const named = users.filter(({ source }) => source !== 'mailbox');
    return new Map(named.map(({ address, enabled }) => [addressKey(address), enabled ? 'active' : 'disabled']));
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
