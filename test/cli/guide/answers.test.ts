import { describe, expect, test } from 'vitest';
import { type ExportAnswers, type MigrateAnswers, commandArguments } from '../../../src/cli/guide/answers.js';
import { typedPath } from '../../../src/cli/guide/asking.js';
import { DESTINATIONS, targetOf } from '../../../src/cli/guide/destinations.js';
import { optionsOf } from '../../../src/cli/guide/export-questions.js';
import { usersCsv } from '../../../src/cli/guide/users-file-question.js';
import { DEFAULT_OPTIONS, OUTPUT_KINDS, TARGETS } from '../../../src/files/plan/options.js';

const exporting: ExportAnswers = {
  command: 'export',
  store: '/srv/kerio',
  target: 'google',
  mailFormat: 'mbox',
  ...{ archive: null, recoverable: null, unlisted: null, plan: null },
  mailboxes: { mode: 'all', addresses: [] },
  kinds: OUTPUT_KINDS,
  passwords: null,
  out: 'export',
};

const migrating: MigrateAnswers = {
  command: 'migrate',
  store: '/srv/kerio',
  server: 'imaps://mail.example.com',
  trust: { kind: 'known' },
  auth: 'login',
  admin: null,
  secretFile: null,
  usersFile: 'users.csv',
  users: { mode: 'all', addresses: [] },
  staying: [],
  recoverable: null,
  only: null,
  own: [],
};

describe('answers as arguments', () => {
  const plain = ['export', '/srv/kerio', '--out', 'export', '--target', 'google'];

  test.each<[Partial<ExportAnswers>, string[]]>([
    [{ plan: '/srv/plan.csv' }, [...plain, '--plan', '/srv/plan.csv']],
    [{}, plain],
    [{ target: 'generic', mailFormat: 'maildir' }, [...plain.slice(0, 5), 'generic', '--mail-format', 'maildir']],
    [{ archive: 'include' }, [...plain, '--include', 'archive']],
    [{ archive: 'exclude', recoverable: 'include' }, [...plain, '--exclude-archive', '--include', 'recoverable']],
    [{ recoverable: 'exclude', unlisted: 'exclude' }, [...plain, '--exclude-recoverable', '--exclude-unlisted']],
    [{ unlisted: 'include' }, [...plain, '--include-unlisted']],
    [{ kinds: ['mail', 'notes'] }, [...plain, '--only', 'mail,notes']],
    [{ mailboxes: { mode: 'only', addresses: ['a@b.c', 'd@b.c'] } }, [...plain, '--user', 'a@b.c,d@b.c']],
    [{ mailboxes: { mode: 'except', addresses: ['a@b.c'] } }, [...plain, '--exclude-user', 'a@b.c']],
    [{ mailboxes: { mode: 'only', addresses: [' a,b@c.d'] } }, [...plain, '--user', '?a?b@c.d']],
    [{ passwords: 'none' }, [...plain, '--passwords', 'none']],
    [{ passwords: 'generate' }, [...plain, '--passwords', 'generate']],
    [{ store: '-old' }, ['export', './-old', ...plain.slice(2)]],
  ])('export with %j', (answers, args) => {
    expect(commandArguments({ ...exporting, ...answers })).toEqual(args);
  });

  const start = ['migrate', '--from', '/srv/kerio', '--to', 'imaps://mail.example.com'];
  const users = ['--users', 'users.csv'];

  test.each<[Partial<MigrateAnswers>, string[]]>([
    [{}, [...start, ...users]],
    [{ trust: { kind: 'file', path: 'ca.pem' } }, [...start, '--ca', 'ca.pem', ...users]],
    [{ trust: { kind: 'unchecked' } }, [...start, '--to-insecure', ...users]],
    [
      { auth: 'master', admin: 'root', secretFile: 'secret' },
      [...start, '--to-auth', 'master', '--to-admin', 'root', '--to-secret-file', 'secret', ...users],
    ],
    [{ auth: 'google' }, [...start, '--to-auth', 'google', ...users]],
    [{ users: { mode: 'only', addresses: ['a@b.c'] } }, [...start, ...users, '--select', 'a@b.c']],
    [{ users: { mode: 'except', addresses: ['a@b.c'] } }, [...start, ...users, '--exclude', 'a@b.c']],
    [{ staying: ['_public@b.c'] }, [...start, ...users, '--exclude', '_public@b.c']],
    [{ recoverable: 'include' }, [...start, ...users, '--include', 'recoverable']],
    [{ recoverable: 'exclude' }, [...start, ...users, '--exclude-recoverable']],
    [{ only: ['contacts', 'tasks'] }, [...start, ...users, '--only', 'contacts,tasks']],
    [{ own: ['--google-key', 'key.json'] }, [...start, '--google-key', 'key.json', ...users]],
  ])('migrate with %j', (answers, args) => {
    expect(commandArguments({ ...migrating, ...answers })).toEqual(args);
  });
});

test('what the output folder is checked for is what the command would make of the arguments', () => {
  expect(optionsOf(exporting)).toEqual(DEFAULT_OPTIONS);
  const answers: ExportAnswers = {
    ...exporting,
    target: 'generic',
    mailFormat: 'eml',
    archive: 'include',
    recoverable: 'exclude',
    mailboxes: { mode: 'except', addresses: ['a@b.c', 'd@b.c'] },
    kinds: ['mail'],
    passwords: 'generate',
  };
  expect(optionsOf(answers)).toEqual({
    ...DEFAULT_OPTIONS,
    target: 'generic',
    mailFormat: 'eml',
    archive: true,
    excludeRecoverable: true,
    excludeUsers: ['a@b.c', 'd@b.c'],
    only: ['mail'],
  });
});

test('each destination has names that the program knows', () => {
  for (const { value } of DESTINATIONS) expect(TARGETS).toContain(targetOf(value));
  expect(targetOf('google')).toBe('google');
  expect(targetOf('microsoft')).toBe('microsoft');
  expect(targetOf('files')).toBe('generic');
});

test('a users file for a store: users at their own addresses, shared trees as questions', () => {
  const mailbox = { user: '', domain: '', dir: '' };
  expect(
    usersCsv([
      { ...mailbox, address: '_public@a.example', type: 'public' },
      { ...mailbox, address: 'anna@a.example', type: 'user' },
      { ...mailbox, address: 'b,c@a.example', type: 'user' },
    ]),
  ).toBe(
    'source,target\n' +
      '# _public@a.example belongs to everybody: take the # off with the right target in the line.\n' +
      '#_public@a.example,_public@a.example\n' +
      'anna@a.example,anna@a.example\n"b,c@a.example","b,c@a.example"\n',
  );
});

test.each([
  ['/srv/kerio', '/srv/kerio'],
  [' /srv/kerio ', '/srv/kerio'],
  ['~/store', '/home/anna/store'],
  ['~', '/home/anna'],
  ['~boris/store', '~boris/store'],
  ["'/srv/my store'", '/srv/my store'],
  ['"/srv/my store"', '/srv/my store'],
  ["it's", "it's"],
  ['  ', ''],
])('%s is the path %s', (typed, path) => {
  expect(typedPath(typed, '/home/anna')).toBe(path);
});
