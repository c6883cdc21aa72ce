import { addressKey, addressOf, type ListMember, type MailingList, type Resource } from './account-types.js';
import type { Domains } from './domains.js';
import { postingOf } from './posting.js';
import type { Problem } from './problem.js';
import type { ConfigRecord } from './record.js';
import { roles } from './roles.js';
import { splitValues, Vocabulary } from './vocabulary.js';

export type ListVocabulary = Vocabulary<keyof (typeof roles)['MailingList']>;
export type ResourceVocabulary = Vocabulary<keyof (typeof roles)['Resource']>;

/** The vocabulary of the list `MailingList` in mailserver.cfg. */
export function listVocabulary(records: readonly ConfigRecord[]): ListVocabulary {
  return new Vocabulary('MailingList', records, roles.MailingList);
}

/** The vocabulary of the list `Resource` in mailserver.cfg. */
export function resourceVocabulary(records: readonly ConfigRecord[]): ResourceVocabulary {
  return new Vocabulary('Resource', records, roles.Resource);
}

/** Reads the mailing lists of mailserver.cfg. Where a list keeps its members is not certain: none found is reported. */
export function readLists(
  vocabulary: ListVocabulary,
  domains: Domains,
  file: string,
  problems: Problem[],
): readonly MailingList[] {
  if (vocabulary.isMissing('members')) {
    vocabulary.infer('members', (value) => (splitValues([value]).every(isAddress) ? 'sure' : 'no'));
  }
  return vocabulary.records.flatMap((record) => {
    const name = vocabulary.text(record, 'name');
    if (name === '') {
      problems.push({ kind: 'unreadable', file, line: record.line, message: 'a mailing list without a name is lost' });
      return [];
    }
    const domain = vocabulary.text(record, 'domain') || domains.primary;
    const list = { address: addressOf(name, domain), name, domain, members: membersOf(vocabulary, record, domain) };
    if (list.members.length === 0) {
      const message = `no members were found in the mailing list ${list.address}`;
      problems.push({ kind: 'unresolved', file, line: record.line, message });
    }
    const posting = postingOf(vocabulary.text(record, 'memberPosting'), vocabulary.text(record, 'otherPosting'));
    return [{ ...list, description: vocabulary.text(record, 'description'), posting }];
  });
}

function membersOf(vocabulary: ListVocabulary, record: ConfigRecord, domain: string): readonly ListMember[] {
  const members = new Map<string, ListMember>();
  const add = (values: readonly string[], moderator: boolean): void => {
    for (const part of splitValues(values)) {
      const address = addressOf(part, domain);
      const known = members.get(addressKey(address));
      members.set(addressKey(address), { address, moderator: moderator || known?.moderator === true });
    }
  };
  add(vocabulary.values(record, 'members'), false);
  add(vocabulary.values(record, 'moderators'), true);
  return [...members.values()];
}

/** Reads the rooms and equipment of mailserver.cfg. */
export function readResources(
  vocabulary: ResourceVocabulary,
  domains: Domains,
  file: string,
  problems: Problem[],
): readonly Resource[] {
  return vocabulary.records.flatMap((record) => {
    const name = vocabulary.text(record, 'name');
    if (name === '') {
      problems.push({ kind: 'unreadable', file, line: record.line, message: 'a resource without a name is lost' });
      return [];
    }
    const domain = vocabulary.text(record, 'domain') || domains.primary;
    const description = vocabulary.text(record, 'description');
    return [{ address: addressOf(name, domain), name, domain, description, type: vocabulary.text(record, 'type') }];
  });
}

function isAddress(value: string): boolean {
  return /^[^\s@]+@[^\s@]+$/.test(value);
}
