/** The questions of a migration over IMAP. */
import { log, password, select, text } from '@clack/prompts';
import { UserError } from '../../core/errors.js';
import { isServerAddress, parseServerAddress } from '../../protocols/imap/address.js';
import { AUTH_METHODS, type AuthMethod, readCertificates, readLogin } from '../options/migrate-flags.js';
import { modeWarnings, secretVariable } from '../options/secrets.js';
import { printable } from '../output/format.js';
import type { MigrateAnswers, Trust } from './answers.js';
import { answered, askPath, complaint } from './asking.js';
import { askChoice } from './choice-question.js';
import { askRecoverable, askStayingBehind } from './decision-questions.js';
import type { ChosenStore } from './store-question.js';
import { askUsersFile } from './users-file-question.js';

/**
 * Asks what a migration must know. A typed password goes into the environment of this process and nowhere else. Files that
 * were written for the answers are named in `made`.
 */
export async function askMigrate(chosen: ChosenStore, made: string[]): Promise<MigrateAnswers> {
  const { path: store, store: opened } = chosen;
  const server = await askServer();
  const trust = await askTrust();
  const auth = await askAuth();
  const admin = auth === 'admin' || auth === 'master' ? await askAdmin() : null;
  const secretFile = auth === 'login' ? null : await askSecret(auth);
  const { usersFile, content } = await askUsersFile(auth, opened.mailboxes, made);
  const candidates = content.accounts.map(({ source, target }) => ({
    address: source,
    hint: source === target ? '' : `to ${target}`,
  }));
  const users = await askChoice('Who moves?', 'user', candidates);
  const staying = await askStayingBehind(opened, content, users);
  const recoverable = await askRecoverable(chosen);
  return { command: 'migrate', store, server, trust, auth, admin, secretFile, usersFile, users, staying, recoverable };
}

async function askServer(): Promise<string> {
  const given = await text({
    message: 'The IMAP server to send the mail to',
    placeholder: 'imap.example.com, imaps://imap.example.com:993, or imap:// for STARTTLS',
    validate: (typed) => complaint(() => parseServerAddress(serverAddress(typed ?? ''))),
  });
  return serverAddress(answered(given));
}

/** A bare host name means TLS from the start. */
function serverAddress(typed: string): string {
  const address = typed.trim();
  return isServerAddress(address) ? address : `imaps://${address}`;
}

async function askTrust(): Promise<Trust> {
  const kind = answered(
    await select<Trust['kind']>({
      message: 'Who signed its certificate?',
      options: [
        { value: 'known', label: 'A known authority', hint: 'as for every public server' },
        { value: 'file', label: 'We did', hint: 'give it as a PEM file' },
        { value: 'unchecked', label: 'Do not check', hint: 'anybody in between could read passwords: for tests only' },
      ],
    }),
  );
  if (kind !== 'file') return { kind };
  return { kind, path: await askPath({ message: 'The certificate, as a PEM file', check: readCertificates }) };
}

const AUTH_LABELS: Readonly<Record<(typeof AUTH_METHODS)['to'][number], string>> = {
  login: 'Every user with a password of their own',
  admin: 'One administrator who may act for all (SASL PLAIN)',
  master: 'One administrator, as user*master (Dovecot, Cyrus)',
  google: 'Gmail: a service account with domain-wide delegation',
  microsoft: 'Microsoft 365: an application with IMAP.AccessAsApp',
  'kerio-master': "Kerio's master authentication password",
};

async function askAuth(): Promise<AuthMethod> {
  return answered(
    await select<AuthMethod>({
      message: 'How do we log in there?',
      options: AUTH_METHODS.to.map((value) => ({ value, label: AUTH_LABELS[value] })),
    }),
  );
}

async function askAdmin(): Promise<string> {
  const name = await text({
    message: 'The name of the administrator',
    validate: (typed) => ((typed ?? '').trim() === '' ? 'Give a name.' : undefined),
  });
  return answered(name).trim();
}

/** The file of the secret; null when it is in the environment, where it may have been put just now. */
async function askSecret(auth: AuthMethod): Promise<string | null> {
  const variable = secretVariable('to');
  const isKey = auth === 'google' || auth === 'microsoft';
  const from = answered(
    await select<'environment' | 'typed' | 'file'>({
      message: isKey ? 'Where is the key?' : 'Where is the password?',
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
    const file = await askPath({ message: 'The file', check: (path) => checkSecretFile(path, auth) });
    for (const warning of modeWarnings(file)) log.warn(printable(warning));
    return file;
  }
  const typed = await password({
    message: 'The password',
    validate: (value) => (value === undefined || value === '' ? 'Give a password.' : undefined),
  });
  process.env[variable] = answered(typed);
  return null;
}

function checkSecretFile(path: string, auth: AuthMethod): void {
  if (path === '-') throw new UserError('Give the path of a file: standard input is this dialogue.');
  readLogin('to', { method: auth, masterSeparator: '*', admin: '', secretFile: path });
}
