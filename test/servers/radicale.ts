import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTempDir, removeDir } from '../support/temp.js';
import { ensureDebian } from './debian.js';
import { freePort } from './port.js';
import { startProcess } from './process.js';

export interface Radicale {
  /** `http://127.0.0.1:<port>/`; a user's collections are below `<url><user>/`. */
  readonly url: string;
  /**
   * Puts a whole file as one collection, as an importing client does. `path` is `user/name`. Gives the HTTP status (201
   * when every object was taken) and what the server said.
   */
  putCollection(path: string, type: 'text/calendar' | 'text/vcard', body: Uint8Array | string): Promise<PutResult>;
  /** What it holds at `path`, as one calendar or vCard file. */
  getCollection(path: string): Promise<string>;
  /** Everything it has logged so far. */
  log(): string;
  /** Ends the server and removes its folder. */
  stop(): Promise<void>;
}

export interface PutResult {
  readonly status: number;
  readonly body: string;
}

/** Starts a real Radicale without logins on a free loopback port, its collections below a temporary folder. */
export async function startRadicale(): Promise<Radicale> {
  ensureDebian(['radicale']);
  const dir = makeTempDir('radicale');
  const port = await freePort();
  mkdirSync(join(dir, 'collections'));
  writeFileSync(join(dir, 'config'), serverConfig(dir, port));
  const server = await startProcess({
    command: 'radicale',
    args: ['--config', join(dir, 'config')],
    ready: { port },
  });
  const url = `http://127.0.0.1:${port}/`;
  return {
    url,
    putCollection: async (path, type, body) => {
      const response = await fetch(`${url}${path}/`, {
        method: 'PUT',
        headers: { 'content-type': `${type}; charset=utf-8`, ...login(path) },
        body: typeof body === 'string' ? body : new Uint8Array(body),
      });
      return { status: response.status, body: await response.text() };
    },
    getCollection: async (path) => (await fetch(`${url}${path}/`, { headers: login(path) })).text(),
    log: () => server.output(),
    stop: async () => {
      await server.stop();
      removeDir(dir);
    },
  };
}

/** Any password lets a user in; the first visit makes the user's home, without which nothing can be put below it. */
function login(path: string): { readonly authorization: string } {
  const user = path.split('/')[0] ?? '';
  return { authorization: `Basic ${Buffer.from(`${user}:any`).toString('base64')}` };
}

function serverConfig(dir: string, port: number): string {
  return `[server]
hosts = 127.0.0.1:${port}
[auth]
type = none
[rights]
type = authenticated
[storage]
filesystem_folder = ${dir}/collections
[logging]
level = info
`;
}
