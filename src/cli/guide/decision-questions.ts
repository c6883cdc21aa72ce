/** What the store has beyond what everybody expects: taken along or left out, so that the run ends without open questions. */
import { confirm, log, select } from '@clack/prompts';
import { UserError } from '../../core/errors.js';
import { matchesAny } from '../../naming/glob.js';
import { sourcesOf } from '../../files/accounts/store-accounts.js';
import type { Store } from '../../store/open.js';
import { addressKey, addressOf } from '../../users-cfg/account-types.js';
import { readAccounts } from '../../users-cfg/read-accounts.js';
import { firstOf } from '../output/export-summary.js';
import { countOf } from '../output/format.js';
import type { Choice, Decision } from './answers.js';
import type { ChosenStore } from './store-question.js';
import type { Talk } from './talk.js';

/** Asks about the archive; null where there is none. */
export async function askArchive(talk: Talk, { inspection }: ChosenStore): Promise<Decision | null> {
  const archives = inspection.mailboxes.filter(({ mailbox }) => mailbox.type === 'archive');
  const items = archives.reduce((sum, { sums }) => sum + sums.found, 0);
  if (items === 0) return null;
  return decide(talk, `The server also kept an archive of all mail, ${countOf(items, 'item')}. Take it along?`);
}

/** Asks about what the server keeps after deletion; null where it keeps nothing. */
export async function askRecoverable(talk: Talk, { inspection }: ChosenStore): Promise<Decision | null> {
  const kept = inspection.mailboxes.map(({ folders }) =>
    folders.filter(({ recoverable }) => recoverable).reduce((sum, { sums }) => sum + sums.found, 0),
  );
  const items = kept.reduce((sum, count) => sum + count, 0);
  if (items === 0) return null;
  const of = countOf(kept.filter((count) => count > 0).length, 'mailbox');
  return decide(
    talk,
    `The server also kept deleted items to recover, ${countOf(items, 'item')} of ${of}. Take them along?`,
  );
}

async function decide(talk: Talk, message: string): Promise<Decision> {
  const yes = await talk.ask<boolean>(message, (earlier = false) => confirm({ message, initialValue: earlier }));
  return yes ? 'include' : 'exclude';
}

/** Asks about chosen mailboxes that no account stands for; null where there is none, or nothing says who there is. */
export async function askUnlisted(talk: Talk, store: Store, chosen: Choice): Promise<Decision | null> {
  const unlisted = unlistedOf(store).filter((address) => isChosen(address, chosen));
  if (unlisted.length === 0) return null;
  talk.say(() =>
    log.info(
      [`${countOf(unlisted.length, 'mailbox')} without an account in users.cfg:`, ...firstOf(unlisted)].join('\n'),
    ),
  );
  const message = 'Users of a directory, or deleted ones. Make accounts for them?';
  return talk.ask<Decision>(message, (earlier = 'include') =>
    select<Decision>({
      message,
      initialValue: earlier,
      options: [
        { value: 'include', label: 'Make accounts', hint: 'their mail needs somebody to belong to' },
        { value: 'exclude', label: 'Only export what is in them' },
      ],
    }),
  );
}

function unlistedOf(store: Store): string[] {
  if (store.usersCfg === null) return [];
  try {
    const { users } = readAccounts(sourcesOf(store, [])).accounts;
    const unlisted = new Set(
      users.flatMap(({ source, address }) => (source === 'mailbox' ? [addressKey(address)] : [])),
    );
    return store.mailboxes.flatMap(({ type, user, domain, address }) =>
      type === 'user' && unlisted.has(addressKey(addressOf(user, domain))) ? [address] : [],
    );
  } catch (error) {
    // The export says what is wrong with the configuration.
    if (error instanceof UserError) return [];
    throw error;
  }
}

function isChosen(address: string, { mode, addresses }: Choice): boolean {
  return mode === 'all' || matchesAny(addresses, [address]) === (mode === 'only');
}
