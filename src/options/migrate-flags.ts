/** What the options of `migrate` mean. */
import { readFileSync } from 'node:fs';
import { UserError } from '../core/errors.js';
import { DISK, type InputFiles } from '../core/input-files.js';
import type { MovedKind } from '../core/kinds.js';
import { parseServerAddress } from '../protocols/imap/address.js';
import type { Endpoint } from '../protocols/imap/connect.js';
import type { Login } from '../core/login.js';
import { tokenSource } from '../protocols/imap/oauth.js';
import type { Account } from '../transfer/plan/users-file.js';
import type { MailFilterFlags } from './mail-filter-options.js';
import { parseCount } from './arguments.js';
import { isPublicTree } from '../transfer/plan/left-behind.js';
import { readSecret } from './secrets.js';

/** The options that say where to. Values may begin with a scheme and `=`: then they are for that destination alone. */
export interface DestinationFlags {
  to: string[];
  toAuth: string[];
  toAdmin?: string[];
  toSecretFile?: string[];
  toInsecure?: boolean;
  toPlaintext?: boolean;
  masterSeparator: string;
  ca?: string;
  timeout: string;
  /** Of Google: where public folders go. */
  public?: string;
}

/** Those who may move: all, or with `--public skip` all but public folders. */
export function withoutPublic<T extends Pick<Account, 'source'>>(
  accounts: readonly T[],
  { public: how }: Pick<DestinationFlags, 'public'>,
): readonly T[] {
  return how === 'skip' ? accounts.filter(({ source }) => !isPublicTree(source)) : accounts;
}

/** The options as commander gives them. */
export interface MigrateFlags extends DestinationFlags, MailFilterFlags {
  from: string;
  users?: string;
  plan?: string;
  select?: string[];
  exclude?: string[];
  choose?: boolean;
  map?: string[];
  excludeFolder?: string[];
  maxSize?: string;
  only?: string[];
  include?: string[];
  excludeArchive?: boolean;
  excludeRecoverable?: boolean;
  retryFailed?: boolean;
  fromAuth: AuthMethod;
  fromAdmin?: string;
  fromSecretFile?: string;
  fromInsecure?: boolean;
  fromPlaintext?: boolean;
  shard?: string;
  dryRun?: boolean;
  verify?: boolean;
  rate?: string;
  connections: string;
  stateDir?: string;
  quiet?: boolean;
  json?: boolean;
}

export type AuthMethod = 'login' | 'admin' | 'master' | 'google' | 'microsoft' | 'kerio-master';

/** The methods at either end; X-MASTERAUTH is only known of Kerio, which is what people leave. */
export const AUTH_METHODS: Readonly<Record<'from' | 'to', readonly AuthMethod[]>> = {
  from: ['login', 'admin', 'master', 'google', 'microsoft', 'kerio-master'],
  to: ['login', 'admin', 'master', 'google', 'microsoft'],
};

/** How to log in at one end, and what was odd about its secret. */
export interface LoginPlan {
  readonly login: (account: Account) => Login;
  readonly warnings: readonly string[];
}

/** Where the live server is that people leave. Throws a UserError. */
export function readEndpoint(flags: MigrateFlags): Endpoint {
  return {
    address: parseServerAddress(flags.from, flags.fromPlaintext === true),
    verifyCertificate: flags.fromInsecure !== true,
    trusted: readTrusted(flags),
    timeoutMs: readSilence(flags),
  };
}

/** `--timeout` in milliseconds. */
export function readSilence({ timeout }: Pick<MigrateFlags, 'timeout'>): number {
  return parseCount(timeout, '--timeout', 1) * 1000;
}

/** What is to be trusted beside the usual certificates; null for nothing. */
export function readTrusted({ ca }: Pick<MigrateFlags, 'ca'>): Buffer | null {
  return ca === undefined ? null : readCertificates(ca);
}

/** What the options say of signing in at one side. */
export interface SignIn {
  readonly method: AuthMethod;
  readonly admin?: string;
  readonly secretFile?: string;
  readonly masterSeparator: string;
}

/** How to sign in at the live server that people leave. */
export function sourceSignIn({ fromAuth, fromAdmin, fromSecretFile, masterSeparator }: MigrateFlags): SignIn {
  return {
    ...{ method: fromAuth, masterSeparator },
    ...(fromAdmin === undefined ? {} : { admin: fromAdmin }),
    ...(fromSecretFile === undefined ? {} : { secretFile: fromSecretFile }),
  };
}

