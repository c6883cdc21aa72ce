/** The questions of a migration over IMAP. */
import { statSync } from 'node:fs';
import { log, password, select, text } from '@clack/prompts';
import { UserError } from '../../core/errors.js';
import { isServerAddress, parseServerAddress } from '../../protocols/imap/address.js';
import { AUTH_METHODS, type AuthMethod, readCertificates, readLogin } from '../../options/migrate-flags.js';
import { modeWarnings, secretVariable } from '../../options/secrets.js';
import { printable } from '../output/format.js';
import type { MigrateAnswers, Trust } from './answers.js';
import { askPath, complaint } from './asking.js';
import { askChoice } from './choice-question.js';
import { askRecoverable } from './decision-questions.js';
import { askStayingBehind } from './staying-questions.js';
import type { ChosenStore } from './store-question.js';
import type { Talk } from './talk.js';
import { askUsersFile } from './users-file-question.js';

/** What is known of a migration before anybody is asked. */
export interface KnownWay {
  /** Where to, and how to sign in: asked for where this is null. */
  readonly to: Pick<MigrateAnswers, 'server' | 'trust' | 'auth' | 'admin' | 'own'> | null;
  /** The users file that an export has just written; null without one. */
  readonly usersFile: string | null;
}

/**
 * Asks what a migration must know. A typed password goes into the environment of this process and nowhere else. Files that
 * were written for the answers are named in `made`.
 */
export async function askMigrate(
  talk: Talk,
  chosen: ChosenStore,
  made: string[],
  { to, usersFile: written }: KnownWay,
): Promise<MigrateAnswers> {
  const { path: store, store: opened } = chosen;
  const side = to ?? (await askSide(talk));
  const isGoogle = side.server === 'google';
  const secretFile = side.auth === 'login' || isGoogle ? null : await askSecret(talk, side.auth);
  const own = isGoogle ? ['--google-key', await askGoogleKey(talk)] : side.own;
  // Who has the key, or acts for all, needs nobody's password.
  const needs = isGoogle ? 'google' : side.auth;
  const { usersFile, content } = await askUsersFile(talk, needs, opened.mailboxes, made, written);
  const candidates = content.accounts.map(({ source, target }) => ({
    address: source,
    hint: source === target ? '' : `to ${target}`,
  }));
  const users = await askChoice(talk, 'Who moves?', 'user', candidates);
  const staying = await askStayingBehind(
    talk,
    opened,
    { path: usersFile, isOurs: made.includes(usersFile), content },
    users,
  );
  const recoverable = await askRecoverable(talk, chosen);
  return {
    ...{ command: 'migrate', store, ...side, own, secretFile, usersFile, users, staying, recoverable, only: null },
  };
}

async function askSide(talk: Talk): Promise<NonNullable<KnownWay['to']>> {
  const server = await askServer(talk);
  const trust = await askTrust(talk);
  const auth = await askAuth(talk);
  const admin = auth === 'admin' || auth === 'master' ? await askAdmin(talk) : null;
  return { server, trust, auth, admin, own: [] };
}

async function askGoogleKey(talk: Talk): Promise<string> {
  return askPath(talk, {
    message: 'The key file of the service account (docs/google-workspace.md says how to make one)',
    check: (path) => {
      if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) throw new UserError(`${path} is no file.`);
    },
  });
}

async function askServer(talk: Talk): Promise<string> {
  const message = 'The IMAP server to send the mail to';
  const given = await talk.ask<string>(message, (earlier) =>
    text({
      message,
      placeholder: 'imap.example.com, imaps://imap.example.com:993, or imap:// for STARTTLS',
      validate: (typed) => complaint(() => parseServerAddress(serverAddress(typed ?? ''))),
      ...(earlier === undefined ? {} : { initialValue: earlier }),
    }),
  );
  return serverAddress(given);
}

/** A bare host name means TLS from the start. */
function serverAddress(typed: string): string {
  const address = typed.trim();
  return isServerAddress(address) ? address : `imaps://${address}`;
}

/** Asks how the certificate of a server is checked. */
async function askTrust(talk: Talk): Promise<Trust> {
  const message = 'Who signed its certificate?';
  const kind = await talk.ask<Trust['kind']>(message, (earlier = 'known') =>
    select<Trust['kind']>({
      message,
      initialValue: earlier,
      options: [
        { value: 'known', label: 'A known authority', hint: 'as for every public server' },
        { value: 'file', label: 'We did', hint: 'give it as a PEM file' },
        { value: 'unchecked', label: 'Do not check', hint: 'anybody in between could read passwords: for tests only' },
      ],
    }),
  );
  if (kind !== 'file') return { kind };
  return { kind, path: await askPath(talk, { message: 'The certificate, as a PEM file', check: readCertificates }) };
}

const AUTH_LABELS: Readonly<Record<(typeof AUTH_METHODS)['to'][number], string>> = {
  login: 'Every user with a password of their own',
  admin: 'One administrator who may act for all (SASL PLAIN)',
  master: 'One administrator, as user*master (Dovecot, Cyrus)',
  google: 'Gmail: a service account with domain-wide delegation',
  microsoft: 'Microsoft 365: an application with IMAP.AccessAsApp',
  'kerio-master': "Kerio's master authentication password",
};

async function askAuth(talk: Talk): Promise<AuthMethod> {
  const message = 'How do we log in there?';
  return talk.ask<AuthMethod>(message, (earlier = 'login') =>
    select<AuthMethod>({
      message,
      initialValue: earlier,
      options: AUTH_METHODS.to.map((value) => ({ value, label: AUTH_LABELS[value] })),
    }),
  );
}

async function askAdmin(talk: Talk): Promise<string> {
  const message = 'The name of the administrator';
  const name = await talk.ask<string>(message, (earlier) =>
    text({
      message,
      validate: (typed) => ((typed ?? '').trim() === '' ? 'Give a name.' : undefined),
      ...(earlier === undefined ? {} : { initialValue: earlier }),
    }),
  );
  return name.trim();
}

/** The file of the secret; null when it is in the environment, where it may have been put just now. */
async function askSecret(talk: Talk, auth: AuthMethod): Promise<string | null> {
  const variable = secretVariable('to');
  const isKey = auth === 'google' || auth === 'microsoft';
  const message = isKey ? 'Where is the key?' : 'Where is the password?';
  const from = await talk.ask<'environment' | 'typed' | 'file'>(message, (earlier) =>
    select<'environment' | 'typed' | 'file'>({
      message,
      ...(earlier === undefined ? {} : { initialValue: earlier }),
      options: [
        ...((process.env[variable] ?? '') === ''
          ? []
          : [{ value: 'environment' as const, label: `In the environment, ${variable}` }]),
        { value: 'file', label: 'In a file' },
        ...(isKey ? [] : [{ value: 'typed' as const, label: 'I type it now', hint: 'it is kept nowhere' }]),
      ],
    }),
  );
  if (from === 'environment') return null;
  if (from === 'file') {
    const file = await askPath(talk, { message: 'The file', check: (path) => checkSecretFile(path, auth) });
    talk.say(() => {
      for (const warning of modeWarnings(file)) log.warn(printable(warning));
    });
    return file;
  }
  process.env[variable] = await talk.ask<string>('The password', () =>
    password({
      message: 'The password',
      validate: (value) => (value === undefined || value === '' ? 'Give a password.' : undefined),
    }),
  );
  return null;
}

function checkSecretFile(path: string, auth: AuthMethod): void {
  if (path === '-') throw new UserError('Give the path of a file: standard input is this dialogue.');
  readLogin('to', { method: auth, masterSeparator: '*', admin: '', secretFile: path });
}
