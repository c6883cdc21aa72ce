import { chownSync, mkdirSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { needsRoot } from '../support/not-run.js';
import { ensureDebian } from './debian.js';
import { freePort } from './port.js';
import { startProcess } from './process.js';

/** A database server that a test started, in a folder of its own, for groupware that needs one. */
export interface Postgres {
  readonly port: number;
  /** Runs SQL as the superuser; gives what was printed. */
  sql(database: string, ...commands: readonly string[]): void;
  /** Runs files of SQL, whatever single statements say. */
  load(database: string, files: readonly string[]): void;
  stop(): Promise<void>;
}

const BIN = '/usr/lib/postgresql/15/bin';

/** Starts PostgreSQL 15 on a free loopback port, its data in `dir`. Anybody on loopback may do anything. */
export async function startPostgres(dir: string): Promise<Postgres> {
  needsRoot('PostgreSQL works as a user of its own');
  ensureDebian(['postgresql-15']);
  const port = await freePort();
  const data = join(dir, 'pg');
  mkdirSync(data);
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  chownSync(data, id('-u'), id('-g'));
  const asPostgres = (command: string): string[] => ['postgres', '-s', '/bin/sh', '-c', command];
  execFileSync('su', asPostgres(`${BIN}/initdb -D ${data} -A trust -U postgres --no-sync`), { stdio: 'ignore' });
  const server = await startProcess({
    command: 'su',
    args: asPostgres(`exec ${BIN}/postgres -D ${data} -p ${port} -h 127.0.0.1 -k ${data} -c fsync=off`),
    ready: { log: /ready to accept connections/ },
  });
  const env = { ...process.env, PGHOST: '127.0.0.1', PGPORT: String(port), PGUSER: 'postgres' };
  const psql = (database: string, args: readonly string[]): void =>
    void execFileSync('psql', ['-qXAt', '-d', database, ...args], { env, stdio: ['ignore', 'ignore', 'ignore'] });
  return {
    port,
    sql: (database, ...commands) =>
      psql(database, ['-v', 'ON_ERROR_STOP=1', ...commands.flatMap((each) => ['-c', each])]),
    load: (database, files) => {
      for (const file of files) psql(database, ['-f', file]);
    },
    stop: async () => {
      // Its own fast way out: sessions of servers that were ended may still be open.
      execFileSync('su', asPostgres(`${BIN}/pg_ctl stop -D ${data} -m immediate`), { stdio: 'ignore' });
      await server.stop();
    },
  };
}
