import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sharingBatchFile, sharingShellScript } from '../../../src/exporters/accounts/sharing/google.js';
import { doveadmScript } from '../../../src/exporters/accounts/sharing/imap.js';
import { sharingScript } from '../../../src/exporters/accounts/sharing/sharing-ps1.js';
import { sharedTrees } from '../../../src/files/accounts/store-accounts.js';
import { openStore } from '../../../src/store/open.js';
import { type Dovecot, startDovecot } from '../../servers/dovecot.js';
import { powershellErrors } from '../../support/powershell.js';
import { buildStore } from '../../support/store-builder.mjs';
import { tempDir } from '../../support/temp.js';
import { accountsFrom } from '../../users-cfg/config.js';
import { type Written, write } from './support.js';

const OWN = 'Ajan@old.com lrswipkxtea';

/** Jan shares with Eva, a group, everybody, a stranger, and by his own second address; something public is shared, too. */
function written(): Written {
  const dir = tempDir();
  buildStore(dir, {
    domains: {
      'old.com': {
        jan: {
          folders: {
            INBOX: { items: [], status: `T0 ${OWN}` },
            Calendar: {
              items: [],
              status: `T2 ${OWN} Aeva@old.com lrs Asales@old.com lrswite Aauthuser l Aboss@old.com lrswitea Aota@old.com lri`,
            },
            Tým: { items: [], kind: 'calendar', status: `T2 ${OWN} Aeva@old.com lr` },
            'Sent Items': { items: [], status: `T0 ${OWN} Aeva@old.com lrs` },
            'A/B': {
              items: [],
              status: `T0 ${OWN} A@old.com lrswipkcd Agone@old.com lr A-eva@old.com lr Aeva@old.com `,
            },
            Contacts: { items: [], kind: 'contacts', status: `T1 ${OWN} Aobchod@old.com lrswi Anobody lr` },
          },
        },
        '#public': {
          files: { 'acl.fld': 'anyone lr' },
          folders: {
            Info: { items: [] },
            Holidays: { items: [], kind: 'calendar', status: 'T2 Aeva@old.com lrswite' },
          },
        },
      },
    },
  });
  const user = (Name: string, MailAddress = ''): Record<string, string> => ({ Name, Domain: 'old.com', MailAddress });
  const read = accountsFrom(
    {
      User: [user('jan', 'boss'), user('eva'), user('ota')],
      Group: [
        { Name: 'Sales', Domain: 'old.com', MailAddress: 'sales,obchod' },
        { Name: 'nobody', Domain: 'old.com' },
      ],
    },
    { Domain: [{ Domain: 'old.com', Type: '0' }] },
    { publicFolders: ['old.com'] },
  );
  return write(read, { renames: new Map([['old.com', 'new.com']]), sharing: sharedTrees(openStore(dir)) });
}

let dovecot: Dovecot;

beforeAll(async () => {
  dovecot = await startDovecot({
    users: { 'jan@new.com': 'x', 'eva@new.com': 'x' },
    format: 'maildir',
    config: 'mail_plugins = $mail_plugins acl\nplugin {\n  acl = vfile\n}\n',
  });
});

afterAll(() => dovecot.stop());

test('for GAM: calendars whose id is known, in new addresses; everybody is the domain and never the world', () => {
  expect(written().text('google/sharing.csv')).toBe(
    [
      'calendar,role,scope',
      'jan@new.com,reader,user:eva@new.com',
      'jan@new.com,writer,group:sales@new.com',
      'jan@new.com,freebusy,domain:new.com',
      'jan@new.com,reader,user:ota@new.com',
      '',
    ].join('\r\n'),
  );
});

test('for Exchange: every kind of folder, its own folders by their scope, public ones in the shared mailbox', () => {
  expect(written().rows('microsoft/sharing.csv')).toEqual([
    ['Mailbox', 'Scope', 'Folder', 'User', 'AccessRights'],
    ['public-folders@new.com', '', 'Holidays', 'eva@new.com', 'Editor'],
    ['public-folders@new.com', '', 'Holidays', 'Default', 'Reviewer'],
    ['public-folders@new.com', '', 'Info', 'Default', 'Reviewer'],
    ['jan@new.com', '', 'A\\B', 'Default', 'PublishingEditor'],
    ['jan@new.com', 'Calendar', '', 'eva@new.com', 'Reviewer'],
    ['jan@new.com', 'Calendar', '', 'sales@new.com', 'Editor'],
    ['jan@new.com', 'Calendar', '', 'Default', 'AvailabilityOnly'],
    ['jan@new.com', 'Calendar', '', 'ota@new.com', 'NonEditingAuthor'],
    ['jan@new.com', 'Contacts', '', 'sales@new.com', 'NonEditingAuthor'],
    ['jan@new.com', 'SentItems', '', 'eva@new.com', 'Reviewer'],
    ['jan@new.com', '', 'Tým', 'eva@new.com', 'Reviewer'],
  ]);
});

