/** The table of who goes where, as it is proposed: a line for every mailbox of a store. */
import type { Inspection, MailboxInspection } from '../../files/inspect.js';
import type { MailboxType } from '../../store/types.js';
import { addressKey, addressOf, type User } from '../../users-cfg/account-types.js';
import { type MoveRow, STAYS_BEHIND } from '../../users-cfg/move-plan.js';
import { addSums, emptySums, type Sums } from '../../ledger/sums.js';
import { countOf } from '../numbers.js';

/** Where a plan leads. */
export const PLAN_DESTINATIONS = ['google', 'microsoft', 'imap', 'dovecot'] as const;
export type PlanDestination = (typeof PLAN_DESTINATIONS)[number];

/** One mailbox, and what becomes of it. */
export interface MoveLine {
  readonly mailbox: string;
  readonly kind: MailboxType;
  /** The person's name; empty where nothing tells it. */
  readonly name: string;
  /** What users.cfg says of it. `unknown`: there is no users.cfg. `shared`: it belongs to everybody. */
  readonly account: 'active' | 'disabled' | 'none' | 'unknown' | 'shared';
  /** Without what is kept after deletion. */
  readonly sums: Sums;
  /** The largest message, in bytes. */
  readonly largest: number;
  /** Items kept after deletion. */
  readonly recoverable: number;
  /** An address, `-` for a mailbox that stays behind, or empty: somebody has to decide. */
  readonly target: string;
  /** What is to be decided, or why it was proposed so; empty where nothing is to be said. */
  readonly decide: string;
}

/** What the proposals rest on. */
export interface Proposal {
  readonly destination: PlanDestination;
  /** The users of the store; null where nothing tells who there is. */
  readonly users: readonly User[] | null;
  /** Gives an address its new domain. */
  readonly rename: (address: string) => string;
  /** What an earlier table decided, by mailbox in lower case: it stays. */
  readonly decided: ReadonlyMap<string, string>;
}

/** A line for each mailbox, in the order of the store. */
export function proposeLines({ mailboxes }: Inspection, proposal: Proposal): MoveLine[] {
  const users = new Map(proposal.users?.map((user) => [addressKey(user.address), user]));
  return mailboxes.map((inspected) => lineOf(inspected, users, proposal));
}

function lineOf(
  { mailbox, folders }: MailboxInspection,
  users: ReadonlyMap<string, User>,
  { destination, users: known, rename, decided }: Proposal,
): MoveLine {
  const sums = emptySums();
  let [largest, recoverable] = [0, 0];
  for (const folder of folders) {
    if (folder.recoverable) recoverable += folder.sums.found;
    else {
      addSums(sums, folder.sums);
      largest = Math.max(largest, folder.largest);
    }
  }
  const { address, type } = mailbox;
  const user = type === 'user' ? users.get(addressKey(addressOf(mailbox.user, mailbox.domain))) : undefined;
  const account = type === 'user' ? accountOf(user, known !== null) : 'shared';
  const line = { mailbox: address, kind: type, name: user?.fullName ?? '', account, sums, largest, recoverable };
  const answer = decided.get(addressKey(address)) ?? '';
  if (answer !== '') return { ...line, target: answer, decide: '' };
  return { ...line, ...proposalFor(line, destination, rename) };
}

function accountOf(user: User | undefined, isKnown: boolean): MoveLine['account'] {
  if (!isKnown) return 'unknown';
  if (user === undefined || user.source === 'mailbox') return 'none';
  return user.enabled ? 'active' : 'disabled';
}

const SHARED_HINTS: Readonly<Record<PlanDestination, string>> = {
  google: 'the mailbox that a collaborative group or a delegate opens',
  microsoft: 'a shared mailbox, which needs no licence up to 50 GB',
  imap: 'the mailbox that everybody may open',
  dovecot: 'a shared mailbox or a public namespace',
};

/** Files of several mailboxes can be loaded into one; what is sent to a server fills each from one alone. */
const ofItsOwn = (own: string): string => `of its own (${own}), since migrate fills a mailbox from one alone`;
const orJoined = (own: string): string =>
  `(${own}; or that of whoever takes over, where files are loaded: migrate fills a mailbox from one alone)`;
const FOR_PEOPLE: Readonly<Record<PlanDestination, (own: string) => string>> = {
  google: orJoined,
  microsoft: ofItsOwn,
  imap: ofItsOwn,
  dovecot: orJoined,
};

const KINDS: Readonly<Record<Exclude<MailboxType, 'user'>, string>> = {
  public: 'public folders, which belong to everybody',
  archive: 'the archive of all mail, which belongs to nobody',
  resources: 'calendars of rooms and equipment',
};

function proposalFor(
  {
    mailbox,
    kind,
    account,
    sums,
    recoverable,
  }: Pick<MoveLine, 'mailbox' | 'kind' | 'account' | 'sums' | 'recoverable'>,
  destination: PlanDestination,
  rename: (address: string) => string,
): Pick<MoveLine, 'target' | 'decide'> {
  if (account === 'active' || account === 'unknown') return { target: rename(mailbox), decide: '' };
  if (sums.found === 0) {
    const kept = `nothing is in it but what was deleted (${countOf(recoverable, 'item')} kept for recovery)`;
    return { target: STAYS_BEHIND, decide: recoverable === 0 ? 'nothing is in it' : kept };
  }
  if (kind !== 'user')
    return {
      target: '',
      decide: `${KINDS[kind]}: the address of ${SHARED_HINTS[destination]}, or - for nowhere`,
    };
  const how =
    account === 'disabled' ? 'the account is disabled' : 'no account: a user of a directory, or somebody who left';
  return {
    target: '',
    decide: `${how}: an address ${FOR_PEOPLE[destination](rename(mailbox))}, or - for nowhere`,
  };
}

/** Whether somebody still has to decide. */
export function isOpen({ target, sums }: MoveLine): boolean {
  return target === '' && sums.found > 0;
}

/** The lines as the file has them. */
export function moveRows(lines: readonly MoveLine[]): MoveRow[] {
  return lines.map(({ mailbox, target, decide, kind, name, account, sums, largest, recoverable }) => ({
    ...{ mailbox, goes_to: target, decide, kind, name, account },
    ...{ items: String(sums.found), bytes: String(sums.bytes), largest_message_bytes: String(largest) },
    kept_after_deletion: String(recoverable),
  }));
}
