/** Mailboxes of the old side that nobody moves and nobody left out. */
import { ownsMailbox, type Shard } from '../../core/shard.js';
import { matchesAny } from '../../naming/glob.js';
import type { NotIncluded, UnlistedMailbox } from '../../store/tree/census.js';
import type { MailSource } from '../source.js';
import type { Account } from './users-file.js';

/** What the user said about who moves. */
export interface Choice {
  /** All lines of the users file, chosen for this run or not. */
  readonly named: readonly Pick<Account, 'source' | 'target'>[];
  /** Sources of lines that say that a mailbox stays behind. */
  readonly staying: readonly string[];
  /** Globs of `--select` and `--exclude`. */
  readonly select: readonly string[];
  readonly exclude: readonly string[];
  /** Who moves is said by a plan: what it leaves open is asked for there. */
  readonly byPlan: boolean;
  /** The user knows of the archive, or of recoverable mail, and leaves it out. */
  readonly excludeArchive: boolean;
  /** The user leaves public folders out. */
  readonly excludePublic?: boolean;
  readonly excludeRecoverable: boolean;
}

/** What stays behind. */
export interface LeftBehind {
  /** Mailboxes with items that are in no line of the users file. */
  readonly unlisted: readonly UnlistedMailbox[];
  /** Archives that are in no line, mailboxes that a plan leaves open, and recoverable mail of the accounts that move. */
  readonly notIncluded: readonly NotIncluded[];
  /** Addresses that the user left out. */
  readonly notSelected: readonly string[];
}

/** What a finding of this kind needs to know of a migration. */
export interface Moving {
  readonly source: Pick<MailSource, 'listed'>;
  readonly choice: Choice;
  /** Everybody who moves, in whatever shard. */
  readonly accounts: readonly Account[];
  readonly shard: Shard | null;
}

/**
 * Looks for mailboxes that stay behind, those of this shard. `moved` are the accounts that were looked at, with how much
 * recoverable mail each of them has. Empty mailboxes are nothing to decide on.
 */
export function findLeftBehind(
  { source, choice, accounts, shard }: Moving,
  moved: readonly { readonly address: string; readonly recoverable: number }[],
): LeftBehind {
  const moving = keysOf(accounts.map((account) => account.source));
  const named = keysOf([...choice.named.map((account) => account.source), ...choice.staying]);
  const unlisted: UnlistedMailbox[] = [];
  const notIncluded: NotIncluded[] = [];
  const notSelected: string[] = [];
  for (const { address, user, isArchive, count } of source.listed ?? []) {
    if (isIn(moving, address) || !ownsMailbox(shard, address)) continue;
    const isPublicOut = choice.excludePublic === true && isPublicTree(address);
    const isOut =
      isPublicOut || isIn(named, address) || isLeftOut([address, user], choice) || (isArchive && choice.excludeArchive);
    const items = isOut ? 0 : count();
    if (isOut) notSelected.push(address);
    else if (items > 0 && choice.byPlan) notIncluded.push({ address, what: 'plan', items });
    else if (items > 0 && isArchive) notIncluded.push({ address, what: 'archive', items });
    else if (items > 0) unlisted.push({ address, items });
  }
  for (const { address, recoverable: items } of choice.excludeRecoverable ? [] : moved)
    if (items > 0) notIncluded.push({ address, what: 'recoverable', items });
  return { unlisted, notIncluded, notSelected };
}

/** Whether that is the address of public folders, or its name alone. */
export function isPublicTree(address: string): boolean {
  return /^_public(?:\.\d+)?(?:@|$)/i.test(address);
}

/** A selection leaves everybody out whom it does not fit. */
function isLeftOut(names: readonly string[], { select, exclude }: Choice): boolean {
  return (select.length > 0 && !matchesAny(select, names)) || matchesAny(exclude, names);
}

function keysOf(addresses: readonly string[]): ReadonlySet<string> {
  return new Set(addresses.map((address) => address.toLowerCase()));
}

/** The users file may name a mailbox without its domain. */
function isIn(keys: ReadonlySet<string>, address: string): boolean {
  const lower = address.toLowerCase();
  return keys.has(lower) || keys.has(lower.slice(0, lower.lastIndexOf('@')));
}
