/** Rights on folders in the words of the new side: whose folder, whom it is shared with, how far. */
import { STAYS_BEHIND } from '../../../users-cfg/move-plan.js';
import { type Accounts, addressKey } from '../../../users-cfg/account-types.js';
import type { AccessLevel } from '../../../store/index/access.js';
import type { FolderRight, FolderRights } from '../../../store/tree/rights.js';
import type { Folder, Mailbox } from '../../../store/types.js';
import type { LeftOut, Plan } from '../plan-types.js';
import { domainOf, type Rename } from '../rename.js';

/** A mailbox, all its folders, and who besides its owner has rights on them. */
export interface SharedTree {
  readonly mailbox: Mailbox;
  readonly folders: readonly Folder[];
  readonly rights: readonly FolderRights[];
}

/** Whom a folder is shared with. `everybody`: all who have an account in the domain of its owner. */
export interface Grantee {
  readonly kind: 'person' | 'group' | 'everybody';
  /** Empty for everybody; of a group without an address its key. */
  readonly address: string;
  /** A group that no mail can be sent to. */
  readonly nameless: boolean;
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
  const addresses = new Addresses(plan, accounts, rename);
  const strangers = new Map<string, { readonly subject: string; readonly first: string; count: number }>();
  const leftOut: LeftOut[] = [];
  const folders = trees.flatMap((tree) => {
    const owner = addresses.ownerOf(tree.mailbox);
    const sharedMailbox = addresses.sharedMailboxOf(tree.mailbox);
    return tree.rights.flatMap(({ folder, rights }): SharedFolder[] => {
      const where = `${tree.mailbox.address}: ${folder.path.join('/')}`;
      const grants = new Map<string, Grant>();
      for (const right of rights) {
        if (right.who === 'denied') {
          leftOut.push(nowhere(where, `takes rights away from ${right.address}, which nothing else can do`));
          continue;
        }
        if (right.level === 'none') continue;
        const who = addresses.granteeOf(right);
        if (who === null) {
          const known = strangers.get(addressKey(right.subject)) ?? { subject: right.subject, first: where, count: 0 };
          known.count += 1;
          strangers.set(addressKey(right.subject), known);
        } else if (who.address === '' || addressKey(who.address) !== addressKey(owner ?? '')) {
          add(grants, { who, level: right.level, rights: right.rights });
        }
      }
      return grants.size === 0 ? [] : [{ tree, folder, owner, sharedMailbox, grants: [...grants.values()] }];
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

function nowhere(what: string, reason: string): LeftOut {
  return { destination: null, file: null, what, reason, result: 'skipped' };
}

/** Old addresses and what has become of them. */
class Addresses {
  readonly #rename: Rename;
  readonly #grantees = new Map<string, Grantee>();
  readonly #owners = new Map<string, string>();
  readonly #shared = new Map<string, string>();
  readonly #domains: ReadonlySet<string>;

  constructor({ people, groups, shared, open }: Plan, { domains }: Pick<Accounts, 'domains'>, rename: Rename) {
    this.#rename = rename;
    const know = (address: string, who: Grantee): void => {
      if (!this.#grantees.has(addressKey(address))) this.#grantees.set(addressKey(address), who);
    };
    for (const { source, address } of people) {
      this.#owners.set(addressKey(source), address);
      const who: Grantee = { kind: 'person', address, nameless: false };
      know(address, who);
      know(rename(source), who);
    }
    for (const { source, answer } of open) {
      if (answer === null || answer === STAYS_BEHIND) continue;
      this.#owners.set(addressKey(source), answer);
      know(rename(source), { kind: 'person', address: answer, nameless: false });
    }
    for (const { key, address, aliases } of groups) {
      const who: Grantee = { kind: 'group', address: address ?? key, nameless: address === null };
      for (const name of [key, address ?? key, ...aliases]) know(name, who);
    }
    for (const { address, aliases } of people)
      for (const alias of aliases) know(alias, { kind: 'person', address, nameless: false });
    for (const { folder, address } of shared) if (folder !== null) this.#shared.set(folder, address);
    this.#domains = new Set(domains.flatMap(({ name, aliases }) => [name, ...aliases].map(addressKey)));
  }

  ownerOf({ address }: Mailbox): string | null {
    return this.#owners.get(addressKey(address)) ?? null;
  }

  sharedMailboxOf({ type, domain }: Mailbox): string | null {
    if (type !== 'public') return null;
    const [only, ...others] = this.#shared.values();
    // The folders of the whole server lie under a domain of no mail: one mailbox stands for them where there is one.
    return (
      this.#shared.get(`${domainOf(this.#rename(`@${domain}`)).toLowerCase()}/`) ??
      (others.length === 0 ? only : null) ??
      null
    );
  }

  /** Null for whoever has no account. */
  granteeOf({ who, address }: FolderRight): Grantee | null {
    if (who === 'anyone' || who === 'signed-in') return EVERYBODY;
    if (who === 'domain') return this.#domains.has(addressKey(address)) ? EVERYBODY : null;
    return this.#grantees.get(addressKey(this.#rename(address))) ?? null;
  }
}

const EVERYBODY: Grantee = { kind: 'everybody', address: '', nameless: false };

/** Grants in words: `eva@company.com (read), everybody (see)`. */
export function grantsText(grants: readonly Grant[]): string {
  const most = 8;
  const shown = grants
    .slice(0, most)
    .map(({ who, level }) => `${who.address === '' ? 'everybody' : who.address} (${level})`);
  return [...shown, ...(grants.length > most ? [`${grants.length - most} more`] : [])].join(', ');
}
