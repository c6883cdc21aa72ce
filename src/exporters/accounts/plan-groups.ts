import type { Group, MailingList, Posting } from '../../users-cfg/account-types.js';
import type { DraftGroup, PlanDraft } from './plan-draft.js';
import type { Rename } from './rename.js';

/** Plans the groups of users.cfg: the first address is the group's, the others are aliases of it. */
export function planGroups(groups: readonly Group[], rename: Rename, draft: PlanDraft): void {
  for (const group of groups) {
    const entry = emptyGroup(rename(group.key), group.name, rename(group.domain), group.description);
    if (!draft.addGroup(entry)) continue;
    for (const address of group.addresses.map(rename)) {
      if (!draft.claim(address, entry)) continue;
      if (entry.address === null) entry.address = address;
      else entry.aliases.push(address);
    }
    for (const member of group.members) draft.addMember(entry, rename(member));
  }
}

/** Plans the mailing lists of mailserver.cfg: groups whose moderators are marked. */
export function planLists(lists: readonly MailingList[], rename: Rename, draft: PlanDraft): void {
  for (const list of lists) {
    const address = rename(list.address);
    const { posting } = list;
    const group = emptyGroup(`list ${address}`, list.name, rename(list.domain), list.description);
    const entry = { ...group, address, posting };
    if (!draft.claim(address, entry) || !draft.addGroup(entry)) continue;
    for (const member of list.members) draft.addMember(entry, rename(member.address), member.moderator);
  }
}

/** Groups and aliases of the old server took mail from anybody: it has no rule for them. */
const ANYONE: Posting = { who: 'anyone', approval: 'none' };

/** A group without address and members, that anybody may write to. */
export function emptyGroup(key: string, name: string, domain: string, description: string): DraftGroup {
  return { key, name, domain, description, address: null, aliases: [], members: new Map(), posting: ANYONE };
}
