/**
 * The GAM commands over the CSV files of `google/`. All that comes from the store is in those files: the scripts are the
 * same for everybody, so that no name can become a command.
 */
const commands: readonly (readonly string[])[] = [
  // In the same command, so that a group that was there before keeps what somebody has set.
  [
    'groups.csv',
    'gam create group "~email" name "~name" description "~description" whocanpostmessage "~post" messagemoderationlevel "~moderation"',
  ],
  ['members.csv', 'gam update group "~group" add "~role" "~email"'],
  ['aliases.csv', 'gam create alias "~Alias" target "~Target"'],
  ['forwards.csv', 'gam user "~email" add forwardingaddress "~forwardto"'],
  ['forwards.csv', 'gam user "~email" forward on "~action" "~forwardto"'],
];

const remarks = [
  'Makes the groups, their members, the aliases and the forwarding with GAM 7.',
  'Upload users.csv in the Admin console first: aliases and members need their users.',
  'New groups take mail from outside, as on the old server; a list whose rule said otherwise does not.',
  'Running it again is safe: what is there already is reported as a duplicate and left alone.',
];

/** `gam.sh`, for Linux and macOS. */
export function gamShellScript(): string {
  const lines = commands.map(([file = '', command = '']) => `"$gam" csv ${file} charset utf-8 ${command}`);
  return [
    '#!/bin/sh',
    ...remarks.map((remark) => `# ${remark}`),
    '# GAM=/path/to/gam ./gam.sh uses a GAM that is not in the PATH.',
    'cd "$(dirname "$0")" || exit 1',
    'gam="${GAM:-gam}"',
    ...lines,
    '',
  ].join('\n');
}

/** `gam.bat`, for Windows. */
export function gamBatchFile(): string {
  const lines = commands.map(([file = '', command = '']) => `call "%GAM%" csv ${file} charset utf-8 ${command}`);
  return [
    '@echo off',
    ...remarks.map((remark) => `rem ${remark}`),
    'rem  set GAM=C:\\GAM7\\gam.exe  before it uses a GAM that is not in the PATH.',
    'cd /d "%~dp0" || exit /b 1',
    'if "%GAM%"=="" set "GAM=gam"',
    ...lines,
    '',
  ].join('\r\n');
}