test('for Dovecot: mail folders, the letters in its own words', () => {
  expect(written().text('imap/sharing.txt')).toBe(
    '# owner\tmailbox\tidentifier\trights\n' +
      'jan@new.com\tA/B\tauthenticated\tlookup read write-seen write insert post create write-deleted expunge\n' +
      'jan@new.com\tSent\tuser=eva@new.com\tlookup read write-seen\n',
  );
});

test('what goes nowhere is named, and so is whoever has no account', () => {
  expect(written().leftOut()).toEqual(
    expect.arrayContaining([
      'everywhere: jan@old.com: A/B takes rights away from eva@old.com, which nothing else can do',
      'everywhere: gone@old.com has rights on jan@old.com: A/B, and is no account: nobody gets them',
      'google/sharing.csv: _public@old.com: Holidays is shared with eva@new.com (write), everybody (read), and nobody owns it at Google',
      'google/sharing.csv: jan@new.com: Tým is shared with eva@new.com (read): a calendar of its own, whose id Google makes; migrate --to google --sharing shares it',
      'google/sharing.csv: jan@new.com: Contacts is shared with sales@new.com (add), nobody@new.com (read): Google shares no contacts of one user',
      'microsoft/sharing.csv: jan@new.com: Contacts is shared with nobody@new.com (read), a group without an address',
      'imap/sharing.txt: jan@new.com: Contacts is shared with sales@new.com (add), nobody@new.com (read), and IMAP shares mail only',
    ]),
  );
  // Whoever owns a folder is nobody it is shared with, under whatever address.
  expect(JSON.stringify(written().leftOut())).not.toContain('boss');
});

test('without a store there is nothing to say about sharing', () => {
  const { names } = write(accountsFrom({ User: [{ Name: 'jan', Domain: 'a.b' }] }));
  expect(names.filter((name) => name.includes('sharing'))).toEqual([]);
});

test('the scripts have nothing of the store, their commands and columns are there, and PowerShell can parse its own', async () => {
  expect(await powershellErrors(sharingScript())).toEqual([]);
  expect(sharingScript()).toMatch(/^[\t\r\n -~]*$/);
  const header = written().rows('microsoft/sharing.csv')[0];
  for (const [, column] of sharingScript().matchAll(/\$row\.(\w+)/gi)) expect(header).toContain(column);
  expect(sharingScript()).not.toMatch(/-SendNotificationToUser:?\s*\$true/);
  const command = /gam.? csv (.*)$/m;
  expect(command.exec(sharingShellScript())?.[1]).toBe(
    'sharing.csv charset utf-8 gam calendars "~calendar" add acls "~role" "~scope" sendnotifications false',
  );
  expect(sharingBatchFile()).toContain(
    'call "%GAM%" csv sharing.csv charset utf-8 gam calendars "~calendar" add acls "~role" "~scope" sendnotifications false\r\n',
  );
});

test('a Dovecot takes the rights, and again', async () => {
  for (const name of ['A/B', 'Sent', '-žlutý $x'])
    await dovecot.doveadm(['mailbox', 'create', '-u', 'jan@new.com', '--', name]);
  const dir = tempDir(`it's "here" $(date)`);
  writeFileSync(
    join(dir, 'sharing.txt'),
    `${written().text('imap/sharing.txt')}jan@new.com\t-žlutý $x\tuser=eva@new.com\tlookup read\n`,
  );
  writeFileSync(join(dir, 'sharing.sh'), doveadmScript());
  writeFileSync(join(dir, 'doveadm'), `#!/bin/sh\nexec doveadm -c '${join(dovecot.dir, 'dovecot.conf')}' "$@"\n`);
  chmodSync(join(dir, 'doveadm'), 0o755);
  const share = (): Buffer =>
    execFileSync('sh', [join(dir, 'sharing.sh')], { env: { ...process.env, DOVEADM: join(dir, 'doveadm') }, cwd: '/' });
  share();
  share();
  expect(await dovecot.doveadm(['-f', 'flow', 'acl', 'get', '-u', 'jan@new.com', 'A/B'])).toContain(
    'ID=authenticated Global= Rights=create expunge insert lookup post read write write-deleted write-seen\n',
  );
  expect(await dovecot.doveadm(['-f', 'flow', 'acl', 'get', '-u', 'jan@new.com', 'Sent'])).toContain(
    'ID=user=eva@new.com Global= Rights=lookup read write-seen\n',
  );
  expect(await dovecot.doveadm(['-f', 'flow', 'acl', 'get', '-u', 'jan@new.com', '--', '-žlutý $x'])).toContain(
    'ID=user=eva@new.com Global= Rights=lookup read\n',
  );
});
