/** Who moves: a users file that is there, or one made from the mailboxes of the store. */
import { existsSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { log, select } from '@clack/prompts';
import { stringify } from 'csv-stringify/sync';
import { UserError } from '../../core/errors.js';
import { commentedOut } from '../../exporters/accounts/imap.js';
import type { UsersFile } from '../../transfer/plan/users-file.js';
import type { Mailbox } from '../../store/types.js';
import { countOf } from '../output/format.js';
import { readUsers } from '../../options/movers.js';
import { type AuthMethod, readLogin } from '../../options/migrate-flags.js';
import { askPath } from './asking.js';
import type { Talk } from './talk.js';

/** A users file and who is in it. */
export interface ChosenUsers {
  readonly usersFile: string;
  readonly content: UsersFile;
}

/** Asks for the users file. One that is made here is named in `made`, so that it can be taken away again. */
export async function askUsersFile(
  talk: Talk,
  auth: AuthMethod,
  mailboxes: readonly Mailbox[],
  made: string[],
  written: string | null,
): Promise<ChosenUsers> {
  // Where everybody logs in alone, only a person can know the passwords.
  if (auth !== 'login' && written === null && (await askWhetherToMake(talk)))
    return makeUsersFile(talk, mailboxes, made);
  talk.say(() =>
    log.message(
      'Who moves is read from a file: lines of user@domain.com;password;Full Name, or a CSV with the columns source and target,\nand target_password where everybody logs in alone. kerio-exit accounts writes one: accounts/imap/migrate.csv.',
    ),
  );
  const read = (path: string): UsersFile => {
    const content = readUsers(path);
    const { login } = readLogin('to', { method: 'login', masterSeparator: '*' });
    if (auth === 'login') for (const account of content.accounts) login(account);
    return content;
  };
  const usersFile = await askPath(talk, {
    message: 'The users file',
    ...(written === null ? { placeholder: 'users.csv' } : { initialValue: written }),
    check: read,
  });
  return { usersFile, content: read(usersFile) };
}

async function askWhetherToMake(talk: Talk): Promise<boolean> {
  const message = 'Who moves where?';
  return talk.ask<boolean>(message, (earlier = true) =>
    select({
      message,
      initialValue: earlier,
      options: [
        { value: true, label: 'Every mailbox to the same address', hint: 'a file that says so is written for you' },
        { value: false, label: 'As a users file says' },
      ],
    }),
  );
}

async function makeUsersFile(talk: Talk, mailboxes: readonly Mailbox[], made: string[]): Promise<ChosenUsers> {
  const usersFile = await askPath(talk, {
    message: 'Where shall the users file be written? Addresses only, no passwords',
    initialValue: 'users.csv',
    check: (path) => {
      // Going back comes past here again.
      if (!made.includes(resolve(path))) refuseExisting(path);
    },
  });
  try {
    writeFileSync(usersFile, usersCsv(mailboxes), { flag: made.includes(usersFile) ? 'w' : 'wx', mode: 0o600 });
  } catch (error) {
    throw new UserError(`${usersFile} cannot be written (${(error as NodeJS.ErrnoException).code ?? ''})`, {
      exitCode: 3,
      cause: error,
    });
  }
  if (!made.includes(usersFile)) made.push(usersFile);
  const content = readUsers(usersFile);
  talk.say(() => log.info(`${usersFile} names ${countOf(content.accounts.length, 'user')}`));
  return { usersFile, content };
}

function refuseExisting(path: string): void {
  if (existsSync(path)) throw new UserError(`${path} is there already: give another name.`);
}

/**
 * The users of a store, each at its own address. Shared trees are commented out below a question: only a person knows whose
 * they become.
 */
export function usersCsv(mailboxes: readonly Mailbox[]): string {
  const lines = mailboxes.flatMap(({ type, address }) =>
    type === 'user'
      ? [[address, address]]
      : [
          ...commentedOut(`${address} belongs to everybody: take the # off with the right target in the line.`, [
            address,
            address,
          ]),
        ],
  );
  return stringify([['source', 'target'], ...lines.map((fields) => [...fields])]);
}
