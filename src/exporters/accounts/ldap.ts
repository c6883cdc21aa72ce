import { domainToASCII } from 'node:url';
import { UserError } from '../../core/errors.js';
import { addressKey } from '../../users-cfg/account-types.js';
import { domainDn, type LdifAttribute, ldifEntry, rdn } from './ldif.js';
import { saltedHash } from './passwords.js';
import type { LeftOut, Member, Person, Plan, PlannedGroup } from './plan-types.js';
import { domainOf, localPart } from './rename.js';

/** Where the directory's file lies below the accounts folder. */
export const ldifPath = 'ldap/directory.ldif';

/**
 * Entries of the directory, one text each, parents before children; what cannot be in it goes to `leftOut`. There is no
 * `version:` line in front: slapadd takes it for an attribute.
 */
export function* ldifEntries(plan: Plan, base: string | null, leftOut: LeftOut[]): Iterable<string> {
  const directory = new Directory(plan, base, leftOut);
  yield* directory.containers();
  yield* directory.people();
  yield* directory.groups();
  for (const { kind, address } of plan.shared)
    directory.leave(address, `stands for a ${kind} mailbox, which the directory has no entry for`);
}

const baseObject: Readonly<Record<string, readonly LdifAttribute[]>> = {
  dc: [
    ['objectClass', 'dcObject'],
    ['objectClass', 'organization'],
  ],
  o: [['objectClass', 'organization']],
  ou: [['objectClass', 'organizationalUnit']],
};

/**
 * One tree for one database: the main domain's people and groups straight below the base, those of another domain below
 * `o=<domain>`. Object classes are of OpenLDAP's stock schemas (core, cosine, inetorgperson, misc).
 */
class Directory {
  readonly #plan: Plan;
  readonly #base: string;
  readonly #leftOut: LeftOut[];
  /** Distinguished names, and the value of their first part, by address (in lower case) or group key. */
  readonly #names = new Map<string, { readonly dn: string; readonly value: string }>();
  readonly #taken = new Set<string>();

  constructor(plan: Plan, base: string | null, leftOut: LeftOut[]) {
    this.#plan = plan;
    this.#base = base ?? domainDn(ascii(plan.mainDomain) || 'localhost');
    this.#leftOut = leftOut;
    for (const person of plan.people) {
      if (person.enabled)
        this.#name(person.address, 'uid', localPart(person.address), 'people', domainOf(person.address));
    }
    for (const group of plan.groups) {
      this.#name(group.address ?? group.key, 'cn', group.name, 'groups', group.domain);
    }
  }

