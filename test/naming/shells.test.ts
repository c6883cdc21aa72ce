import { describe, expect, test } from 'vitest';
import { pathInWsl, shellOf } from '../../src/naming/shells.js';

const [posix, powershell] = [shellOf('posix'), shellOf('powershell')];

test('Windows has PowerShell, everything else a POSIX shell, unless told', () => {
  expect(shellOf(undefined, 'win32')).toBe(powershell);
  expect(shellOf(undefined, 'darwin')).toBe(posix);
  expect(shellOf('posix', 'win32')).toBe(posix);
});

describe('in PowerShell', () => {
  test.each([
    ['--only', '--only'],
    ['jan@company.com', 'jan@company.com'],
    // @ begins a splat, a comma makes an array.
    ['@file', "'@file'"],
    ['mail,notes', "'mail,notes'"],
    ["O'Brien’s", "'O''Brien’’s'"],
    ['$HOME `x`', "'$HOME `x`'"],
    // The starter is a batch file: cmd would end the command at &.
    ['R&D', `'"R&D"'`],
    ['R & D', "'R & D'"],
    ['', "''"],
  ])('%s is the word %s', (text, word) => {
    expect(powershell.word(text)).toBe(word);
  });

  test('paths have backslashes', () => {
    expect(powershell.path('C:\\Kerio out/mail/jan@company.com')).toBe("'C:\\Kerio out\\mail\\jan@company.com'");
    expect(powershell.path('../late')).toBe('..\\late');
    expect(posix.path('C:\\Kerio\\store')).toBe('C:/Kerio/store');
    expect(posix.path('/srv/a\\b')).toBe("'/srv/a\\b'");
  });

  test('variables, listings and loops are its own', () => {
    expect(`${powershell.set('T', "it's")}; x ${powershell.use('T')}`).toBe("$T = 'it''s'; x $T");
    expect(powershell.find('out/contacts', '.vcf')).toBe(
      "(Get-ChildItem out\\contacts -Recurse -Filter '*.vcf').FullName",
    );
    expect(powershell.search('out/ledger', '.jsonl', '"x"')).toBe(
      `(Select-String -SimpleMatch '"x"' -Path 'out\\ledger\\*.jsonl').Line`,
    );
    const loop = powershell.eachMailbox('mail', new Map([['old.com', 'new.com']]), (dir, user) =>
      powershell.orNote(`gyb --email ${user} --local-folder ${dir}`, user, 'failed.txt'),
    );
    expect(loop).toBe(
      "Get-ChildItem mail -Directory -Filter '*@*' | Where-Object Name -NotMatch '^_(public|archive|resources)@' | " +
        "ForEach-Object { $dir = $_.FullName; $user = $_.Name -replace '@old\\.com$', '@new.com'; " +
        'gyb --email $user --local-folder $dir; if ($LASTEXITCODE -ne 0) { Add-Content failed.txt $user } }',
    );
    const moved = new Map([
      ['anna@a.example', "o'x@b.example"],
      ['old@a.example', null],
    ]);
    expect(powershell.eachMailbox('mail', new Map([['old.com', 'new.com']]), (_, user) => `x ${user}`, moved)).toBe(
      "Get-ChildItem mail -Directory -Filter '*@*' | Where-Object Name -NotMatch '^_(public|archive|resources)@' | " +
        "Where-Object Name -NotIn 'old@a.example' | ForEach-Object { $dir = $_.FullName; " +
        "$user = $_.Name -replace '@old\\.com$', '@new.com'; $to = @{ 'anna@a.example' = 'o''x@b.example' }; " +
        'if ($to.ContainsKey($_.Name)) { $user = $to[$_.Name] }; x $user }',
    );
  });
});

test('what only Linux can do names the paths of Windows as the Linux in it does', () => {
  expect(pathInWsl('C:\\Program Files\\Kerio\\MailServer')).toBe('/mnt/c/Program Files/Kerio/MailServer');
  expect(pathInWsl('/opt/kerio')).toBe('/opt/kerio');
});
