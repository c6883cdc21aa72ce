import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type MailFormat, type MailTarget, nameFolders } from '../../src/naming/folders.js';
import { readFolderRules } from '../../src/naming/folder-rules.js';
import { folded } from '../../src/naming/segment.js';
import type { Folder, Mailbox } from '../../src/store/types.js';
import { folder, mailbox } from '../exporters/mail/support.js';
import { trickyName } from './tricky.js';

function named(
  paths: readonly string[],
  target: MailTarget,
  format: MailFormat,
  of: Mailbox = mailbox,
): (readonly [string, string])[] {
  const folders = paths.map((path) => folder(path.split('/'), of));
  return nameFolders(folders, { target, format }).map(({ label, stem }) => [label.join('/'), stem] as const);
}

const KERIO = ['INBOX', 'Sent Items', 'Drafts', 'Deleted Items', 'Junk E-mail', 'Projects', 'Projects/2019', 'Práce'];

describe('google, mbox', () => {
  test('special folders become system labels, whoever named them', () => {
    expect(
      named([...KERIO, 'Sent', 'Sent Messages', 'Trash', 'Deleted Messages', 'Spam', 'junk'], 'google', 'mbox'),
    ).toEqual([
      ['Inbox', 'INBOX'],
      ['Sent', 'Sent'],
      ['Drafts', 'Drafts'],
      ['Trash', 'Trash'],
      ['Spam', 'Spam'],
      ['Projects', 'Projects'],
      ['Projects/2019', 'Projects/2019'],
      ['Práce', 'Práce'],
      ['Sent', 'Sent'],
      ['Sent', 'Sent'],
      ['Trash', 'Trash'],
      ['Trash', 'Trash'],
      ['Spam', 'Spam'],
      ['Spam', 'Spam'],
    ]);
  });

  test("the store's own word on a folder's role counts", () => {
    const sent: Folder = { ...folder(['Gesendete Objekte']), role: 'sent' };
    expect(nameFolders([sent], { target: 'google', format: 'mbox' })[0]).toMatchObject({
      label: ['Sent'],
      stem: 'Sent',
    });
  });

  test.each([
    ['Archive', 'Archive (Kerio)'],
    ['archive/2019', 'archive (Kerio)/2019'],
    ['INBOX/Work', 'Work'],
    ['INBOX/Sent/2019', 'Sent (Kerio)/2019'],
    ['INBOX/INBOX', 'INBOX (Kerio)'],
    ['Sent Items/2019', 'Sent Items/2019'],
    ['Sent/2019', 'Sent (Kerio)/2019'],
    ['Important', 'Important (Kerio)'],
    ['[Gmail]/x', '[Gmail] (Kerio)/x'],
    ['CATEGORY_X', 'CATEGORY_X (Kerio)'],
    ['Koš', 'Koš (Kerio)'],
    ['papierkorb', 'papierkorb (Kerio)'],
    ['Projects/Sent', 'Projects/Sent'],
    ['Projects/Archive', 'Projects/Archive'],
    ['  two   blanks ', 'two blanks'],
    ['a^b\\c', 'a_b_c'],
    ['say "so"', "say 'so'"],
    ["Bob's", "Bob's"],
    ['a\tb', 'a_b'],
    [' ', '_'],
  ])('%j is labelled %j', (path, wanted) => {
    expect(named([path], 'google', 'mbox')[0]?.[0]).toBe(wanted);
  });

  test('what only looks alike keeps labels and files of its own', () => {
    expect(
      named(['a^b', 'a_b', 'A_B', 'a^b/x', 'a_b/x', 'Inbox (Kerio)', 'Archive (Kerio)', 'Archive/y'], 'google', 'mbox'),
    ).toEqual([
      ['a_b (3)', 'a_b (3)'],
      ['a_b (2)', 'a_b (2)'],
      ['A_B', 'A_B'],
      ['a_b (3)/x', 'a_b (3)/x'],
      ['a_b (2)/x', 'a_b (2)/x'],
      ['Inbox (Kerio)', 'Inbox (Kerio)'],
      ['Archive (Kerio)', 'Archive (Kerio)'],
      ['Archive (Kerio) (2)/y', 'Archive (Kerio) (2)/y'],
    ]);
  });

  test('what lies below the inbox meets its like beside it', () => {
    const paths = [
      'INBOX',
      'INBOX/customers',
      'INBOX/customers/bigco',
      'customers',
      'customers/bigco',
      'Customers',
      'INBOX/Spam',
    ];
    expect(named(paths, 'google', 'mbox')).toEqual([
      ['Inbox', 'INBOX'],
      ['customers (2)', 'customers (2)'],
      ['customers (2)/bigco', 'customers (2)/bigco'],
      ['customers (2)', 'customers (2)'],
      ['customers (2)/bigco', 'customers (2)/bigco'],
      ['Customers', 'Customers'],
      ['Spam (Kerio)', 'Spam (Kerio)'],
    ]);
    expect(named(['INBOX', 'INBOX/customers', 'customers'], 'microsoft', 'mbox').map(([label]) => label)).toEqual([
      'INBOX',
      'INBOX/customers',
      'customers',
    ]);
    const localized = [{ ...folder(['Posteingang']), role: 'inbox' as const }, folder(['Posteingang', 'Kunden'])];
    expect(nameFolders(localized, { target: 'google', format: 'mbox' }).map(({ label }) => label)).toEqual([
      ['Inbox'],
      ['Kunden'],
    ]);
  });

  test('nobody takes the trash of others for his own', () => {
    const shared: Mailbox = { ...mailbox, type: 'public', address: '_public@company.com' };
    expect(named(['Trash', 'INBOX', 'Info'], 'google', 'mbox', shared)).toEqual([
      ['Trash (Kerio)', 'Trash (Kerio)'],
      ['INBOX (Kerio)', 'INBOX (Kerio)'],
      ['Info', 'Info'],
    ]);
  });

  test('labels have at most 225 characters', () => {
    const label = named([`${'é'.repeat(150)}/${'x'.repeat(150)}`], 'google', 'mbox')[0]?.[0];
    expect(label).toMatch(/^é{150}\/x{65}~[0-9a-f]{8}$/);
  });
});

