/** Rights on folders in the words of the new side: whose folder, whom it is shared with, how far. */
import { type Accounts, addressKey } from '../../../users-cfg/account-types.js';
import type { AccessLevel } from '../../../store/index/access.js';
import type { FolderRight, FolderRights } from '../../../store/tree/rights.js';
import type { Folder, Mailbox } from '../../../store/types.js';
import type { LeftOut, Plan } from '../plan-types.js';
import type { Rename } from '../rename.js';
import { type Grantee, Grantees, Owners } from './grantees.js';

/** A mailbox, all its folders, and who besides its owner has rights on them. */
export interface SharedTree {
  readonly mailbox: Mailbox;
  readonly folders: readonly Folder[];
  readonly rights: readonly FolderRights[];
}

/** One right. */
export interface Grant {
  readonly who: Grantee;
  readonly level: Exclude<AccessLevel, 'none'>;
  /** IMAP rights as they are written. */
  readonly rights: string;
}

/** A folder that is shared. */
export interface SharedFolder {
  readonly tree: SharedTree;
  readonly folder: Folder;
  /** The new address of its owner; null where nobody has one. */
  readonly owner: string | null;
  /** The shared mailbox that stands for public folders where nobody else owns them; null for a user's. */
  readonly sharedMailbox: string | null;
  readonly grants: readonly Grant[];
}

/** What `planSharing` found. */
export interface SharingPlan {
  readonly folders: readonly SharedFolder[];
  readonly leftOut: readonly LeftOut[];
}

/** Levels from nothing to all. */
const ORDER: readonly AccessLevel[] = ['none', 'see', 'read', 'add', 'write', 'admin'];

/** Turns rights into grants. Whoever has no account is told of, and so is what no destination can have. */
export function planSharing(
  trees: readonly SharedTree[],
  plan: Plan,
  accounts: Pick<Accounts, 'domains'>,
  rename: Rename,
): SharingPlan {
  const grantees = new Grantees(plan, accounts, rename);
  const owners = new Owners(plan, rename);
  const strangers = new Map<string, { readonly subject: string; readonly first: string; count: number }>();
  const leftOut: LeftOut[] = [];
  const folders = trees.flatMap((tree) => {
    const owner = owners.ownerOf(tree.mailbox);
    const sharedMailbox = owners.sharedMailboxOf(tree.mailbox);
    return tree.rights.flatMap(({ folder, rights }): SharedFolder[] => {
      const where = `${tree.mailbox.address}: ${folder.path.join('/')}`;
      for (const { who, address } of rights)
        if (who === 'denied')
          leftOut.push(nowhere(where, `takes rights away from ${address}, which nothing else can do`));
      const { grants, strangers: unknown } = grantsOf(rights, grantees, owner);
      for (const { subject } of unknown) {
        const known = strangers.get(addressKey(subject)) ?? { subject, first: where, count: 0 };
        known.count += 1;
        strangers.set(addressKey(subject), known);
      }
      return grants.length === 0 ? [] : [{ tree, folder, owner, sharedMailbox, grants }];
    });
  });
  for (const { subject, first, count } of strangers.values()) {
    const more = count === 1 ? '' : ` and ${count - 1} more`;
    leftOut.push(nowhere(subject, `has rights on ${first}${more}, and is no account: nobody gets them`));
  }
  return { folders, leftOut };
}

/** Several subjects may be one person: the most that any of them may counts. */
function add(grants: Map<string, Grant>, grant: Grant): void {
  const key = `${grant.who.kind} ${addressKey(grant.who.address)}`;
  const known = grants.get(key);
  if (known === undefined || ORDER.indexOf(known.level) < ORDER.indexOf(grant.level)) grants.set(key, grant);
}

/** The rights on one folder as grants, and those whose subject has no account. What the owner himself may is no grant. */
export function grantsOf(
  rights: readonly FolderRight[],
  grantees: Grantees,
  owner: string | null,
): { readonly grants: readonly Grant[]; readonly strangers: readonly FolderRight[] } {
  const grants = new Map<string, Grant>();
  const strangers: FolderRight[] = [];
  for (const { level, ...right } of rights) {
    if (right.who === 'denied' || level === 'none') continue;
    const who = grantees.of({ ...right, level });
    if (who === null) strangers.push({ ...right, level });
    else if (who.address === '' || addressKey(who.address) !== addressKey(owner ?? ''))
      add(grants, { who, level, rights: right.rights });
  }
  return { grants: [...grants.values()], strangers };
}

function nowhere(what: string, reason: string): LeftOut {
  return { destination: null, file: null, what, reason, result: 'skipped' };
}

/** Grants in words: `eva@company.com (read), everybody (see)`. */
export function grantsText(grants: readonly Grant[]): string {
  const most = 8;
  const shown = grants
    .slice(0, most)
    .map(({ who, level }) => `${who.address === '' ? 'everybody' : who.address} (${level})`);
  return [...shown, ...(grants.length > most ? [`${grants.length - most} more`] : [])].join(', ');
}
