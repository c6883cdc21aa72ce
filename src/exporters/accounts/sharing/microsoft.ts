/** Shared folders in Exchange: folder permissions, set by `sharing.ps1`. */
import type { FolderRole, Kind } from '../../../core/kinds.js';
import { isFirstFolder } from '../../../naming/first-folder.js';
import { microsoftLabels } from '../../../naming/microsoft.js';
import { folderRole } from '../../../naming/roles.js';
import type { Folder } from '../../../store/types.js';
import type { AccountFile, RowOrRefusal } from '../account-file.js';
import { type Grant, grantsText, type SharedFolder, type SharedTree, type SharingPlan } from './grants.js';

/** `microsoft/sharing.csv`: a right on a folder each line. `Scope` names one that every mailbox has, in whatever language. */
export function microsoftSharing({ folders }: SharingPlan): AccountFile {
  return {
    destination: 'microsoft',
    path: 'microsoft/sharing.csv',
    header: ['Mailbox', 'Scope', 'Folder', 'User', 'AccessRights'],
    rows: () => folders.flatMap((shared) => rowsOf(shared, namesOf(shared.tree))),
    layout: { kind: 'csv' },
    mark: true,
  };
}

function rowsOf(shared: SharedFolder, names: ReadonlyMap<Folder, readonly string[]>): RowOrRefusal[] {
  const { folder, tree, owner, sharedMailbox, grants } = shared;
  const mailbox = owner ?? sharedMailbox;
  const what = `${mailbox ?? tree.mailbox.address}: ${folder.path.join('/')}`;
  const left = (reason: string): RowOrRefusal => ({ what, reason, result: 'skipped' });
  if (mailbox === null) return [left(`is shared with ${grantsText(grants)}, and nobody owns it at Microsoft 365`)];
  const scope = scopeOf(folder);
  const path = names.get(folder) ?? folder.path.map((name) => name.replace(/[\\/]/g, '_'));
  const place = scope === null ? ['', path.join('\\')] : [scope, ''];
  return grants.map((grant): RowOrRefusal => {
    const { who, level } = grant;
    if (who.nameless) return left(`is shared with ${who.address} (${level}), a group without an address`);
    const user = who.kind === 'everybody' ? 'Default' : who.address;
    return [mailbox, ...place, user, rightsOf(grant, folder.kind)];
  });
}

const named = new WeakMap<SharedTree, ReadonlyMap<Folder, readonly string[]>>();

/** What mail folders are called there: the same as in the mail that is moved. */
function namesOf(tree: SharedTree): ReadonlyMap<Folder, readonly string[]> {
  const known = named.get(tree);
  if (known !== undefined) return known;
  const mail = tree.folders.filter(({ kind }) => kind === 'mail');
  const labels = microsoftLabels(mail);
  const names = new Map(mail.map((folder, at) => [folder, labels[at] ?? folder.path]));
  named.set(tree, names);
  return names;
}

/** Exchange's words for folders that every mailbox has (`Get-MailboxFolderStatistics -FolderScope`). */
const ROLE_SCOPES: Readonly<Record<FolderRole, string>> = {
  inbox: 'Inbox',
  sent: 'SentItems',
  drafts: 'Drafts',
  trash: 'DeletedItems',
  junk: 'JunkEmail',
};
const KIND_SCOPES: Partial<Readonly<Record<Kind, string>>> = {
  calendar: 'Calendar',
  contacts: 'Contacts',
  tasks: 'Tasks',
};

function scopeOf(folder: Folder): string | null {
  if (folder.mailbox.type !== 'user') return null;
  if (folder.kind !== 'mail')
    return isFirstFolder(folder.kind, folder.path) ? (KIND_SCOPES[folder.kind] ?? null) : null;
  const role = folderRole(folder);
  return role === null ? null : ROLE_SCOPES[role];
}

/** The roles of a folder permission. */
function rightsOf({ level, rights }: Grant, kind: Kind): string {
  switch (level) {
    case 'see':
      return kind === 'calendar' ? 'AvailabilityOnly' : 'FolderVisible';
    case 'read':
      return 'Reviewer';
    case 'add':
      return 'NonEditingAuthor';
    case 'write':
      return /[kc]/.test(rights) ? 'PublishingEditor' : 'Editor';
    case 'admin':
      return 'Owner';
  }
}