describe('what the user says (--map)', () => {
  const said = (paths: readonly string[], rules: readonly string[], target: MailTarget): string[] =>
    nameFolders(
      paths.map((path) => folder(path.split('/'))),
      { target, format: 'mbox', rules: readFolderRules(rules) },
    ).map(({ label, stem }) => `${label.join('/')} in ${stem}`);

  test('holds for what is below, and meets what is there', () => {
    for (const target of ['google', 'microsoft', 'generic'] as const)
      expect(said(['Old', 'Old/a', 'Old/a/b', 'Old/c', 'Work/2019/a'], ['Old=Work/2019', 'Old/c=C'], target)).toEqual([
        'Work/2019 in Work/2019',
        'Work/2019/a in Work/2019/a',
        'Work/2019/a/b in Work/2019/a/b',
        'C in C',
        'Work/2019/a in Work/2019/a',
      ]);
  });

  test('goes before special folders and reserved words', () => {
    const paths = ['INBOX', 'Sent Items', 'Deleted Items', 'Deleted Items/x', 'Archive', 'Outbox', 'News', 'News/x'];
    const rules = ['INBOX=Old inbox', 'Deleted Items=Old trash', 'News=Archive', 'Outbox=Outbox'];
    expect(said(paths, rules, 'google')).toEqual([
      'Old inbox in Old inbox',
      'Sent in Sent',
      'Old trash in Old trash',
      'Old trash/x in Old trash/x',
      'Archive (Kerio) in Archive (Kerio)',
      'Outbox in Outbox',
      'Archive in Archive',
      'Archive/x in Archive/x',
    ]);
    expect(said(paths, rules, 'microsoft').slice(4, 6)).toEqual(['Archive in Archive', 'Outbox in Outbox']);
  });

  test('can name the special folders of the destination', () => {
    const rules = ['Mine=INBOX', 'Old sent=sent items', 'Bin=trash'];
    const paths = ['INBOX', 'Mine', 'Mine/x', 'Old sent', 'Bin'];
    expect(said(paths, rules, 'google')).toEqual([
      'Inbox in INBOX',
      'Inbox in INBOX',
      'x in x',
      'sent items in sent items',
      'Trash in Trash',
    ]);
    expect(said(paths, rules, 'microsoft')).toEqual([
      'INBOX in INBOX',
      'INBOX in INBOX',
      'INBOX/x in INBOX/x',
      'Sent Items in Sent Items',
      'trash in trash',
    ]);
    expect(said(['INBOX', 'Mine'], ['Mine=inbox'], 'generic')).toEqual(['INBOX in INBOX', 'inbox in INBOX']);
    expect(said(['Mine/x'], ['Mine=INBOX/Mine'], 'google')).toEqual(['Mine/x in Mine/x']);
  });

  test('loses nothing but what no label can hold', () => {
    expect(said(['a'], ['a=say "so"/x^y'], 'google')).toEqual(["say 'so'/x_y in say 'so'/x_y"]);
  });
});

