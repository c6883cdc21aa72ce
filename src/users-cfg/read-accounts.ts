import { basename } from 'node:path';
import { append } from '../core/lists.js';
import { UserError } from '../core/errors.js';
import {
  type Accounts,
  addressKey,
  type Delivery,
  type MailingList,
  type Resource,
  type User,
} from './account-types.js';
import { aliasVocabulary, readAliases } from './aliases.js';
import { type ConfigFile, readConfigFile } from './config-file.js';
import { domainVocabulary, readDomains } from './domains.js';
import { type EmptyGroup, type GroupIndex, groupVocabulary, readGroups } from './groups.js';
import { listVocabulary, readLists, readResources, resourceVocabulary } from './lists.js';
import { joinMembers } from './members.js';
import type { Problem } from './problem.js';
import { joinCsvUsers, joinMailboxes, type MailboxOnDisk } from './sources.js';
import { readUsersCsv } from './users-csv.js';
import { readUsers, type Tally, userVocabulary } from './users.js';
import type { UnderstoodVariable, UnknownVariable } from './vocabulary.js';

/** Where accounts are read from. */
export interface AccountSources {
  /** Path of users.cfg; null when only the other sources are there. */
  readonly usersCfg: string | null;
  /** Path of mailserver.cfg: domains, mailing lists, resources. */
  readonly mailserverCfg?: string | null;
  /** User lists that Kerio's administration exported. */
  readonly usersCsv?: readonly string[];
  /** The mailboxes of the store, where somebody looked. */
  readonly mailboxesOnDisk?: readonly MailboxOnDisk[];
  /** The domains whose public folders the store has. */
  readonly publicFolders?: readonly string[];
  /** Addresses of the mailboxes of the store that belong to nobody. */
  readonly otherMailboxes?: readonly string[];
}

/** What was made of the variables of the configuration files. */
export interface Understanding {
  readonly used: readonly UnderstoodVariable[];
  readonly unknown: readonly UnknownVariable[];
}

export interface ReadAccounts {
  readonly accounts: Accounts;
  readonly problems: readonly Problem[];
  readonly understanding: Understanding;
  /** The files that were read, as paths. */
  readonly files: readonly string[];
}

/**
 * Reads everything the configuration says of users, groups, aliases, lists and resources. Throws a `UserError` when
 * users.cfg (and its `.bak`) or a user list cannot be read at all, or is another file; what is wrong inside a file is in
 * `problems`. An unreadable mailserver.cfg is a problem, not an error.
 */
export function readAccounts(sources: AccountSources): ReadAccounts {
  const problems: Problem[] = [];
  const users = sources.usersCfg === null ? null : readUsersCfg(sources.usersCfg);
  const server = readServerCfg(sources.mailserverCfg ?? null, problems);
  const lists = (sources.usersCsv ?? []).map(readUsersCsv);
  for (const { problems: found } of [users, server, ...lists].filter((file) => file !== null)) append(problems, found);
  const csvUsers = lists.flatMap((list) => list.users);

  const userNames = userVocabulary(users?.records ?? []);
  const groupNames = groupVocabulary(users?.records ?? []);
  const aliasNames = aliasVocabulary(users?.records ?? []);
  const domainNames = domainVocabulary(server?.records ?? []);
  const listNames = listVocabulary(server?.records ?? []);
  const resourceNames = resourceVocabulary(server?.records ?? []);

  const domains = readDomains(domainNames, [
    ...[userNames, groupNames, aliasNames, listNames, resourceNames].flatMap((names) =>
      names.records.map((record) => names.text(record, 'domain')),
    ),
    ...csvUsers.map(({ domain }) => domain ?? ''),
    ...(sources.mailboxesOnDisk ?? []).map(({ domain }) => domain),
  ]);
  const file = fileName(users) ?? 'users.cfg';
  const groupIndex = readGroups(groupNames, domains, file, problems);
  const fromCfg = readUsers(userNames, domains, groupIndex, file, problems);
  const lostGroups: Tally = new Map();
  const withCsv = joinCsvUsers(fromCfg.users, csvUsers, domains, groupIndex, lostGroups);
  reportLostGroups(lostGroups, problems);
  const people = sources.mailboxesOnDisk === undefined ? withCsv : joinMailboxes(withCsv, sources.mailboxesOnDisk);
  const serverFile = fileName(server) ?? 'mailserver.cfg';
  const mailingLists = readLists(listNames, domains, serverFile, problems);
  const resources = readResources(resourceNames, domains, serverFile, problems);
  const destinations = destinationsOf(people, fromCfg.ids, groupIndex, mailingLists, resources);
  const joined = joinMembers(groupNames, groupIndex, people, destinations, domains, file, problems);
  const aliases = readAliases(aliasNames, destinations, domains, file, problems);
  const vocabularies = [userNames, groupNames, aliasNames, domainNames, listNames, resourceNames];
  const understood = vocabularies.map((names) => names.understanding());
  return {
    accounts: {
      domains: domains.all,
      ...joined,
      aliases,
      lists: mailingLists,
      resources,
      publicFolders: sources.publicFolders ?? [],
      otherMailboxes: sources.otherMailboxes ?? [],
    },
    problems,
    understanding: {
      used: understood.flatMap(({ used }) => used),
      unknown: understood.flatMap(({ unknown }) => unknown),
    },
    files: [users, server].flatMap((read) => (read === null ? [] : [read.path])).concat(sources.usersCsv ?? []),
  };
}

