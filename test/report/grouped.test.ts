import { expect, test } from 'vitest';
import { grouped, groupedLine } from '../../src/report/grouped.js';

test('what many have in common is told once, without who signs in and in which line he stands', () => {
  const texts = [
    ['anna@a.example', 'imaps://mail.a.example refused the login of anna@b.example: NO wrong'],
    ['boris@a.example', null],
    ['cyril@a.example', 'imaps://mail.a.example refused the login of cyril@b.example: NO wrong'],
    ['dora@a.example', 'line 5 of the users file has no target_password for dora: fill it in'],
    ['eva@a.example', 'imaps://mail.a.example refused the login of eva@b.example: NO locked'],
    ['filip@a.example', 'line 7 of the users file has no target_password for filip: fill it in'],
    ['gita@a.example', 'line 8 of the users file has no source_password for gita: fill it in'],
  ] as const;
  expect(grouped(texts).map(groupedLine)).toEqual([
    '2 accounts (anna@a.example, cyril@a.example): imaps://mail.a.example refused the login: NO wrong',
    '2 accounts (dora@a.example, filip@a.example): their lines of the users file have no target_password: fill it in',
    'eva@a.example: imaps://mail.a.example refused the login of eva@b.example: NO locked',
    'gita@a.example: line 8 of the users file has no source_password for gita: fill it in',
  ]);
});
