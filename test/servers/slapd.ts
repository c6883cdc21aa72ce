import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTempDir, removeDir } from '../support/temp.js';
import { ensureDebian } from './debian.js';
import { freePort } from './port.js';
import { startProcess } from './process.js';

const packages = ['slapd', 'ldap-utils'];
/** The administrator of the temporary directory. */
const rootPassword = 'test-only';

/** What `slapadd` said of a file: `ok` when it would load every entry. */
export interface LdifCheck {
  readonly ok: boolean;
  readonly output: string;
}

/**
 * Checks LDIF against OpenLDAP's stock schemas (core, cosine, inetorgperson, misc) without loading it: `slapadd -u`.
 * `suffix` is the base of every entry in it.
 */
export function checkLdif(ldif: Uint8Array | string, suffix: string): LdifCheck {
  ensureDebian(packages);
  const dir = makeDirectory(suffix);
  try {
    writeFileSync(join(dir, 'check.ldif'), ldif);
    const args = ['-u', '-f', join(dir, 'slapd.conf'), '-l', join(dir, 'check.ldif')];
    const run = spawnSync('slapadd', args, { encoding: 'utf8' });
    return { ok: run.status === 0, output: run.stdout + run.stderr };
  } finally {
    removeDir(dir);
  }
}

export interface Slapd {
  /** `ldap://127.0.0.1:<port>/` */
  readonly url: string;
  readonly suffix: string;
  /** Adds the entries of an LDIF text with `ldapadd`. Throws with what the server said. */
  add(ldif: string): void;
  /** Searches below the suffix; gives LDIF with unfolded lines. */
  search(filter: string, attributes?: readonly string[]): string;
  /** Ends the server and removes its folder. */
  stop(): Promise<void>;
}

/** Starts a real, empty slapd for one suffix on a free loopback port. */
export async function startSlapd(suffix: string): Promise<Slapd> {
  ensureDebian(packages);
  const dir = makeDirectory(suffix);
  const port = await freePort();
  const url = `ldap://127.0.0.1:${port}/`;
  // `-d 0` keeps it in the foreground and silent.
  const server = await startProcess({
    command: 'slapd',
    args: ['-f', join(dir, 'slapd.conf'), '-h', url, '-d', '0'],
    ready: { port },
  });
  const bind = ['-x', '-H', url, '-D', `cn=admin,${suffix}`, '-w', rootPassword];
  return {
    url,
    suffix,
    add: (ldif) => void execFileSync('ldapadd', bind, { input: ldif, encoding: 'utf8', stdio: 'pipe' }),
    search: (filter, attributes = []) =>
      execFileSync('ldapsearch', [...bind, '-LLL', '-o', 'ldif-wrap=no', '-b', suffix, filter, ...attributes], {
        encoding: 'utf8',
      }),
    stop: async () => {
      await server.stop();
      removeDir(dir);
    },
  };
}

function makeDirectory(suffix: string): string {
  const dir = makeTempDir('slapd');
  mkdirSync(join(dir, 'db'));
  const schemas = ['core', 'cosine', 'inetorgperson', 'misc'];
  const config = `${schemas.map((name) => `include /etc/ldap/schema/${name}.schema\n`).join('')}
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile ${dir}/slapd.pid
database mdb
suffix "${suffix}"
rootdn "cn=admin,${suffix}"
rootpw ${rootPassword}
directory ${dir}/db
maxsize 104857600
`;
  writeFileSync(join(dir, 'slapd.conf'), config);
  return dir;
}
