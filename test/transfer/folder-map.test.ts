import { describe, expect, test } from 'vitest';
import { recogniseServer, type ServerKind } from '../../src/protocols/imap/server-profile.js';
import { mapFolders } from '../../src/destinations/imap/folder-map.js';
import type { SourceFolder } from '../../src/transfer/source.js';
import type { TargetMailbox, TargetTree } from '../../src/destinations/imap/target.js';

const folder = (path: string, role: SourceFolder['role'] = null): SourceFolder => ({
  path: path.split('/'),
  role,
  kind: 'mail',
  validity: null,
  skip: null,
});

const mailbox = (path: string, more: Partial<TargetMailbox> = {}): TargetMailbox => ({
  path: path.split('/'),
  wireName: path,
  selectable: true,
  noInferiors: false,
  role: null,
  roleFrom: null,
  messages: 0,
  uidValidity: '1',
  ...more,
});

const greetings: Partial<Record<ServerKind, string>> = {
  exchange: 'The Microsoft Exchange IMAP4 service is ready.',
  dovecot: 'Dovecot ready.',
};

function tree(
  mailboxes: readonly TargetMailbox[],
  kind: ServerKind = 'dovecot',
  more: Partial<TargetTree> = {},
): TargetTree {
  const capabilities = new Set(kind === 'gmail' ? ['X-GM-EXT-1'] : []);
  const profile = recogniseServer({ capabilities, greeting: greetings[kind] ?? '', id: '' });
  return { delimiter: '/', prefix: [], mailboxes, specialUse: true, profile, ...more };
}

/** Where each folder goes, and why. */
function map(
  folders: readonly SourceFolder[],
  target: TargetTree,
  rules: Readonly<Record<string, string>> = {},
  shared = false,
): Record<string, string> {
  const mapped = mapFolders(folders, target, new Map(Object.entries(rules)), shared);
  return Object.fromEntries(
    mapped.map(({ source, path, rule }) => [source.path.join('/'), `${path.join('/')} (${rule})`]),
  );
}

const special = (role: NonNullable<SourceFolder['role']>, from: 'special-use' | 'name' = 'special-use') => ({
  role,
  roleFrom: from,
});

test('what the user says comes first, for the children too', () => {
  const target = tree([mailbox('INBOX', special('inbox')), mailbox('Sent', special('sent'))]);
  const folders = [folder('Sent Items', 'sent'), folder('Sent Items/2019'), folder('Old/A'), folder('Old/A/B')];
  expect(map(folders, target, { 'Sent Items': 'Outgoing', Old: 'Archive/Kerio', 'Old/A/B': 'Top' })).toEqual({
    'Sent Items': 'Outgoing (by --map)',
    'Sent Items/2019': 'Outgoing/2019 (by --map)',
    'Old/A': 'Archive/Kerio/A (by --map)',
    'Old/A/B': 'Top (by --map)',
  });
});

test('special use before a known name, children follow', () => {
  const target = tree([
    mailbox('INBOX', special('inbox')),
    mailbox('Sent Messages', special('sent', 'name')),
    mailbox('Odeslané', special('sent')),
    mailbox('Papierkorb', special('trash', 'name')),
  ]);
  const folders = [
    folder('INBOX', 'inbox'),
    folder('Sent Items', 'sent'),
    folder('Sent Items/2019'),
    folder('Deleted Items', 'trash'),
    folder('Projects'),
  ];
  expect(map(folders, target)).toEqual({
    INBOX: 'INBOX (same name)',
    'Sent Items': 'Odeslané (special use)',
    'Sent Items/2019': 'Odeslané/2019 (special use)',
    'Deleted Items': 'Papierkorb (known name)',
    Projects: 'Projects (same name)',
  });
});

test('folders that other programs made, in any language, play their part; deeper ones do not', () => {
  const target = tree([mailbox('Sent', special('sent')), mailbox('Trash', special('trash'))]);
  expect(map([folder('Gesendete Objekte'), folder('Koš'), folder('Projects/Sent')], target)).toEqual({
    'Gesendete Objekte': 'Sent (special use)',
    Koš: 'Trash (special use)',
    'Projects/Sent': 'Projects/Sent (same name)',
  });
});

