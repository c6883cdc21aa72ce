import { addressKey } from '../../users-cfg/account-types.js';
import type { LeftOut, Member, Person, PlannedGroup, SharedMailbox } from './plan-types.js';
import { domainOf, localPart } from './rename.js';

type Writable<Whole, Keys extends keyof Whole> = Omit<Whole, Keys> & { -readonly [Key in Keys]: Whole[Key] };

export type DraftPerson = Writable<Omit<Person, 'aliases'>, 'forward'> & { readonly aliases: string[] };
export type DraftGroup = Writable<Omit<PlannedGroup, 'aliases' | 'members'>, 'address'> & {
  readonly aliases: string[];
  readonly members: Map<string, Member>;
};
export type DraftShared = Omit<SharedMailbox, 'aliases'> & { readonly aliases: string[] };
type Owner = DraftPerson | DraftGroup | DraftShared;

/** A member that is looked up when all accounts are planned. */
interface PendingMember {
  readonly group: DraftGroup;
  readonly address: string;
  readonly moderator: boolean;
}

/**
 * A plan in the making: who owns which address. An address can be given away once; who comes second is reported and goes
 * without.
 */
export class PlanDraft {
  readonly people: DraftPerson[] = [];
  readonly #shared: DraftShared[] = [];
  readonly #sharedFolders = new Map<string, DraftShared>();
  readonly leftOut: LeftOut[] = [];
  readonly changes: string[] = [];
  readonly #groups = new Map<string, DraftGroup>();
  readonly #owners = new Map<string, Owner>();
  readonly #unlisted = new Set<string>();
  /** Every name of the domains whose accounts are planned, in lower case, and the main name of that domain. */
  readonly #ownDomains: ReadonlyMap<string, string>;
  readonly #pending: PendingMember[] = [];

  /** `ownDomains`: each name of the domains whose accounts are planned, and the main name of that domain; new names. */
  constructor(ownDomains: Iterable<readonly [name: string, main: string]>) {
    this.#ownDomains = new Map([...ownDomains].map(([name, main]) => [name.toLowerCase(), main]));
  }

  get shared(): readonly DraftShared[] {
    return this.#shared;
  }

  addShared(shared: DraftShared): void {
    this.#shared.push(shared);
    if (shared.folder !== null && !this.#sharedFolders.has(shared.folder))
      this.#sharedFolders.set(shared.folder, shared);
  }

  /** The shared mailbox that stands for a public folder. */
  sharedFolder(folder: string): DraftShared | undefined {
    return this.#sharedFolders.get(folder);
  }

  get groups(): readonly DraftGroup[] {
    return [...this.#groups.values()];
  }

  /** Gives `address` to `owner`. False, with a report, when it has another owner already. */
  claim(address: string, owner: Owner, what = address): boolean {
    const known = this.#owners.get(addressKey(address));
    if (known === owner) return false;
    if (known !== undefined) {
      this.fail(what, `cannot be had twice: ${address} belongs to ${nameOf(known)}`);
      return false;
    }
    this.#owners.set(addressKey(address), owner);
    return true;
  }

  /** The same without a report: an address that somebody has stays theirs. */
  claimFree(address: string, owner: Owner): boolean {
    if (this.#owners.has(addressKey(address))) return false;
    this.#owners.set(addressKey(address), owner);
    return true;
  }

  /** Whose address it is, under any name of the domain; a group is found by its key, too. */
  ownerOf(address: string): Owner | null {
    const main = this.#ownDomains.get(domainOf(address).toLowerCase());
    const canonical = main === undefined ? address : `${localPart(address)}@${main}`;
    return (
      this.#owners.get(addressKey(address)) ??
      this.#owners.get(addressKey(canonical)) ??
      this.#groups.get(addressKey(address)) ??
      null
    );
  }

  /** Takes in a group. False, with a report, when there is one of that key already. */
  addGroup(group: DraftGroup): boolean {
    const key = addressKey(group.key);
    if (this.#groups.has(key)) {
      this.fail(group.key, 'is the name of two groups: the first counts');
      return false;
    }
    this.#groups.set(key, group);
    return true;
  }

  /** Puts an address into a group once everything is planned: it may be an alias of something planned later. */
  addMember(group: DraftGroup, address: string, moderator = false): void {
    this.#pending.push({ group, address, moderator });
  }

  /** Remembers a mailbox that was left out, so that whatever leads to it can say why it does not. */
  leaveUnlisted(address: string): void {
    this.#unlisted.add(addressKey(address));
    this.skip(address, 'has a mailbox, but no file names the account: --include-unlisted takes it in');
  }

  /** Why mail for `address` leads nowhere at the destination; null when it is an address of somebody else's domain. */
  reasonMissing(address: string): string | null {
    if (this.#unlisted.has(addressKey(address))) return `${address}, a mailbox that no file names`;
    // A further name of a domain is known by a guess alone: an address there may be somebody else's.
    const domain = domainOf(address).toLowerCase();
    const ours = this.#ownDomains.get(domain)?.toLowerCase() === domain;
    return ours ? `${address}, for which no account is made` : null;
  }

  /** Looks up the members of all groups. */
  finishMembers(): void {
    for (const { group, address, moderator } of this.#pending) {
      const member = this.#memberFrom(address, moderator);
      if (member === null)
        this.fail(group.address ?? group.key, `loses the member ${this.reasonMissing(address) ?? address}`);
      else group.members.set(`${member.kind} ${addressKey(member.address)}`, member);
    }
  }

  /** Reports what reaches no destination and needs somebody's eye. */
  fail(what: string, reason: string): void {
    this.leftOut.push({ destination: null, file: null, what, reason, result: 'failed' });
  }

  /** Reports what reaches no destination by rule. */
  skip(what: string, reason: string): void {
    this.leftOut.push({ destination: null, file: null, what, reason, result: 'skipped' });
  }

  #memberFrom(address: string, moderator: boolean): Member | null {
    const owner = this.ownerOf(address);
    if (owner === null) return this.reasonMissing(address) === null ? { kind: 'outside', address, moderator } : null;
    if (isPerson(owner)) return { kind: 'person', address: owner.address, moderator };
    return isGroup(owner) ? { kind: 'group', address: owner.address ?? owner.key, moderator } : null;
  }
}

export function isPerson(owner: Owner): owner is DraftPerson {
  return 'source' in owner;
}

export function isGroup(owner: Owner): owner is DraftGroup {
  return 'members' in owner;
}

function nameOf(owner: Owner): string {
  if (isPerson(owner)) return `the user ${owner.address}`;
  return isGroup(owner) ? `the group ${owner.key}` : `the shared mailbox ${owner.address}`;
}
