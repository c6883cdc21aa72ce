import { type Alias, addressKey, type Delivery } from '../../users-cfg/account-types.js';
import { type DraftPerson, type DraftShared, isGroup, isPerson, type PlanDraft } from './plan-draft.js';
import { emptyGroup } from './plan-groups.js';
import { domainOf, type Rename } from './rename.js';

/**
 * Plans the aliases. One that leads to a single user, group or shared mailbox becomes a further address of it; one that
 * leads to several, or out of the house, becomes a group, because no destination has such aliases; one that stands beside
 * a user of the same name becomes that user's forwarding.
 */
export function planAliases(aliases: readonly Alias[], rename: Rename, draft: PlanDraft): void {
  for (const alias of aliases) {
    const address = rename(alias.address);
    if (alias.pattern) {
      draft.fail(address, `is a pattern, which no destination has (it delivers to ${alias.targets.join(', ')})`);
      continue;
    }
    const reached = reachedBy(alias, address, rename, draft);
    if (reached.length === 0) {
      draft.fail(address, 'leads to nothing that is there at the destination');
      continue;
    }
    const owner = draft.ownerOf(address);
    if (owner !== null && isPerson(owner)) forwardInstead(owner, reached, draft);
    else if (reached.length === 1 && reached[0] !== undefined) planSingle(alias, address, reached[0], rename, draft);
    else planGroup(alias, address, reached, draft);
  }
}

/** The deliveries that exist at the destination, renamed; the others are reported. */
function reachedBy(alias: Alias, address: string, rename: Rename, draft: PlanDraft): readonly Delivery[] {
  const several = alias.deliveries.length > 1;
  return alias.deliveries.flatMap((delivery) => {
    if (delivery.kind === 'public folder') {
      if (!several) return [delivery];
      draft.fail(address, `also delivers to the public folder ${delivery.to}, which cannot be a member of a group`);
      return [];
    }
    const to = rename(delivery.to);
    if (delivery.kind === 'outside' || draft.ownerOf(to) !== null) return [{ ...delivery, to }];
    draft.fail(address, `loses its target ${draft.reasonMissing(to) ?? to}`);
    return [];
  });
}

/** An alias beside a user of that name: mail goes to the alias's targets, and to the user if they are one of them. */
function forwardInstead(person: DraftPerson, reached: readonly Delivery[], draft: PlanDraft): void {
  const others = reached.filter(({ kind, to }) => kind === 'public folder' || draft.ownerOf(to) !== person);
  const keep = others.length < reached.length;
  const [folders, addresses] = [
    others.filter(({ kind }) => kind === 'public folder'),
    others.filter(({ kind }) => kind !== 'public folder'),
  ];
  for (const { to } of folders) draft.fail(person.address, `is also an alias of the public folder ${to}`);
  if (addresses.length === 0) return;
  const to = [...(person.forward?.to ?? []), ...addresses.map((delivery) => delivery.to)];
  const unique = new Map(to.map((address) => [addressKey(address), address]));
  person.forward = { to: [...unique.values()], keep: keep && (person.forward?.keep ?? true) };
}

function planSingle(alias: Alias, address: string, delivery: Delivery, rename: Rename, draft: PlanDraft): void {
  if (delivery.kind === 'public folder') {
    planFolder(address, delivery.to, rename, draft);
    return;
  }
  const owner = draft.ownerOf(delivery.to);
  if (owner === null) planGroup(alias, address, [delivery], draft);
  else if (draft.claim(address, owner)) {
    // A group without an address of its own gets this one.
    if (isGroup(owner) && owner.address === null) owner.address = address;
    else owner.aliases.push(address);
  }
}

/** `#public/Info` (of the alias's own domain) and `#public@company.com/Info` are one mailbox, whatever aliases lead to it. */
function planFolder(address: string, written: string, rename: Rename, draft: PlanDraft): void {
  const [, domain = '', path = ''] = /^#public(?:@([^/]*))?\/?(.*)$/i.exec(written) ?? ['', '', written];
  const folder = `${domain === '' ? domainOf(address) : domainOf(rename(`@${domain}`))}/${path}`.toLowerCase();
  const known = draft.sharedFolder(folder);
  const shared: DraftShared = known ?? {
    kind: 'public folder',
    folder,
    name: path || 'Public folders',
    address,
    aliases: [],
  };
  if (!draft.claim(address, shared)) return;
  if (known === undefined) draft.addShared(shared);
  else known.aliases.push(address);
}

function planGroup(alias: Alias, address: string, reached: readonly Delivery[], draft: PlanDraft): void {
  const group = { ...emptyGroup(`alias ${address}`, alias.name, domainOf(address), alias.description), address };
  if (!draft.claim(address, group) || !draft.addGroup(group)) return;
  for (const { to } of reached) draft.addMember(group, to);
  const members = reached.length === 1 ? `the outside address ${reached[0]?.to ?? ''}` : `${reached.length} addresses`;
  draft.changes.push(`${address}: an alias of ${members}, made a group`);
}
