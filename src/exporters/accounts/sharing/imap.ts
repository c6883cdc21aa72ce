/** Shared mail folders for Dovecot: its own words for the letters of IMAP (RFC 4314), set by `sharing.sh`. */
import type { FolderRole } from '../../../core/kinds.js';
import { folderRole } from '../../../naming/roles.js';
import type { Folder } from '../../../store/types.js';
import type { AccountFile, RowOrRefusal } from '../account-file.js';
import { type Grant, grantsText, type SharedFolder, type SharingPlan } from './grants.js';

/** `imap/sharing.txt`: owner, mailbox, identifier and rights, a tab between. */
export function imapSharing({ folders }: SharingPlan): AccountFile {
  return {
    destination: 'imap',
    path: 'imap/sharing.txt',
    header: ['# owner', 'mailbox', 'identifier', 'rights'],
    rows: () => folders.flatMap(rowsOf),
    layout: { kind: 'plain', separators: ['\t', '\t', '\t'], forbidden: /[\t\r\n\0]/, subject: 1, lineEnd: '\n' },
  };
}

function rowsOf({ folder, tree, owner, grants }: SharedFolder): RowOrRefusal[] {
  const what = `${owner ?? tree.mailbox.address}: ${folder.path.join('/')}`;
  const left = (reason: string): RowOrRefusal => ({ what, reason, result: 'skipped' });
  const told = `is shared with ${grantsText(grants)}`;
  if (owner === null) return [left(`${told}, and nobody owns it at the new side`)];
  if (folder.kind !== 'mail') return [left(`${told}, and IMAP shares mail only`)];
  return grants.map((grant) => [owner, mailboxName(folder), identifierOf(grant), wordsOf(grant.rights).join(' ')]);
}

const ROLE_NAMES: Readonly<Record<FolderRole, string>> = {
  inbox: 'INBOX',
  sent: 'Sent',
  drafts: 'Drafts',
  trash: 'Trash',
  junk: 'Junk',
};

/** The usual name of a folder that plays a part, else its own. */
function mailboxName(folder: Folder): string {
  const role = folderRole(folder);
  return role === null ? folder.path.join('/') : ROLE_NAMES[role];
}

function identifierOf({ who }: Grant): string {
  if (who.kind === 'everybody') return 'authenticated';
  return `${who.kind === 'group' ? 'group' : 'user'}=${who.address.toLowerCase()}`;
}

const WORDS: Readonly<Record<string, readonly string[]>> = {
  l: ['lookup'],
  r: ['read'],
  w: ['write'],
  s: ['write-seen'],
  t: ['write-deleted'],
  i: ['insert'],
  p: ['post'],
  e: ['expunge'],
  k: ['create'],
  x: ['delete'],
  a: ['admin'],
  // The letters of RFC 2086, which others were cut from.
  c: ['create'],
  d: ['write-deleted', 'expunge'],
};

function wordsOf(rights: string): readonly string[] {
  return [...new Set(Array.from(rights).flatMap((letter) => WORDS[letter] ?? []))];
}

/** `imap/sharing.sh`: hands each line to doveadm. It holds nothing from the store, so that no name can become a command. */
export function doveadmScript(): string {
  return `#!/bin/sh
# Shares the mail folders of sharing.txt on a Dovecot with the acl plugin. Run it there, when mail has been moved.
# Rights are added, none is taken away: running it again changes nothing.
# DOVEADM=/path/to/doveadm ./sharing.sh uses one that is not in the PATH.
cd "$(dirname "$0")" || exit 1
doveadm="\${DOVEADM:-doveadm}"
tab="$(printf '\\t')"
failed=0
while IFS="$tab" read -r owner folder who rights; do
  case "$owner" in '#'*) continue ;; esac
  # One word for each right.
  # shellcheck disable=SC2086
  "$doveadm" acl add -u "$owner" -- "$folder" "$who" $rights </dev/null || {
    printf 'not shared: %s of %s with %s\\n' "$folder" "$owner" "$who" >&2
    failed=$((failed + 1))
  }
done <sharing.txt
[ "$failed" -eq 0 ] || exit 1
`;
}
