import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/core/errors.js';
import { openStore } from '../../src/store/open.js';
import { buildFolder, buildStore } from '../support/store-builder.mjs';
import { tempDir } from '../support/temp.js';

const oneItem = { items: [{}] };

function company(dir: string) {
  return buildStore(dir, {
    domains: {
      'company.com': {
        jan: { folders: { INBOX: oneItem, Projects: { folders: { '2019': oneItem } } } },
        eva: { folders: { INBOX: oneItem } },
        '#public': { folders: { Info: oneItem } },
        '#resources': { folders: { Room: { kind: 'calendar', ...oneItem } } },
      },
      'second.example': { jan: { folders: { INBOX: oneItem } } },
    },
    files: { 'users.cfg': '<config/>', 'mailserver.cfg': '<config/>' },
  });
}

describe('openStore', () => {
  test.each([
    ['install', '.', 5],
    ['store', 'store', 5],
    ['mail', 'store/mail', 5],
    ['domain', 'store/mail/company.com', 4],
    ['mailbox', 'store/mail/company.com/jan', 1],
    ['mailbox', 'store/mail/company.com/#public', 1],
    ['folder', 'store/mail/company.com/jan/INBOX', 1],
    ['folder', 'store/mail/company.com/jan/Projects', 1],
  ] as const)('finds a %s at %s', (level, path, mailboxes) => {
    const dir = tempDir();
    company(dir);
    const store = openStore(join(dir, path));
    expect({ level: store.level, mailboxes: store.mailboxes.length }).toEqual({ level, mailboxes });
  });

  test('names users and shared trees by domain, in order', () => {
    const dir = tempDir();
    company(dir);
    expect(openStore(dir).mailboxes.map(({ address, type }) => [address, type])).toEqual([
      ['_public@company.com', 'public'],
      ['_resources@company.com', 'resources'],
      ['eva@company.com', 'user'],
      ['jan@company.com', 'user'],
      ['jan@second.example', 'user'],
    ]);
  });

  test('does not go by names: directories may be called anything', () => {
    const dir = tempDir();
    company(dir);
    renameSync(join(dir, 'store'), join(dir, 'copied disk'));
    renameSync(join(dir, 'copied disk', 'mail'), join(dir, 'copied disk', 'post'));
    expect(openStore(dir).mailboxes).toHaveLength(5);
    expect(openStore(join(dir, 'copied disk', 'post')).level).toBe('mail');
  });

  test('finds the configuration beside the store, from every level', () => {
    const dir = tempDir();
    company(dir);
    for (const path of ['.', 'store', 'store/mail', 'store/mail/company.com', 'store/mail/company.com/jan']) {
      expect(openStore(join(dir, path)).usersCfg).toBe(join(dir, 'users.cfg'));
    }
  });

  test('takes users.cfg.bak where users.cfg is gone', () => {
    const dir = tempDir();
    company(dir);
    renameSync(join(dir, 'users.cfg'), join(dir, 'users.cfg.bak'));
    expect(openStore(dir).usersCfg).toBe(join(dir, 'users.cfg.bak'));
  });

  test('reads archive folders only when asked, and says that they are there', () => {
    const dir = tempDir();
    const { store } = company(dir);
    buildFolder(join(store, 'archive', '2005-Jan'), oneItem);
    expect(openStore(dir).level).toBe('install');
    expect(openStore(dir).unopened.map(({ address }) => address)).toEqual(['_archive@localhost']);
    const archive = openStore(dir, { archive: true });
    const mailbox = archive.mailboxes.find(({ type }) => type === 'archive');
    expect(mailbox && archive.tree(mailbox).folders.map(({ path }) => path)).toEqual([['2005-Jan']]);
  });

  test('keeps public folders of the server and of the domain localhost apart', () => {
    const dir = tempDir();
    const { mail } = company(dir);
    buildFolder(join(mail, '#public', 'All'), oneItem);
    buildFolder(join(mail, 'localhost', '#public', 'All'), oneItem);
    const addresses = openStore(dir).mailboxes.map(({ address }) => address);
    expect(addresses).toEqual(expect.arrayContaining(['_public@localhost', '_public.2@localhost']));
  });

  test('takes the domain of a mailbox copied alone from the owner its INBOX names', () => {
    const dir = tempDir();
    buildFolder(join(dir, 'jan', 'INBOX'), { ...oneItem, status: 'T0 Ajan@company.com lrswipcda' });
    expect(openStore(join(dir, 'jan')).mailboxes.map(({ address }) => address)).toEqual(['jan@company.com']);
  });

  test('does not follow symbolic links, and says so', () => {
    const dir = tempDir();
    const { mail } = company(dir);
    const elsewhere = tempDir();
    buildFolder(join(elsewhere, 'INBOX'), oneItem);
    symlinkSync(elsewhere, join(mail, 'company.com', 'linked'));
    const store = openStore(dir);
    expect(store.mailboxes.map(({ user }) => user)).not.toContain('linked');
    expect(store.problems).toEqual([expect.stringContaining('linked is a symbolic link and was not followed')]);
  });

  test('takes the one install folder in a folder, and refuses to choose among several', () => {
    const dir = tempDir();
    company(join(dir, 'mailserver'));
    mkdirSync(join(dir, 'etc'));
    const store = openStore(dir);
    expect(store.root).toBe(join(dir, 'mailserver'));
    expect(store.mailboxes.map(({ domain }) => domain)).toContain('company.com');
    company(join(dir, 'old'));
    expect(() => openStore(dir)).toThrow(/holds 2 Kerio stores \(.*mailserver, .*old\): give one of them/);
  });

  describe('where all folders lie in others, and no INBOX tells what is what', () => {
    const nested = (dir: string) =>
      buildStore(dir, {
        domains: {
          'company.com': {
            jan: { folders: { Projects: { folders: { '2024': { folders: { May: oneItem } } } } } },
            eva: { folders: { Work: { folders: { Old: oneItem } } } },
          },
        },
      });

    test.each([
      ['install', '.', ['eva@company.com', 'jan@company.com']],
      ['store', 'store', ['eva@company.com', 'jan@company.com']],
      ['mail', 'store/mail', ['eva@company.com', 'jan@company.com']],
      ['domain', 'store/mail/company.com', ['eva@company.com', 'jan@company.com']],
      ['mailbox', 'store/mail/company.com/jan', ['jan@company.com']],
    ] as const)('it is a store, seen from its %s', (level, path, addresses) => {
      const dir = tempDir();
      nested(dir);
      const store = openStore(join(dir, path));
      expect({ level: store.level, addresses: store.mailboxes.map(({ address }) => address) }).toEqual({
        level,
        addresses,
      });
      const jan = store.mailboxes.find(({ user }) => user === 'jan');
      expect(jan && store.tree(jan).folders.map((folder) => folder.path)).toEqual([['Projects', '2024', 'May']]);
    });
  });

  test('counts an archive that was not asked for, packed folders among it, and opens nothing', () => {
    const dir = tempDir();
    const { store } = company(dir);
    buildFolder(join(store, 'archive', '2005-Jan'), { items: [{}, {}] });
    const opened = openStore(dir);
    expect(opened.unopened.map((mailbox) => opened.countUnopened(mailbox))).toEqual([2]);
    // Nobody can tell how much lies in a zip that is none.
    const packed = tempDir();
    writeFileSync(
      join(buildStore(packed, { domains: { 'a.example': { jan: { folders: { INBOX: oneItem } } } } }).store, 'x'),
      '',
    );
    mkdirSync(join(packed, 'store', 'archive'));
    writeFileSync(join(packed, 'store', 'archive', '2006-Feb.zip'), 'no zip');
    const broken = openStore(packed);
    expect(broken.unopened.map((mailbox) => broken.countUnopened(mailbox))).toEqual([null]);
  });

  test('refuses a path that is no store, no folder, or not there, in one sentence', () => {
    const dir = tempDir();
    mkdirSync(join(dir, 'empty'));
    mkdirSync(join(dir, 'accounts'));
    writeFileSync(join(dir, 'accounts', 'users.cfg'), '');
    writeFileSync(join(dir, 'file'), '');
    for (const [path, words] of [
      ['empty', 'holds no Kerio store'],
      ['accounts', 'Its users.cfg is read by: kerio-exit accounts'],
      ['file', 'is a file, not a folder'],
      ['nowhere', 'does not exist'],
    ] as const) {
      const open = () => openStore(join(dir, path));
      expect(open).toThrow(UserError);
      expect(open).toThrow(words);
    }
  });
});