/** How to log in at one side. Reads secrets. Throws a UserError when something is missing. */
export function readLogin(
  side: 'from' | 'to',
  { method, admin, secretFile, masterSeparator: separator }: SignIn,
  files: InputFiles = DISK,
): LoginPlan {
  if (method === 'login') return { login: (account) => ownLogin(side, account), warnings: [] };
  const { secret, warnings } = readSecret(side, secretFile, process.env, files);
  const name = (account: Account): string => account[side === 'from' ? 'source' : 'target'];
  switch (method) {
    case 'admin': {
      const who = needAdmin(side, method, admin);
      return { login: (account) => ({ kind: 'admin', user: name(account), admin: who, password: secret }), warnings };
    }
    case 'master': {
      const who = needAdmin(side, method, admin);
      return {
        login: (account) => ({ kind: 'master', user: name(account), admin: who, separator, password: secret }),
        warnings,
      };
    }
    case 'kerio-master':
      return { login: (account) => ({ kind: 'kerio-master', user: name(account), password: secret }), warnings };
    case 'google':
    case 'microsoft': {
      const token = tokenSource(method, secret);
      return { login: (account) => ({ kind: 'token', user: name(account), token }), warnings };
    }
  }
}

function ownLogin(side: 'from' | 'to', account: Account): Login {
  const [user, password, column] =
    side === 'from'
      ? [account.source, account.sourcePassword, 'source_password']
      : [account.target, account.targetPassword, 'target_password'];
  if (password === null) {
    if (account.line === 0)
      throw new UserError(
        `nothing gives a password for ${user}: add --users with a file that has it, or let one administrator act for all (--${side}-auth)`,
      );
    throw new UserError(
      `line ${account.line} of the users file has no ${column} for ${user}: fill it in, or let one administrator sign in for all (${column === 'source_password' ? '--from-auth' : '--to-auth'}, docs/migrate.md)`,
    );
  }
  return { kind: 'password', user, password };
}

function needAdmin(side: string, method: string, admin: string | undefined): string {
  if (admin === undefined)
    throw new UserError(`--${side}-auth ${method} needs --${side}-admin with the name of the administrator`);
  return admin;
}

/** The certificates of `--ca`. Throws a UserError when the file cannot be read, or has none. */
export function readCertificates(path: string): Buffer {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new UserError(
      `${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? ''}): give a PEM file with --ca`,
    );
  }
  if (!/-----BEGIN (?:TRUSTED )?CERTIFICATE-----/.test(bytes.toString('latin1')))
    throw new UserError(
      `${path} has no certificate in PEM form (-----BEGIN CERTIFICATE-----): give such a file with --ca`,
    );
  return bytes;
}

/** Whether recoverable mail is sent, too (`--include recoverable`). Throws a UserError for what means nothing. */
export function readInclude({ include = [], excludeRecoverable }: MigrateFlags): boolean {
  for (const name of include) {
    if (name === 'archive')
      throw new UserError(
        '--include archive: give the archive a line in the users file that says whose mailbox it goes to',
      );
    if (name !== 'recoverable') throw new UserError(`--include ${name} is unknown: give recoverable`);
  }
  if (include.length > 0 && excludeRecoverable === true)
    throw new UserError('--include recoverable and --exclude-recoverable say the opposite: give one of them');
  return include.length > 0;
}

/** Words of `--only`, and the kinds of folders they mean. */
const KINDS: Readonly<Record<string, readonly MovedKind[]>> = {
  mail: ['mail'],
  contacts: ['contacts'],
  calendars: ['calendar'],
  tasks: ['tasks'],
  notes: ['notes', 'journal'],
  filters: ['filters'],
};

/** The kinds that `--only` names. Throws a UserError for a word that is none. */
export function readKinds(words: readonly string[]): ReadonlySet<MovedKind> {
  return new Set(
    words.flatMap((word) => {
      const kinds = Object.hasOwn(KINDS, word) ? KINDS[word] : undefined;
      if (kinds === undefined) throw new UserError(`--only ${word} is unknown: give ${Object.keys(KINDS).join(', ')}`);
      return kinds;
    }),
  );
}

/** `--connections`: for each account, and in all. */
export function readConnections(text: string): { readonly perAccount: number; readonly total: number } {
  const [first = '', second] = text.split('/');
  const perAccount = parseCount(first, '--connections', 1);
  const total = second === undefined ? Math.max(4, perAccount) : parseCount(second, '--connections', 1);
  if (total < perAccount)
    throw new UserError(`--connections ${text}: ${total} in all are fewer than ${perAccount} for each account`);
  return { perAccount, total };
}

const SIZES: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9 };

/** `--max-size` in octets. */
export function readSize(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([kmg]?)b?$/i.exec(text.trim());
  if (match === null) throw new UserError(`--max-size ${text} is no size: write 35MB`);
  return Math.floor(Number(match[1]) * (SIZES[(match[2] ?? '').toLowerCase()] ?? 1));
}
