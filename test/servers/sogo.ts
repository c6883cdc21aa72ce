import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTempDir, removeDir } from '../support/temp.js';
import { ensureDebian } from './debian.js';
import { freePort } from './port.js';
import { startPostgres } from './postgres.js';
import { startProcess } from './process.js';

/** SOGo, which mailcow has: it writes to guests at once, and into the calendars of colleagues. */
export interface Sogo {
  /** `http://127.0.0.1:<port>/SOGo/dav/`; a user's things are below `<user>/`. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts Debian's SOGo as mailcow configures it; its mail goes to the sink at `smtp`. Addresses are `<user>@example.com`. A user who is
 * called root is everybody's administrator.
 */
export async function startSogo(users: Readonly<Record<string, string>>, smtp: number): Promise<Sogo> {
  ensureDebian(['sogo', 'memcached']);
  const dir = makeTempDir('sogo');
  const postgres = await startPostgres(dir);
  const [port, cache] = [await freePort(), await freePort()];
  for (const name of ['etc', 'run', 'spool', 'home']) mkdirSync(join(dir, name));
  execFileSync('chown', ['sogo', ...['run', 'spool', 'home'].map((name) => join(dir, name))]);
  writeFileSync(join(dir, 'etc/sogo.conf'), serverConfig(dir, { port, cache, smtp, database: postgres.port }));
  postgres.sql(
    'postgres',
    'create role sogo login',
    "create database sogo owner sogo encoding 'UTF8' template template0",
  );
  const rows = Object.entries(users).map(
    ([user, password]) => `('${user}','${user}','${password}','${user}','${user}@example.com')`,
  );
  postgres.sql(
    'sogo',
    'create table users (c_uid text primary key, c_name text, c_password text, c_cn text, mail text)',
    `insert into users values ${rows.join(', ')}`,
    'alter table users owner to sogo',
  );
  const memory = await startProcess({
    command: 'memcached',
    args: ['-u', 'sogo', '-l', '127.0.0.1', '-p', String(cache), '-U', '0', '-m', '64'],
    ready: { port: cache },
  });
  // Its configuration has one place only: it gets a view of its own of that.
  const inner = `HOME=${dir}/home exec sogod -WONoDetach YES`;
  const server = await startProcess({
    command: 'unshare',
    args: ['--mount', 'sh', '-c', `mount --bind ${dir}/etc /etc/sogo && exec su sogo -s /bin/sh -c '${inner}'`],
    ready: { port },
  });
  return {
    url: `http://127.0.0.1:${port}/SOGo/dav/`,
    stop: async () => {
      // Its workers outlive it.
      for (const pid of descendantsOf(server.pid)) process.kill(pid, 'SIGKILL');
      await server.stop();
      await memory.stop();
      await postgres.stop();
      removeDir(dir);
    },
  };
}

/** Every process that it started, and that those started. */
function descendantsOf(pid: number): number[] {
  const parents = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const found = [pid];
  for (const parent of found)
    for (const [child, of] of parents) if (of === parent && child !== undefined) found.push(child);
  return found.slice(1);
}

function serverConfig(
  dir: string,
  { port, cache, smtp, database }: Readonly<Record<'port' | 'cache' | 'smtp' | 'database', number>>,
): string {
  const at = `postgresql://sogo@127.0.0.1:${database}/sogo`;
  return `{
  SOGoProfileURL = "${at}/sogo_user_profile";
  OCSFolderInfoURL = "${at}/sogo_folder_info";
  OCSSessionsFolderURL = "${at}/sogo_sessions_folder";
  OCSEMailAlarmsFolderURL = "${at}/sogo_alarms_folder";
  OCSStoreURL = "${at}/sogo_store";
  OCSAclURL = "${at}/sogo_acl";
  OCSCacheFolderURL = "${at}/sogo_cache_folder";
  SOGoMemcachedHost = "127.0.0.1:${cache}";
  SOGoUserSources = ({ type = sql; id = users; viewURL = "${at}/users"; canAuthenticate = YES; isAddressBook = YES; displayName = "All"; userPasswordAlgorithm = plain; });
  SOGoMailDomain = "example.com";
  SOGoTimeZone = "Europe/Prague";
  SOGoMailingMechanism = smtp;
  SOGoSMTPServer = "smtp://127.0.0.1:${smtp}";
  SOGoAppointmentSendEMailNotifications = YES;
  SOGoDisableOrganizerEventCheck = YES;
  SOGoSuperUsernames = ("root");
  WOWorkersCount = 4;
  WOListenQueueSize = 64;
  WOWatchDogRequestTimeout = 30;
  SxVMemLimit = 384;
  WOPort = "127.0.0.1:${port}";
  WOPidFile = "${dir}/run/sogo.pid";
  WOLogFile = "${dir}/run/sogo.log";
  SOGoMailSpoolPath = "${dir}/spool";
}
`;
}