test('a server that gives roles but has no such mailbox yet gets the usual name, another one the own name', () => {
  const folders = [folder('Sent Items', 'sent'), folder('Junk E-mail', 'junk'), folder('Junk E-mail/Old')];
  expect(map(folders, tree([]))).toEqual({
    'Sent Items': 'Sent (usual name)',
    'Junk E-mail': 'Junk (usual name)',
    'Junk E-mail/Old': 'Junk/Old (usual name)',
  });
  expect(map(folders, tree([], 'dovecot', { specialUse: false }))['Sent Items']).toBe('Sent Items (same name)');
  const [sent] = mapFolders(folders, tree([]), new Map(), false);
  expect(sent?.specialUse).toBe('\\Sent');
});

test('in shared folders nothing plays a part', () => {
  const target = tree([mailbox('Trash', special('trash'))]);
  expect(map([folder('Deleted Items', 'trash')], target, {}, true)).toEqual({
    'Deleted Items': 'Deleted Items (same name)',
  });
});

describe('names', () => {
  test('everything below INBOX where the namespace is there, INBOX itself not doubled', () => {
    const target = tree([mailbox('INBOX')], 'other', { delimiter: '.', prefix: ['INBOX'], specialUse: false });
    const mapped = mapFolders(
      [folder('INBOX', 'inbox'), folder('INBOX/Below'), folder('A.b'), folder('A.b/C&D'), folder('Práce')],
      target,
      new Map(),
      false,
    );
    expect(mapped.map(({ wireName, rule }) => [wireName, rule])).toEqual([
      ['INBOX', 'same name'],
      ['INBOX.Below', 'same name'],
      ['INBOX.A_b', 'renamed'],
      ['INBOX.A_b.C&-D', 'renamed'],
      ['INBOX.Pr&AOE-ce', 'same name'],
    ]);
  });

  test('nothing is put below a mailbox that takes nothing there', () => {
    const target = tree([
      mailbox('INBOX', { noInferiors: true }),
      mailbox('Sent', { ...special('sent'), noInferiors: true }),
    ]);
    expect(map([folder('INBOX/Below'), folder('Sent Items/2019')], target)).toEqual({
      'INBOX/Below': 'Below (same name)',
      'Sent Items/2019': 'Sent Items/2019 (same name)',
    });
  });

  test('Gmail: system labels by their part, reserved words and blanks changed, nothing below system labels', () => {
    const target = tree([mailbox('INBOX', special('inbox')), mailbox('[Gmail]/Gesendet', special('sent'))], 'gmail');
    const folders = ['Sent Items/2019', 'Archive/2019', 'Muted', 'a  b ', 'x^"y', 'INBOX/Below'].map((path) =>
      folder(path),
    );
    expect(map([folder('Sent Items', 'sent'), ...folders], target)).toEqual({
      'Sent Items': '[Gmail]/Gesendet (special use)',
      'Sent Items/2019': 'Sent Items/2019 (same name)',
      'Archive/2019': 'Archive (Kerio)/2019 (renamed)',
      Muted: 'Muted (Kerio) (renamed)',
      'a  b ': 'a b (renamed)',
      'x^"y': "x_'y (renamed)",
      'INBOX/Below': 'Below (renamed)',
    });
  });

  test('Gmail: what lies below the inbox meets its like beside it', () => {
    const target = tree([mailbox('INBOX', special('inbox'))], 'gmail');
    const folders = ['INBOX', 'INBOX/customers', 'INBOX/customers/bigco', 'customers', 'INBOX/Sent'];
    expect(
      map(
        folders.map((path) => folder(path)),
        target,
      ),
    ).toEqual({
      INBOX: 'INBOX (same name)',
      'INBOX/customers': 'customers (renamed)',
      'INBOX/customers/bigco': 'customers/bigco (renamed)',
      customers: 'customers (same name)',
      'INBOX/Sent': 'Sent (Kerio) (renamed)',
    });
  });

  test('Exchange: Files and the names of its own folders', () => {
    expect(map([folder('Files'), folder('Notes/x')], tree([], 'exchange'))).toEqual({
      Files: 'Files (Kerio) (renamed)',
      'Notes/x': 'Notes (Kerio)/x (renamed)',
    });
  });

  test('different folders stay different where a server ignores case; what is there is used as it is spelled', () => {
    const target = tree([mailbox('projects')], 'exchange');
    expect(map([folder('Work'), folder('WORK'), folder('Projects')], target)).toEqual({
      WORK: 'WORK (same name)',
      Work: 'Work (2) (renamed)',
      Projects: 'projects (same name)',
    });
    expect(map([folder('Work'), folder('WORK')], tree([]))).toEqual({
      WORK: 'WORK (same name)',
      Work: 'Work (same name)',
    });
  });
});
