/** What of shared folders Google can have, as GAM does it: calendars. */
import { isFirstFolder } from '../../../naming/first-folder.js';
import type { AccountFile, RowOrRefusal } from '../account-file.js';
import { domainOf } from '../rename.js';
import { type Grant, grantsText, type SharedFolder, type SharingPlan } from './grants.js';

/** Google's roles in GAM's words. Who may add and not delete only reads: Google has nothing between. */
const ROLES: Readonly<Record<Grant['level'], string>> = {
  see: 'freebusy',
  read: 'reader',
  add: 'reader',
  write: 'writer',
  admin: 'owner',
};

/** `google/sharing.csv`: a right on a calendar each line. */
export function googleSharing({ folders }: SharingPlan): AccountFile {
  return {
    destination: 'google',
    path: 'google/sharing.csv',
    header: ['calendar', 'role', 'scope'],
    rows: () => folders.flatMap(rowsOf),
    layout: { kind: 'csv' },
  };
}

function rowsOf(shared: SharedFolder): RowOrRefusal[] {
  const { folder, tree, owner, grants } = shared;
  const what = `${owner ?? tree.mailbox.address}: ${folder.path.join('/')}`;
  const left = (reason: string): RowOrRefusal => ({ what, reason, result: 'skipped' });
  const told = `is shared with ${grantsText(grants)}`;
  if (owner === null) return [left(`${told}, and nobody owns it at Google`)];
  if (folder.kind !== 'calendar') return [left(`${told}: Google shares no ${WORDS[folder.kind] ?? folder.kind}`)];
  if (tree.mailbox.type !== 'user' || !isFirstFolder('calendar', folder.path))
    return [left(`${told}: a calendar of its own, whose id Google makes; migrate --to google --sharing shares it`)];
  return grants.map((grant): RowOrRefusal => {
    const { who, level } = grant;
    if (who.nameless) return left(`is shared with ${who.address} (${level}), a group without an address`);
    return [owner, ROLES[level], scopeOf(grant, owner)];
  });
}

/** Everybody is everybody of the domain, and never the whole world. */
function scopeOf({ who }: Grant, owner: string): string {
  if (who.kind === 'everybody') return `domain:${domainOf(owner)}`;
  return `${who.kind === 'group' ? 'group' : 'user'}:${who.address}`;
}

const WORDS: Readonly<Record<string, string>> = {
  mail: 'single labels of Gmail; a delegate (Gmail, Settings, Accounts) sees all of a mailbox',
  contacts: 'contacts of one user',
  tasks: 'task lists',
  notes: 'notes of this kind',
  journal: 'journals',
};

/** The GAM command over `sharing.csv`. GAM sends no notice of its own accord with that word. */
const COMMAND = 'gam calendars "~calendar" add acls "~role" "~scope" sendnotifications false';

const REMARKS = [
  'Shares the calendars of sharing.csv with GAM 7. Nobody gets a message.',
  'Everybody needs an account first. Running it again changes nothing.',
];

/** `google/sharing.sh`, for Linux and macOS. */
export function sharingShellScript(): string {
  return [
    '#!/bin/sh',
    ...REMARKS.map((remark) => `# ${remark}`),
    '# GAM=/path/to/gam ./sharing.sh uses a GAM that is not in the PATH.',
    'cd "$(dirname "$0")" || exit 1',
    'gam="${GAM:-gam}"',
    `"$gam" csv sharing.csv charset utf-8 ${COMMAND}`,
    '',
  ].join('\n');
}

/** `google/sharing.bat`, for Windows. */
export function sharingBatchFile(): string {
  return [
    '@echo off',
    ...REMARKS.map((remark) => `rem ${remark}`),
    'rem  set GAM=C:\\GAM7\\gam.exe  before it uses a GAM that is not in the PATH.',
    'cd /d "%~dp0" || exit /b 1',
    'if "%GAM%"=="" set "GAM=gam"',
    `call "%GAM%" csv sharing.csv charset utf-8 ${COMMAND}`,
    '',
  ].join('\r\n');
}
