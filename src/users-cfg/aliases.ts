import { addressKey, addressOf, type Alias } from './account-types.js';
import { type Destinations, followAlias } from './deliveries.js';
import type { Domains } from './domains.js';
import type { Problem } from './problem.js';
import type { ConfigRecord } from './record.js';
import { roles } from './roles.js';
import { splitValues, Vocabulary } from './vocabulary.js';

export type AliasVocabulary = Vocabulary<keyof (typeof roles)['Alias']>;

/** The vocabulary of the list `Alias` in users.cfg. */
export function aliasVocabulary(records: readonly ConfigRecord[]): AliasVocabulary {
  return new Vocabulary('Alias', records, roles.Alias);
}

interface Collected {
  readonly address: string;
  readonly name: string;
  readonly domain: string;
  description: string;
  readonly targets: string[];
  /** The same, to know which are there. */
  readonly known: Set<string>;
  readonly line: number;
}

/**
 * Reads the aliases of users.cfg. Several records of one name are one alias with several targets. `destinations` holds
 * every other address and identifier (`followAlias`).
 */
export function readAliases(
  vocabulary: AliasVocabulary,
  destinations: Destinations,
  domains: Domains,
  file: string,
  problems: Problem[],
): readonly Alias[] {
  const names = new Set(vocabulary.records.map((record) => addressKey(ownAddress(vocabulary, record, domains))));
  if (vocabulary.isMissing('target')) inferTarget(vocabulary, names, destinations, domains);
  const aliases = collect(vocabulary, domains, file, problems);
  const loops = new Set<string>();
  return [...aliases.values()].map((alias) => {
    const followed = followAlias(alias, aliases, destinations, domains);
    const problem = (message: string): void => {
      problems.push({ kind: 'unresolved', file, line: alias.line, message });
    };
    for (const target of followed.lost) {
      problem(`the alias ${alias.address} delivers to ${target}, which no record describes`);
    }
    if (alias.targets.length === 0) problem(`the alias ${alias.address} delivers to nobody that could be found in it`);
    if (followed.tooLong) problem(`the alias ${alias.address} leads over too many other aliases`);
    for (const loop of followed.loops) {
      const members = loop.split(' → ').slice(1).sort().join(' ');
      if (!loops.has(members)) problem(`aliases go round in a circle: ${loop}`);
      loops.add(members);
    }
    const { address, name, domain, description, targets } = alias;
    const pattern = /[*?]/.test(name);
    return { address, name, domain, description, pattern, targets, deliveries: followed.deliveries };
  });
}

function ownAddress(vocabulary: AliasVocabulary, record: ConfigRecord, domains: Domains): string {
  const domain = vocabulary.text(record, 'domain') || domains.primary;
  return addressOf(vocabulary.text(record, 'name'), domains.own(domain) ?? domain);
}

function collect(
  vocabulary: AliasVocabulary,
  domains: Domains,
  file: string,
  problems: Problem[],
): ReadonlyMap<string, Collected> {
  const aliases = new Map<string, Collected>();
  for (const record of vocabulary.records) {
    const name = vocabulary.text(record, 'name');
    if (name === '') {
      problems.push({ kind: 'unreadable', file, line: record.line, message: 'an alias without a name is lost' });
      continue;
    }
    const address = ownAddress(vocabulary, record, domains);
    const domain = address.slice(address.lastIndexOf('@') + 1);
    const targets = splitValues(vocabulary.values(record, 'target'));
    const description = vocabulary.text(record, 'description');
    const alias = aliases.get(addressKey(address));
    if (alias === undefined) {
      aliases.set(addressKey(address), {
        address,
        name,
        domain,
        description,
        targets: [...targets],
        known: new Set(targets),
        line: record.line,
      });
    } else {
      for (const target of targets) {
        if (alias.known.has(target)) continue;
        alias.known.add(target);
        alias.targets.push(target);
      }
      alias.description ||= description;
    }
  }
  return aliases;
}

/** A target looks like a local part, an address or a public folder; it is sure when it is a name that exists. */
function inferTarget(
  vocabulary: AliasVocabulary,
  names: ReadonlySet<string>,
  destinations: Destinations,
  domains: Domains,
): void {
  vocabulary.infer('target', (value, record) => {
    const domain = vocabulary.text(record, 'domain') || domains.primary;
    const verdicts = splitValues([value]).map((target) => {
      if (/^#public\b/i.test(target) || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(target)) return 'sure';
      const key = addressKey(addressOf(target, domains.own(domain) ?? domain));
      if (destinations.has(key) || names.has(key)) return 'sure';
      return /^[\w.+-]*[A-Za-z][\w.+-]*$/.test(target) ? 'maybe' : 'no';
    });
    if (verdicts.includes('no')) return 'no';
    return verdicts.every((verdict) => verdict === 'sure') ? 'sure' : 'maybe';
  });
}
