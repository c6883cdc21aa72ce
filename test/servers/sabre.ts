import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTempDir, removeDir } from '../support/temp.js';
import { ensureDebian } from './debian.js';
import { freePort } from './port.js';
import { startProcess } from './process.js';
import { unpackDebian } from './unpacked.js';

/** sabre/dav, which Nextcloud, ownCloud and Baïkal are built on; Debian's version has no scheduling. */
export interface Sabre {
  /** `http://127.0.0.1:<port>/`; a user's collections are below `calendars/<user>/` and `addressbooks/<user>/`. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts Debian's sabre/dav in PHP's own server, with these users and an SQLite database. */
export async function startSabre(users: Readonly<Record<string, string>>): Promise<Sabre> {
  ensureDebian(['php8.2-cli', 'php8.2-sqlite3', 'php8.2-xml', 'php8.2-mbstring']);
  const [dav, vobject] = [unpackDebian('php-sabre-dav'), unpackDebian('php-sabre-vobject')];
  const dir = makeTempDir('sabre');
  mkdirSync(join(dir, 'data'));
  writeFileSync(join(dir, 'index.php'), program(dir, [dav, vobject], users));
  writeFileSync(join(dir, 'make.php'), database(dir, join(dav, 'usr/share/doc/php-sabre-dav/examples/sql'), users));
  execFileSync('php', [join(dir, 'make.php')]);
  const port = await freePort();
  const server = await startProcess({
    command: 'php',
    args: ['-d', 'post_max_size=64M', '-S', `127.0.0.1:${port}`, join(dir, 'index.php')],
    ready: { port },
  });
  return {
    url: `http://127.0.0.1:${port}/`,
    stop: async () => {
      await server.stop();
      removeDir(dir);
    },
  };
}

function program(dir: string, roots: readonly string[], users: Readonly<Record<string, string>>): string {
  const logins = Object.entries(users).map(([user, password]) => `'${user}:${password}'`);
  return `<?php
set_include_path('${roots.map((root) => join(root, 'usr/share/php')).join(':')}');
error_reporting(0);
ini_set('display_errors', '0');
require 'Sabre/autoload.php';
require_once 'Sabre/VObject/autoload.php';
date_default_timezone_set('UTC');
$pdo = new PDO('sqlite:${dir}/data/db.sqlite');
$pdo->setAttribute(PDO::ATTR_ERRMODE, PDO::ERRMODE_EXCEPTION);
$pdo->exec('PRAGMA busy_timeout=20000');
class Login extends Sabre\\DAV\\Auth\\Backend\\AbstractBasic {
  protected function validateUserPass($user, $password) { return in_array("$user:$password", [${logins.join(', ')}]); }
}
$principals = new Sabre\\DAVACL\\PrincipalBackend\\PDO($pdo);
$calendars = new Sabre\\CalDAV\\Backend\\PDO($pdo);
$books = new Sabre\\CardDAV\\Backend\\PDO($pdo);
$server = new Sabre\\DAV\\Server([
  new Sabre\\CalDAV\\Principal\\Collection($principals),
  new Sabre\\CalDAV\\CalendarRootNode($principals, $calendars),
  new Sabre\\CardDAV\\AddressBookRoot($principals, $books),
]);
$server->setBaseUri('/');
foreach ([
  new Sabre\\DAV\\Auth\\Plugin(new Login(), 'test'),
  new Sabre\\DAVACL\\Plugin(),
  new Sabre\\CalDAV\\Plugin(),
  new Sabre\\CardDAV\\Plugin(),
] as $plugin) $server->addPlugin($plugin);
$server->exec();
`;
}

function database(dir: string, sql: string, users: Readonly<Record<string, string>>): string {
  const names = Object.keys(users).map((user) => `'${user}'`);
  return `<?php
$pdo = new PDO('sqlite:${dir}/data/db.sqlite');
$pdo->setAttribute(PDO::ATTR_ERRMODE, PDO::ERRMODE_EXCEPTION);
foreach (['principals', 'calendars', 'addressbooks'] as $part) $pdo->exec(file_get_contents("${sql}/sqlite.$part.sql"));
$add = $pdo->prepare('insert into principals(uri, email, displayname) values(?, ?, ?)');
foreach ([${names.join(', ')}] as $user)
  foreach (['', '/calendar-proxy-read', '/calendar-proxy-write'] as $what)
    $add->execute(["principals/$user$what", $what === '' ? "$user@example.com" : null, $user]);
`;
}
