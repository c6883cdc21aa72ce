/** Who somebody of the old side is at the new one. */
import { STAYS_BEHIND } from '../../../users-cfg/move-plan.js';
import { type Accounts, addressKey } from '../../../users-cfg/account-types.js';
import type { FolderRight } from '../../../store/tree/rights.js';
import type { Mailbox } from '../../../store/types.js';
import type { Plan } from '../plan-types.js';
import { domainOf, type Rename } from '../rename.js';

/** Whom a folder is shared with. `everybody`: all who have an account in the domain of its owner. */
export interface Grantee {
  readonly kind: 'person' | 'group' | 'everybody';
  /** Empty for everybody; of a group without an address its key. */
  readonly address: string;
  /** A group that no mail can be sent to. */
  readonly nameless: boolean;
}

const EVERYBODY: Grantee = { kind: 'everybody', address: '', nameless: false };

/** Whom subjects of rights mean. Addresses are the old ones and further ones, under old names of domains and new. */
export class Grantees {
  readonly #rename: Rename;
  readonly #byAddress = new Map<string, Grantee>();
  readonly #domains: ReadonlySet<string>;

  constructor(
    { people, groups, open }: Pick<Plan, 'people' | 'groups' | 'open'>,
    { domains }: Pick<Accounts, 'domains'>,
    rename: Rename,
  ) {
    this.#rename = rename;
    for (const { source, address } of people) {
      this.know(source, address);
      this.know(address, address);
    }
    for (const { source, answer } of open) if (answer !== null && answer !== STAYS_BEHIND) this.know(source, answer);
    for (const { key, address, aliases } of groups) {
      const who: Grantee = { kind: 'group', address: address ?? key, nameless: address === null };
      for (const name of [key, address ?? key, ...aliases]) this.#add(name, who);
    }
    for (const { address, aliases } of people) for (const alias of aliases) this.know(alias, address);
    this.#domains = new Set(domains.flatMap(({ name, aliases }) => [name, ...aliases].map(addressKey)));
  }

  /** Somebody has this address at the new side. Who was known first counts. */
  know(old: string, address: string): void {
    this.#add(old, { kind: 'person', address, nameless: false });
  }

  #add(address: string, who: Grantee): void {
    for (const key of [addressKey(address), addressKey(this.#rename(address))])
      if (!this.#byAddress.has(key)) this.#byAddress.set(key, who);
  }

  /** Null for whoever has no account. */
  of({ who, address }: FolderRight): Grantee | null {
    if (who === 'anyone' || who === 'signed-in') return EVERYBODY;
    if (who === 'domain') return this.#domains.has(addressKey(address)) ? EVERYBODY : null;
    return this.#byAddress.get(addressKey(address)) ?? this.#byAddress.get(addressKey(this.#rename(address))) ?? null;
  }
}

/** Whose mailboxes are whose at the new side. */
export class Owners {
  readonly #rename: Rename;
  readonly #owners = new Map<string, string>();
  readonly #shared = new Map<string, string>();

  constructor({ people, shared, open }: Plan, rename: Rename) {
    this.#rename = rename;
    for (const { source, address } of people) this.#owners.set(addressKey(source), address);
    for (const { source, answer } of open)
      if (answer !== null && answer !== STAYS_BEHIND) this.#owners.set(addressKey(source), answer);
    for (const { folder, address } of shared) if (folder !== null) this.#shared.set(folder, address);
  }

  /** Null for a mailbox that nobody gets. */
  ownerOf({ address }: Mailbox): string | null {
    return this.#owners.get(addressKey(address)) ?? null;
  }

  /** The shared mailbox that is made for public folders; null for others. */
  sharedMailboxOf({ type, domain }: Mailbox): string | null {
    if (type !== 'public') return null;
    const own = this.#shared.get(`${domainOf(this.#rename(`@${domain}`)).toLowerCase()}/`);
    // The folders of the whole server lie under a domain of no mail: one mailbox stands for them where there is one.
    const [only, ...others] = this.#shared.values();
    return own ?? (others.length === 0 ? (only ?? null) : null);
  }
}