function readUsersCfg(path: string): ConfigFile {
  const file = readConfigFile(path);
  const lists = new Set(file.records.map(({ of }) => of));
  if (['User', 'Group', 'Alias'].some((list) => lists.has(list))) return file;
  const remedy = lists.has('Domain') ? ': it looks like mailserver.cfg, give users.cfg' : ': give users.cfg';
  throw new UserError(`${path} holds no users, groups or aliases${remedy}`);
}

function readServerCfg(path: string | null, problems: Problem[]): ConfigFile | null {
  if (path === null) return null;
  try {
    return readConfigFile(path);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    problems.push({ kind: 'unreadable', file: basename(path), line: null, message: error.message });
    return null;
  }
}

function fileName(file: ConfigFile | null): string | null {
  return file === null ? null : basename(file.path);
}

function reportLostGroups(lostGroups: Tally, problems: Problem[]): void {
  for (const [group, count] of lostGroups) {
    const message = `${count} row${count === 1 ? '' : 's'} of the user list name the group ${group}, which no record describes`;
    problems.push({ kind: 'unresolved', file: null, line: null, message });
  }
}

/** Everything that mail can be delivered to, by address, and by identifier as `id …`. Where two share one, users win. */
function destinationsOf(
  users: readonly User[],
  userIds: ReadonlyMap<string, string>,
  groups: GroupIndex,
  lists: readonly MailingList[],
  resources: readonly Resource[],
): ReadonlyMap<string, Delivery> {
  const destinations = new Map<string, Delivery>();
  const add = (key: string, delivery: Delivery): void => {
    if (!destinations.has(key)) destinations.set(key, delivery);
  };
  const toGroup = ({ key, addresses }: EmptyGroup): Delivery => ({ kind: 'group', to: addresses[0] ?? key });
  for (const { address } of users) add(addressKey(address), { kind: 'user', to: address });
  for (const [id, to] of userIds) add(`id ${id}`, { kind: 'user', to });
  for (const group of groups.groups) {
    for (const address of group.addresses) add(addressKey(address), toGroup(group));
    add(group.key, toGroup(group));
  }
  for (const [id, group] of groups.ids) add(`id ${id}`, toGroup(group));
  for (const { address } of lists) add(addressKey(address), { kind: 'list', to: address });
  for (const { address } of resources) add(addressKey(address), { kind: 'resource', to: address });
  for (const { address, addresses } of users) {
    for (const further of addresses) add(addressKey(further), { kind: 'user', to: address });
  }
  return destinations;
}
