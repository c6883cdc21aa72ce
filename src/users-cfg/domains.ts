import type { Domain } from './account-types.js';
import type { ConfigRecord } from './record.js';
import { roles } from './roles.js';
import { splitValues, Vocabulary } from './vocabulary.js';

/** Which domains there are, and which name of a domain is the main one. */
export interface Domains {
  readonly all: readonly Domain[];
  /** The domain of a record that names none; empty when no file names any. */
  readonly primary: string;
  /** The domain a name belongs to, as written in the configuration; null when it is none of ours. */
  own(name: string): string | null;
}

export type DomainVocabulary = Vocabulary<keyof (typeof roles)['Domain']>;

/** The vocabulary of the list `Domain` in mailserver.cfg. */
export function domainVocabulary(records: readonly ConfigRecord[]): DomainVocabulary {
  return new Vocabulary('Domain', records, roles.Domain);
}

/**
 * The domains of mailserver.cfg, then those that only users, groups or aliases name (`mentioned`). The main domain is the
 * one marked so, else the first of type 0 (a domain of its own, docs/accounts.md), else the first.
 */
export function readDomains(vocabulary: DomainVocabulary, mentioned: readonly string[]): Domains {
  const described = new Map<string, Omit<Domain, 'primary'>>();
  let marked: string | null = null;
  let firstOwn: string | null = null;
  for (const record of vocabulary.records) {
    const name = vocabulary.text(record, 'name');
    if (name === '' || described.has(name.toLowerCase())) continue;
    const aliases = splitValues(vocabulary.values(record, 'aliases')).flatMap((value) => value.split(/\s+/));
    described.set(name.toLowerCase(), { name, aliases, description: vocabulary.text(record, 'description') });
    if (vocabulary.text(record, 'primary') === '1') marked ??= name;
    if (vocabulary.text(record, 'type') === '0') firstOwn ??= name;
  }
  const known = new Set([...described.values()].flatMap(({ name, aliases }) => [name, ...aliases].map(lower)));
  for (const name of mentioned) {
    if (name === '' || known.has(name.toLowerCase())) continue;
    known.add(name.toLowerCase());
    described.set(name.toLowerCase(), { name, aliases: [], description: '' });
  }
  const primary = marked ?? firstOwn ?? [...described.values()][0]?.name ?? '';
  const all = [...described.values()].map((domain) => ({ ...domain, primary: domain.name === primary }));
  const canonical = new Map(all.flatMap(({ name, aliases }) => aliases.map((alias) => [lower(alias), name])));
  for (const { name } of all) canonical.set(lower(name), name);
  return { all, primary, own: (name) => canonical.get(lower(name)) ?? null };
}

function lower(name: string): string {
  return name.toLowerCase();
}