describe('microsoft', () => {
  test('special folders, and what is below them, go to those of Exchange', () => {
    expect(named([...KERIO, 'INBOX/Work', 'Sent/2019', 'Sent', 'Trash/x'], 'microsoft', 'maildir')).toEqual([
      ['INBOX', ''],
      ['Sent Items', '.Sent Items'],
      ['Drafts', '.Drafts'],
      ['Deleted Items', '.Deleted Items'],
      ['Junk Email', '.Junk Email'],
      ['Projects', '.Projects'],
      ['Projects/2019', '.Projects.2019'],
      ['Práce', '.Pr&AOE-ce'],
      ['INBOX/Work', '.INBOX.Work'],
      ['Sent Items/2019', '.Sent Items.2019'],
      ['Sent Items', '.Sent Items'],
      ['Trash/x', '.Trash.x'],
    ]);
  });

  test("the store's own word on a folder's role counts, for its children too", () => {
    const sent: Folder = { ...folder(['Gesendete Objekte']), role: 'sent' };
    const folders = [sent, folder(['Gesendete Objekte', '2019'])];
    const result = nameFolders(folders, { target: 'microsoft', format: 'mbox' });
    expect(result.map(({ label }) => label)).toEqual([['Sent Items'], ['Sent Items', '2019']]);
  });

  test.each([
    ['Archive', 'Archive'],
    ['Archive/2019', 'Archive/2019'],
    ['Outbox', 'Outbox (Kerio)'],
    ['outbox/x', 'outbox (Kerio)/x'],
    ['Calendar', 'Calendar (Kerio)'],
    ['Files', 'Files (Kerio)'],
    ['Conversation History', 'Conversation History (Kerio)'],
    ['Projects/Files', 'Projects/Files'],
    ['Projects/Sent Items', 'Projects/Sent Items'],
    ['Junk Email/x', 'Junk Email (Kerio)/x'],
    ['a\\b', 'a_b'],
    [' blanks  at the ends ', 'blanks  at the ends'],
    ['ends in a dot.', 'ends in a dot.'],
    ['50 % "so" * ?', '50 % "so" * ?'],
    [' ', '_'],
  ])('%j is called %j', (path, wanted) => {
    expect(named([path], 'microsoft', 'mbox')[0]?.[0]).toBe(wanted);
  });

  test('a folder called like one of Exchange meets it only where it plays its part', () => {
    const shared: Mailbox = { ...mailbox, type: 'public', address: '_public@company.com' };
    expect(named(['Deleted Items', 'INBOX', 'Info'], 'microsoft', 'mbox', shared).map(([label]) => label)).toEqual([
      'Deleted Items (Kerio)',
      'INBOX (Kerio)',
      'Info',
    ]);
    expect(named(['Junk E-mail', 'Junk Email', 'junk email'], 'microsoft', 'mbox').map(([label]) => label)).toEqual([
      'Junk Email',
      'Junk Email',
      'junk email (Kerio)',
    ]);
  });

  test('at most 255 characters a name and 300 levels', () => {
    expect(named(['é'.repeat(300)], 'microsoft', 'mbox')[0]?.[0]).toMatch(/^é{246}~[0-9a-f]{8}$/);
    const deep = Array.from({ length: 310 }, (_, at) => String(at));
    const labels = nameFolders([folder(deep), folder([...deep, 'x']), folder(deep.slice(0, 300))], {
      target: 'microsoft',
      format: 'eml',
    }).map(({ label }) => label);
    expect(labels.map((label) => label.length)).toEqual([300, 300, 300]);
    expect(new Set(labels.map((label) => label.join('/'))).size).toBe(3);
    expect(labels[0]?.at(-1)).toMatch(/^299_300_.*~[0-9a-f]{8}$/);
  });
});

test('generic keeps the names', () => {
  expect(named([...KERIO, 'Archive', 'Sent'], 'generic', 'mbox')).toEqual(
    [...KERIO, 'Archive', 'Sent'].map((path) => [path, path]),
  );
});

test('eml: a folder that is called like a message', () => {
  expect(named(['A', 'A/0000000a.eml'], 'generic', 'eml').map(([, stem]) => stem)).toEqual(['A', 'A/0000000a.eml_']);
});

test('mbox: a folder that is called like a file', () => {
  expect(named(['Foo', 'Foo.mbox', 'Foo.mbox/x'], 'generic', 'mbox').map(([, stem]) => stem)).toEqual([
    'Foo',
    'Foo.mbox_',
    'Foo.mbox_/x',
  ]);
});

