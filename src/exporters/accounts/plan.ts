import { append } from '../../core/lists.js';
import { type MovePlan, moveTargets, STAYS_BEHIND } from '../../users-cfg/move-plan.js';
import { type Accounts, addressKey, addressOf, type User } from '../../users-cfg/account-types.js';
import { passwordGenerator, type Passwords } from './passwords.js';
import { splitPersonName } from './person-name.js';
import { planAliases } from './plan-aliases.js';
import { type DraftPerson, type DraftShared, isPerson, PlanDraft } from './plan-draft.js';
import { planGroups, planLists } from './plan-groups.js';
import type { OpenMailbox, Plan } from './plan-types.js';
import { domainOf, domainRename, type Rename } from './rename.js';

export interface PlanOptions {
  readonly passwords: Passwords;
  /** Old domain to new domain. */
  readonly renames: ReadonlyMap<string, string>;
  /** Take in the mailboxes on disk that no file names. */
  readonly includeUnlisted: boolean;
  /** Who goes where, where somebody has decided it: who stays behind gets no account, and who is joined to another none either. */
  readonly moves?: MovePlan | null | undefined;
}

/**
 * Turns the accounts of the old server into what is to be made at the new one: domains renamed, names split, passwords
 * given, aliases resolved to their owners or turned into groups. Everything that finds no place is in `leftOut`.
 */
export function planAccounts(accounts: Accounts, options: PlanOptions): Plan {
  const rename = domainRename(options.renames);
  const newName = (domain: string): string => domainOf(rename(`@${domain}`));
  const draft = new PlanDraft(
    accounts.domains.flatMap(({ name, aliases }) =>
      [name, ...aliases].map((own) => [newName(own), newName(name)] as const),
    ),
  );
  const joined = planPeople(accounts.users, options, rename, draft);
  planGroups(accounts.groups, rename, draft);
  planLists(accounts.lists, rename, draft);
  planShared(accounts, rename, draft);
  planAliases(accounts.aliases, rename, draft);
  draft.finishMembers();
  noteDomainAliases(accounts, newName, draft);
  return {
    people: draft.people,
    groups: draft.groups.map((group) => ({ ...group, members: [...group.members.values()] })),
    shared: draft.shared,
    open: [...joined, ...openMailboxes(accounts, options, rename)],
    mainDomain: newName(mainDomainOf(accounts)),
    leftOut: draft.leftOut,
    changes: draft.changes,
  };
}

function mainDomainOf({ domains, users }: Accounts): string {
  return domains.find(({ primary }) => primary)?.name ?? domainOf(users[0]?.address ?? '');
}

/** Makes the people. Gives the mailboxes that the plan leaves behind, or joins to those of others. */
function planPeople(
  users: readonly User[],
  options: PlanOptions,
  rename: Rename,
  draft: PlanDraft,
): readonly OpenMailbox[] {
  const passwords = passwordsFrom(options.passwords);
  const targetOf = targetsOf(options);
  const joined: OpenMailbox[] = [];
  const add = (user: User, address: string): void => {
    const person = personFrom(user, address, passwords, rename, draft.changes);
    if (!draft.claim(person.address, person, user.address)) return;
    draft.people.push(person);
  };
  const movers: (readonly [user: User, target: string])[] = [];
  for (const user of users) {
    const own = rename(user.address);
    const target = targetOf(user.address);
    if (target === undefined && user.source === 'mailbox' && !options.includeUnlisted) draft.leaveUnlisted(own);
    else if (target === STAYS_BEHIND) {
      draft.skip(own, 'stays behind, as the plan says');
      joined.push({ source: user.address, address: own, question: '', answer: STAYS_BEHIND });
    } else if (target === undefined || addressKey(target) === addressKey(own)) add(user, own);
    else movers.push([user, target]);
  }
  // Who has an address comes before who moves to it.
  for (const [user, target] of movers) {
    const own = rename(user.address);
    if (draft.ownerOf(target) === null) add(user, target);
    else {
      draft.skip(own, `gets no account: its mailbox goes to ${target}, as the plan says`);
      joined.push({ source: user.address, address: own, question: '', answer: target });
    }
  }
  // Mail for the old address still has to arrive, unless somebody has moved to it.
  for (const [user, target] of movers) {
    const own = rename(user.address);
    const owner = draft.ownerOf(target);
    if (owner !== null && draft.claimFree(own, owner)) owner.aliases.push(own);
  }
  // Only now, so that a further address never takes away another user's main one.
  users.forEach((user) => {
    const person = draft.ownerOf(targetOf(user.address) ?? rename(user.address));
    if (person === null || !isPerson(person) || person.source !== user.address) return;
    append(
      person.aliases,
      user.addresses.map(rename).filter((address) => draft.claim(address, person)),
    );
  });
  return joined;
}

/** Where the plan says that a mailbox goes; undefined where it says nothing, or there is none. */
function targetsOf({ moves }: Pick<PlanOptions, 'moves'>): (address: string) => string | undefined {
  const targets = moves === undefined || moves === null ? new Map<string, string>() : moveTargets(moves);
  return (address) => targets.get(addressKey(address));
}

