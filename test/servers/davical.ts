import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync, chmodSync } from 'node:fs';
import { join } from 'node:path';
import { makeTempDir, removeDir } from '../support/temp.js';
import { ensureDebian } from './debian.js';
import { freePort } from './port.js';
import { startPostgres } from './postgres.js';
import { startProcess } from './process.js';
import { unpackDebian } from './unpacked.js';

/** DAViCal: it schedules between its users and sends mail by sendmail. */
export interface Davical {
  /** `http://127.0.0.1:<port>/caldav.php/`; a user's things are below `<user>/`. */
  readonly url: string;
  /** Mails that it sent. */
  mails(): readonly string[];
  stop(): Promise<void>;
}

/** Who may do everything in a DAViCal that was just made. */
export const DAVICAL_ADMIN = { admin: 'admin', password: 'nimda' };

/** Starts Debian's DAViCal in PHP's own server. */
export async function startDavical(users: Readonly<Record<string, string>>): Promise<Davical> {
  ensureDebian(['php8.2-cli', 'php8.2-pgsql', 'php8.2-xml', 'php8.2-mbstring']);
  const [davical, awl] = [unpackDebian('davical'), unpackDebian('libawl-php')];
  const dir = makeTempDir('davical');
  const postgres = await startPostgres(dir);
  const root = join(dir, 'davical');
  cpSync(join(davical, 'usr/share/davical'), root, { recursive: true });
  const [dba, base] = [join(root, 'dba'), join(awl, 'usr/share/awl')];
  postgres.sql('postgres', "create database davical encoding 'UTF8' template template0");
  const views = readdirSync(join(dba, 'views'))
    .filter((name) => name.endsWith('.sql'))
    .sort();
  postgres.load('davical', [
    ...['awl-tables.sql', 'schema-management.sql'].map((name) => join(base, 'dba', name)),
    ...['davical.sql', 'rrule_functions.sql', 'caldav_functions.sql'].map((name) => join(dba, name)),
    ...views.map((name) => join(dba, 'views', name)),
    join(dba, 'base-data.sql'),
  ]);
  Object.entries(users).forEach(([user, password], at) => {
    const id = at + 11;
    postgres.sql(
      'davical',
      `insert into usr (user_no, active, username, password, fullname, email, email_ok) values (${id}, true, '${user}', '**${password}', '${user}', '${user}@example.com', now())`,
      `insert into principal (principal_id, type_id, user_no, displayname, default_privileges) values (${id}, 1, ${id}, '${user}', ~(0::bit(24)))`,
    );
  });
  mkdirSync(join(root, 'config'), { recursive: true });
  mkdirSync(join(dir, 'mail'));
  writeFileSync(join(root, 'config/config.php'), config(postgres.port));
  writeFileSync(join(dir, 'router.php'), router(root));
  writeFileSync(join(dir, 'sendmail'), `#!/bin/sh\ncat > ${dir}/mail/$(date +%s%N)\n`);
  chmodSync(join(dir, 'sendmail'), 0o755);
  const port = await freePort();
  const options = [
    `include_path=${join(base, 'inc')}`,
    `sendmail_path=${dir}/sendmail`,
    'display_errors=0',
    'post_max_size=64M',
  ];
  const server = await startProcess({
    command: 'php',
    args: [...options.flatMap((each) => ['-d', each]), '-S', `127.0.0.1:${port}`, join(dir, 'router.php')],
    ready: { port },
  });
  return {
    url: `http://127.0.0.1:${port}/caldav.php/`,
    mails: () => readdirSync(join(dir, 'mail')).map((name) => readFileSync(join(dir, 'mail', name), 'utf8')),
    stop: async () => {
      await server.stop();
      await postgres.stop();
      removeDir(dir);
    },
  };
}

function config(port: number): string {
  return `<?php
$c->pg_connect[] = "dbname=davical port=${port} user=postgres host=127.0.0.1";
$c->domain_name = 'example.com';
$c->admin_email = 'admin@example.com';
$c->system_name = 'test';
$c->default_locale = 'en';
$c->home_calendar_name = 'calendar';
$c->home_addressbook_name = 'addresses';
$c->enable_auto_schedule = true;
$c->iMIP = (object) [ 'send_email' => true ];
`;
}

function router(root: string): string {
  return `<?php
error_reporting(E_ALL & ~E_DEPRECATED & ~E_WARNING & ~E_NOTICE);
$path = rawurldecode(preg_replace('#^/caldav\\.php#', '', parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH)));
$_SERVER['PATH_INFO'] = $path === '' ? '/' : $path;
$_SERVER['SCRIPT_NAME'] = '/caldav.php';
$_SERVER['DOCUMENT_ROOT'] = '${root}/htdocs';
chdir('${root}/htdocs');
include '${root}/htdocs/caldav.php';
`;
}