test('thunderbird: children in .sbd, nothing that it hides', () => {
  expect(
    named(['A', 'A/B/C', 'A.sbd', 'A.msf', '#deleted', 'x~', '#x'], 'generic', 'thunderbird').map(([, stem]) => stem),
  ).toEqual(['A', 'A.sbd/B.sbd/C', 'A.sbd_', 'A.msf_', '_deleted', 'x_', '_x']);
});

describe('maildir', () => {
  test('Maildir++ names', () => {
    expect(named([...KERIO, 'a.b/c', '~x', 'INBOX/Sub', '..'], 'generic', 'maildir').map(([, stem]) => stem)).toEqual([
      '',
      '.Sent Items',
      '.Drafts',
      '.Deleted Items',
      '.Junk E-mail',
      '.Projects',
      '.Projects.2019',
      '.Pr&AOE-ce',
      '.a_b.c',
      '._x',
      '.INBOX.Sub',
      '.__',
    ]);
    expect(
      named(KERIO, 'google', 'maildir')
        .map(([, stem]) => stem)
        .slice(0, 5),
    ).toEqual(['', '.Sent', '.Drafts', '.Trash', '.Spam']);
  });

  test('a directory name has at most 240 bytes, however long and deep the folder', () => {
    const paths = [`${'ř'.repeat(100)}/x`, `${'a'.repeat(300)}/b`, Array.from({ length: 60 }, () => 'level').join('/')];
    const stems = named(paths, 'generic', 'maildir').map(([, stem]) => stem);
    for (const stem of stems) expect(stem.length).toBeLessThanOrEqual(240);
    expect(stems[0]).toMatch(/^\.&(?:AVkBWQFZ)+[\w,]*-~[0-9a-f]{8}\.x$/);
    expect(stems[1]).toMatch(/^\.a+~[0-9a-f]{8}\.b$/);
  });
});

describe('always', () => {
  const paths = fc.uniqueArray(fc.array(trickyName, { minLength: 1, maxLength: 3 }), {
    maxLength: 12,
    selector: (path) => JSON.stringify(path),
  });
  const formats = ['mbox', 'eml', 'maildir', 'thunderbird'] as const;

  test.each(formats)('%s: different folders have different places, one label is one place', (format) => {
    fc.assert(
      fc.property(paths, fc.constantFrom('google', 'microsoft', 'generic'), (given, target) => {
        const result = nameFolders(
          given.map((path) => folder(path)),
          { target, format },
        );
        const places = new Map<string, string>();
        for (const { label, stem } of result) {
          const place = folded(stem);
          const name = JSON.stringify(label);
          expect(places.get(place) ?? name).toBe(name);
          places.set(place, name);
          expect(stem).not.toMatch(/(?:^|\/)\.{0,2}(?:\/|$)(?!$)/);
          expect(stem).not.toMatch(/\p{Cc}|^\//u);
        }
        if (target === 'generic') expect(places.size).toBe(given.length);
      }),
      { numRuns: 300 },
    );
  });

  test('labels are what Gmail takes, and differ without regard to case', () => {
    fc.assert(
      fc.property(paths, (given) => {
        const result = nameFolders(
          given.map((path) => folder(path)),
          { target: 'google', format: 'mbox' },
        );
        const labels = new Map<string, string>();
        for (const { label, stem } of result) {
          const whole = label.join('/');
          expect(whole.length).toBeLessThanOrEqual(225);
          expect(whole).not.toMatch(/["^\\]|\s\s|^\s|\s$|\/\s|\s\/|\p{Cc}|\p{Cs}|\/\/|^\/|\/$/u);
          expect(labels.get(folded(whole)) ?? stem).toBe(stem);
          labels.set(folded(whole), stem);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('names are what Exchange takes, and differ without regard to case', () => {
    fc.assert(
      fc.property(paths, fc.boolean(), (given, reversed) => {
        const folders = given.map((path) => folder(path));
        const options = { target: 'microsoft', format: 'maildir' } as const;
        const result = nameFolders(folders, options);
        const places = new Map<string, string>();
        for (const { label, stem } of result) {
          for (const name of label) expect(name).toMatch(/^(?! )[^\\/\p{Cc}\p{Cs}]{1,260}(?<! )$/u);
          const whole = folded(label.join('/'));
          expect(places.get(whole) ?? stem).toBe(stem);
          places.set(whole, stem);
        }
        const again = nameFolders(reversed ? [...folders].reverse() : folders, options);
        for (const { folder: of, label } of again)
          expect(label).toEqual(result.find(({ folder: same }) => same === of)?.label);
      }),
      { numRuns: 300 },
    );
  });
});
