/** What the store holds, and nobody asked for and nobody left out: an export that is done, but that a person must look at. */
import { countItems, type NotIncluded, type UnlistedMailbox } from '../store/tree/census.js';
import type { Store } from '../store/open.js';
import type { Mailbox } from '../store/types.js';
import { addressKey, addressOf } from '../users-cfg/account-types.js';
import { moveOf } from '../users-cfg/move-plan.js';
import type { ExportOptions } from './plan/options.js';
import type { MailboxReport } from './result.js';
import { isMailboxMeant, isMailboxSelected } from './plan/selection.js';
import type { StoreAccounts } from './accounts/store-accounts.js';

/**
 * Trees that `--include` would take in. None where the user chose kinds without mail or single folders: they have left the
 * rest out. Empty trees are nothing to decide on.
 */
export function findNotIncluded(
  store: Pick<Store, 'mailboxes' | 'unopened' | 'countUnopened' | 'tree'>,
  mailboxes: readonly (Pick<MailboxReport, 'mailbox' | 'skips'> & { readonly gone?: boolean })[],
  options: ExportOptions,
  owns: (address: string) => boolean = () => true,
): NotIncluded[] {
  const undecided = findOpenInPlan(store, options, owns);
  if (options.folders.length > 0 || !options.only.includes('mail')) return undecided;
  const archives = options.excludeArchive
    ? []
    : store.unopened
        .filter((mailbox) => owns(mailbox.address) && isMailboxSelected(mailbox, options))
        .map((mailbox) => tree(mailbox, 'archive', store.countUnopened(mailbox)));
  const recoverable = options.excludeRecoverable
    ? []
    : mailboxes
        .filter(({ gone }) => gone !== true)
        .flatMap(({ mailbox, skips }) =>
          skips.filter(({ rule }) => rule === 'recoverable').map(({ items }) => tree(mailbox, 'recoverable', items)),
        );
  const isSomething = ({ items }: NotIncluded): boolean => items !== 0;
  return [...archives.filter(isSomething), ...undecided, ...recoverable.filter(isSomething)];
}

/** Mailboxes with items that the plan leaves open: they are not exported until it says where they go. */
function findOpenInPlan(
  store: Parameters<typeof findNotIncluded>[0],
  options: ExportOptions,
  owns: (address: string) => boolean,
): NotIncluded[] {
  if (options.plan === null) return [];
  const isOpen = (mailbox: Mailbox): boolean =>
    owns(mailbox.address) && isMailboxMeant(mailbox, options) && moveOf(options.plan, mailbox.address) === 'open';
  const found = store.mailboxes.filter(isOpen).map((mailbox) => tree(mailbox, 'plan', countItems(store.tree(mailbox))));
  const packed = store.unopened.filter(isOpen).map((mailbox) => tree(mailbox, 'plan', store.countUnopened(mailbox)));
  return [...found, ...packed].filter(({ items }) => items !== 0);
}

function tree({ address }: Mailbox, what: NotIncluded['what'], items: number | null): NotIncluded {
  return { address, what, items };
}

/**
 * Mailboxes of the output that no account stands for: nobody will receive them at the destination, unless somebody says who.
 * None where accounts were not asked for, or where nothing says who there is.
 */
export function findUnlisted(
  store: Pick<Store, 'mailboxes'>,
  mailboxes: readonly Pick<MailboxReport, 'mailbox' | 'sums'>[],
  accounts: StoreAccounts | null,
  options: ExportOptions,
): UnlistedMailbox[] {
  if (accounts === null || accounts.result === null || accounts.unlistedDecided) return [];
  const unlisted = new Set(
    accounts.result.read.accounts.users.flatMap(({ source, address }) =>
      source === 'mailbox' ? [addressKey(address)] : [],
    ),
  );
  const items = new Map(mailboxes.map(({ mailbox, sums }) => [mailbox.address, sums.found]));
  return store.mailboxes
    .filter(({ type, user, domain }) => type === 'user' && unlisted.has(addressKey(addressOf(user, domain))))
    .filter((mailbox) => isMailboxSelected(mailbox, options))
    .map(({ address }) => ({ address, items: items.get(address) ?? 0 }));
}