  *containers(): Iterable<string> {
    const [, attribute = '', value = ''] = /^(\w+)=((?:[^,\\]|\\.)*)/.exec(this.#base) ?? [];
    const classes = baseObject[attribute.toLowerCase()];
    if (classes === undefined) {
      throw new UserError(
        `the directory's base ${this.#base} begins with none of dc=, o=, ou=: give another --ldap-base`,
      );
    }
    const plain = value.replace(
      /\\([0-9a-f]{2})|\\(.)/gi,
      (_, hex: string | undefined, character: string | undefined) =>
        hex === undefined ? (character ?? '') : String.fromCharCode(parseInt(hex, 16)),
    );
    const organization: readonly LdifAttribute[] =
      attribute.toLowerCase() === 'dc' ? [['o', this.#plan.mainDomain || plain]] : [];
    yield ldifEntry(this.#base, [...classes, [attribute, plain], ...organization]);
    yield* this.#units(this.#base);
    for (const domain of this.#otherDomains()) {
      const dn = `${rdn('o', domain)},${this.#base}`;
      yield ldifEntry(dn, [
        ['objectClass', 'organization'],
        ['o', domain],
      ]);
      yield* this.#units(dn);
    }
  }

  *people(): Iterable<string> {
    for (const person of this.#plan.people) {
      const dn = this.#names.get(addressKey(person.address))?.dn;
      if (dn === undefined) this.leave(person.address, 'is disabled, which no stock schema can say');
      else yield ldifEntry(dn, this.#personAttributes(person));
    }
  }

  *groups(): Iterable<string> {
    for (const group of this.#plan.groups) {
      const name = this.#names.get(addressKey(group.address ?? group.key));
      if (name !== undefined) yield ldifEntry(name.dn, this.#groupAttributes(group, name.value));
    }
  }

  leave(what: string, reason: string): void {
    this.#leftOut.push({ destination: 'ldap', file: ldifPath, what, reason, result: 'skipped' });
  }

  #personAttributes(person: Person): readonly LdifAttribute[] {
    const { address, forward } = person;
    const routed = forward !== null && !forward.keep && forward.to.length === 1 ? forward.to : [];
    if (forward !== null && routed.length === 0) {
      this.leave(
        address,
        `forwards to ${forward.to.join(', ')}, which mailRoutingAddress (one, without a copy) cannot say`,
      );
    }
    return [
      ['objectClass', 'inetOrgPerson'],
      ['objectClass', 'inetLocalMailRecipient'],
      ['uid', localPart(address)],
      ...filled('cn', person.fullName),
      ...filled('sn', person.lastName),
      ...filled('givenName', person.firstName),
      ...filled('description', person.description),
      ...this.#mail('mail', [address], address),
      ...this.#mail('mailLocalAddress', person.aliases, address),
      ...this.#mail('mailRoutingAddress', routed, address),
      ...(person.password === '' ? [] : [['userPassword', saltedHash('SSHA', address, person.password)] as const]),
    ];
  }

  /** groupOfNames needs a member that has an entry; a group without one is a nisMailAlias, which needs none. */
  #groupAttributes(group: PlannedGroup, name: string): readonly LdifAttribute[] {
    const inside = group.members.flatMap((member) => this.#memberDn(group, member));
    const outside = group.members.filter(({ kind }) => kind === 'outside').map(({ address }) => address);
    const label = group.address ?? group.key;
    return [
      ['objectClass', inside.length > 0 ? 'groupOfNames' : 'nisMailAlias'],
      // Only this class lets a group of the stock schemas have an address.
      ['objectClass', 'extensibleObject'],
      ['cn', name],
      ...(name === group.name ? [] : filled('cn', group.name)),
      ...filled('description', group.description),
      ...this.#mail('mail', group.address === null ? [] : [group.address], label),
      ...this.#mail('mailLocalAddress', group.aliases, label),
      ...inside.map((dn) => ['member', dn] as const),
      ...this.#mail('rfc822MailMember', outside, label),
    ];
  }

  #memberDn(group: PlannedGroup, member: Member): readonly string[] {
    if (member.kind === 'outside') return [];
    const dn = this.#names.get(addressKey(member.address))?.dn;
    if (dn !== undefined) return [dn];
    this.leave(member.address, `is a member of ${group.address ?? group.key}, but has no entry`);
    return [];
  }

  /** Values of an attribute that holds ASCII alone: a domain is written in its ASCII form, other letters cannot be. */
  #mail(attribute: string, addresses: readonly string[], what: string): readonly LdifAttribute[] {
    return addresses.flatMap((address) => {
      const value = asciiAddress(address);
      if (value !== null) return [[attribute, value] as const];
      this.leave(what, `has the address ${address}, which ${attribute} cannot hold: it takes ASCII alone`);
      return [];
    });
  }

  #name(address: string, attribute: string, value: string, unit: string, domain: string): void {
    const own = domain.toLowerCase() === this.#plan.mainDomain.toLowerCase() || domain === '';
    const parent = `ou=${unit},${own ? '' : `${rdn('o', domain)},`}${this.#base}`;
    const key = (name: string): string => `${rdn(attribute, name)},${parent}`.toLowerCase().replace(/\s+/g, ' ');
    // Two groups of one name in a domain: the address tells them apart.
    const name = this.#taken.has(key(value)) ? address : value;
    this.#taken.add(key(name));
    this.#names.set(addressKey(address), { dn: `${rdn(attribute, name)},${parent}`, value: name });
  }

  #otherDomains(): readonly string[] {
    const domains = [
      ...this.#plan.people.flatMap(({ address, enabled }) => (enabled ? [domainOf(address)] : [])),
      ...this.#plan.groups.map(({ domain }) => domain),
    ];
    const others = new Map(domains.map((domain) => [domain.toLowerCase(), domain]));
    others.delete(this.#plan.mainDomain.toLowerCase());
    others.delete('');
    return [...others.values()].sort();
  }

  *#units(parent: string): Iterable<string> {
    for (const unit of ['people', 'groups']) {
      yield ldifEntry(`ou=${unit},${parent}`, [
        ['objectClass', 'organizationalUnit'],
        ['ou', unit],
      ]);
    }
  }
}

/** An attribute that may not be empty in a directory: left out where there is nothing in it. */
function filled(name: string, value: string): readonly LdifAttribute[] {
  return value.trim() === '' ? [] : [[name, value]];
}

const printableAscii = /^[\u0020-\u007e]+$/;

/** An address in ASCII, its domain written as DNS has it; null when there is none. */
function asciiAddress(address: string): string | null {
  if (printableAscii.test(address)) return address;
  const value = `${localPart(address)}@${ascii(domainOf(address))}`;
  return address.includes('@') && printableAscii.test(value) ? value : null;
}

function ascii(domain: string): string {
  return printableAscii.test(domain) ? domain : domainToASCII(domain) || domain;
}
