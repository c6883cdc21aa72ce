/** `dovecot/`: a server for an exported Maildir tree, made from what lies in the output. */
import { chmodSync, chownSync, copyFileSync, existsSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../core/errors.js';
import { passwordGenerator } from '../../exporters/accounts/passwords.js';
import { DOVECOT_PATHS, dovecotConfig, type DovecotOwner, READ_ONLY_RIGHTS } from '../../exporters/dovecot/config.js';
import { dovecotLogin, dovecotPasswords, type DovecotUser, dovecotUsers } from '../../exporters/dovecot/users.js';
import { type PasswordChoice, readPasswordFile } from '../accounts/write-account-files.js';
import type { ExportOptions } from '../plan/options.js';
import { Staging } from '../workspace/staging.js';
import { closedDirectory, mailReader } from './owner.js';

/** The folder of the output that everything of the server lies in. */
const dovecotFolder = 'dovecot';

/** What was made, and what may keep it from working. */
export interface DovecotResult {
  /** How many mailboxes it serves; 0 when nothing was written. */
  readonly mailboxes: number;
  /** One sentence each. */
  readonly problems: readonly string[];
}

/** Where the passwords of its users come from: a file that the user gave. Otherwise they are made up. */
export interface DovecotRequest {
  readonly passwords: PasswordChoice;
}

/**
 * What sets up a server for an export with these options, given the output folder; null for one that none can serve, and
 * where none is asked for. Throws a `UserError` when the file of passwords cannot be read.
 */
export function planDovecot(
  { mailFormat, only }: ExportOptions,
  request: DovecotRequest | undefined,
): ((out: string) => Promise<DovecotResult>) | null {
  if (request === undefined || mailFormat !== 'maildir' || !only.includes('mail')) return null;
  const { passwords } = request;
  const given = passwords === null || typeof passwords === 'string' ? NOBODY : readPasswordFile(passwords.file);
  return (out) => writeDovecot(out, given);
}

const NOBODY: ReadonlyMap<string, string> = new Map();

/**
 * Writes the configuration, the users and their rights for all mailboxes below `<out>/mail`. Passwords are the `given` ones,
 * by address, else those of an earlier run, else made up by chance: they are in `passwords.csv`, readable by the owner alone,
 * as are the users with their hashes.
 */
async function writeDovecot(root: string, given: ReadonlyMap<string, string>): Promise<DovecotResult> {
  const mail = join(root, 'mail');
  const names = existsSync(mail) ? readdirSync(mail).sort() : [];
  if (names.length === 0) return { mailboxes: 0, problems: [] };
  if (/[:\n]/.test(root)) {
    return {
      mailboxes: 0,
      problems: [`${root} has a character that Dovecot's list of users cannot hold: no dovecot/`],
    };
  }
  const dir = join(root, dovecotFolder);
  const owner = mailReader();
  const users = chooseUsers(names, dir, given);
  const staging = new Staging(join(root, '.kerio-exit', 'dovecot.partial'));
  const write = (name: string, text: string, secret = false): void => {
    staging.create(`${dovecotFolder}/${name}`, { secret }).write(text);
  };
  write(DOVECOT_PATHS.config, dovecotConfig(dir, owner));
  write(DOVECOT_PATHS.rights, READ_ONLY_RIGHTS);
  write(DOVECOT_PATHS.users, dovecotUsers(users, mail), true);
  write(DOVECOT_PATHS.passwords, dovecotPasswords(users), true);
  await staging.commit(root);
  prepareState(names, dir, mail, owner);
  openToReader(dir);
  return { mailboxes: users.length, problems: reachability(mail, owner) };
}

function chooseUsers(names: readonly string[], dir: string, given: ReadonlyMap<string, string>): DovecotUser[] {
  const earlier = earlierPasswords(join(dir, DOVECOT_PATHS.passwords));
  const makeUp = passwordGenerator();
  return names.map((name) => {
    const login = dovecotLogin(name);
    return { name, password: given.get(login) ?? earlier.get(login) ?? makeUp() };
  });
}

/** Somebody may have been told them: they are not replaced because they cannot be read. */
function earlierPasswords(own: string): ReadonlyMap<string, string> {
  if (!existsSync(own)) return NOBODY;
  try {
    return readPasswordFile(own);
  } catch (error) {
    throw new UserError(
      `${own} has the passwords of an earlier run and cannot be read: mend it, or remove it to have new ones made, and run the same command again.`,
      { exitCode: 3, cause: error },
    );
  }
}

/**
 * Where the server keeps indexes and UIDs of a mailbox. It looks for subscriptions there, too, and not beside the mail. Made
 * once: what is in it afterwards belongs to the server, and root follows no links that somebody else may have put there.
 */
function prepareState(names: readonly string[], dir: string, mail: string, owner: DovecotOwner): void {
  for (const name of names) {
    const state = join(dir, DOVECOT_PATHS.state, dovecotLogin(name));
    if (lstatSync(state, { throwIfNoEntry: false }) !== undefined) continue;
    const control = join(state, 'control');
    mkdirSync(control, { recursive: true });
    const list = join(mail, name, 'subscriptions');
    const subscriptions = join(control, 'subscriptions');
    if (existsSync(list)) copyFileSync(list, subscriptions);
    if (process.getuid?.() !== 0) continue;
    for (const path of [subscriptions, control, state])
      if (existsSync(path)) chownSync(path, Number(owner.user), Number(owner.group));
  }
}

/** What the server's configuration lets everybody read must be readable, whatever the umask was. */
function openToReader(dir: string): void {
  for (const name of ['', DOVECOT_PATHS.state]) chmodSync(join(dir, name), 0o755);
  chmodSync(join(dir, DOVECOT_PATHS.rights), 0o644);
}

/** Root's own files are read by somebody who is nobody's friend. */
function reachability(mail: string, { needsRoot }: DovecotOwner): string[] {
  const closed = needsRoot && process.getuid?.() === 0 ? closedDirectory(mail) : null;
  if (closed === null) return [];
  return [
    `${closed} may be entered by root alone, and Dovecot reads mail as nobody: chmod o+x it before dovecot starts`,
  ];
}