function personFrom(
  user: User,
  address: string,
  passwords: PasswordsOf,
  rename: Rename,
  changes: string[],
): DraftPerson {
  const name = splitPersonName(user.fullName, user.name);
  if (name.first === name.last)
    changes.push(`${address}: a name of one word, ${name.first}, which stands for first and last name`);
  if (name.cut) changes.push(`${address}: a name of more than 60 characters was cut`);
  const { mode, to } = user.forwarding;
  if (mode === 'unknown' && to.length > 0) {
    changes.push(`${address}: forwards mail; nothing says whether a copy is kept, so it will be`);
  }
  const forwards = mode !== 'none' && to.length > 0;
  return {
    source: user.address,
    address,
    fullName: user.fullName || `${name.first} ${name.last === name.first ? '' : name.last}`.trim(),
    firstName: name.first,
    lastName: name.last,
    description: user.description,
    enabled: user.enabled,
    mailbox: user.mailbox,
    ...passwords(user.address, address),
    aliases: [],
    forward: forwards ? { to: to.map(rename), keep: mode !== 'forward' } : null,
  };
}

/** Users of a directory and others whom no file names, and the trees of everybody. */
function openMailboxes(
  { users, otherMailboxes }: Accounts,
  options: PlanOptions,
  rename: Rename,
): readonly OpenMailbox[] {
  const targetOf = targetsOf(options);
  const unlisted = users.flatMap(({ source, address }) =>
    source === 'mailbox' && !options.includeUnlisted && targetOf(address) === undefined ? [address] : [],
  );
  return [
    ...unlisted.map((source) => ({
      ...{ source, address: rename(source) },
      question: `${source} has a mailbox and no account: a user of a directory? To whom does it go?`,
      answer: null,
    })),
    ...otherMailboxes.map((source) => ({
      ...{ source, address: rename(source) },
      question: `${source} belongs to everybody: to whom does it go?`,
      answer: targetOf(source) ?? null,
    })),
  ];
}

type PasswordsOf = (source: string, address: string) => Pick<DraftPerson, 'password' | 'sourcePassword' | 'oneTime'>;

function passwordsFrom(passwords: Passwords): PasswordsOf {
  if (passwords.kind === 'none') return () => ({ password: '', sourcePassword: '', oneTime: true });
  if (passwords.kind === 'generate') {
    const generate = passwordGenerator();
    return (_, address) => {
      const password = passwords.earlier.get(addressKey(address)) ?? generate();
      return { password, sourcePassword: '', oneTime: true };
    };
  }
  const { byAddress } = passwords;
  return (source, address) => {
    const known = byAddress.get(addressKey(source)) ?? byAddress.get(addressKey(address)) ?? '';
    return { password: known, sourcePassword: known, oneTime: false };
  };
}

function planShared(accounts: Accounts, rename: Rename, draft: PlanDraft): void {
  for (const resource of accounts.resources) {
    const address = rename(`${mailName(resource.name)}@${resource.domain}`);
    if (address !== rename(resource.address))
      draft.changes.push(`${resource.name}: a resource, given the address ${address}`);
    // Which number is which is not certain; rooms are what most servers have.
    const kind = resource.type === '1' ? 'equipment' : 'room';
    const shared: DraftShared = { kind, folder: null, name: resource.name, address, aliases: [] };
    if (draft.claim(address, shared)) draft.addShared(shared);
  }
  const known = new Set(accounts.domains.map(({ name }) => name.toLowerCase()));
  for (const domain of accounts.publicFolders) {
    // Folders of the whole server lie under a domain of no mail (localhost): the main domain takes them.
    const address = rename(
      addressOf('public-folders', known.has(domain.toLowerCase()) ? domain : mainDomainOf(accounts)),
    );
    const shared: DraftShared = {
      kind: 'public folder',
      folder: `${domainOf(address).toLowerCase()}/`,
      name: `Public folders of ${domainOf(address)}`,
      address,
      aliases: [],
    };
    if (draft.claim(address, shared, `the public folders of ${domain}`)) draft.addShared(shared);
  }
}

/** A name as the local part of an address: `Zasedací místnost` becomes `Zasedaci-mistnost`. */
function mailName(name: string): string {
  const ascii = name.normalize('NFKD').replace(/\p{M}+/gu, '');
  return ascii.replace(/[^\w.-]+/g, '-').replace(/^[-.]+|[-.]+$/g, '') || 'resource';
}

/** Domains with further names: every destination wants those entered once, not address by address. */
function noteDomainAliases({ domains }: Accounts, newName: (domain: string) => string, draft: PlanDraft): void {
  for (const { name, aliases } of domains) {
    for (const alias of aliases) {
      const main = newName(name);
      const further = newName(alias);
      if (main === further) continue;
      draft.skip(further, `is another name of the domain ${main}: add it as a domain alias at the destination`);
    }
  }
}
