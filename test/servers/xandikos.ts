import { makeTempDir, removeDir } from '../support/temp.js';
import { ensureDebian } from './debian.js';
import { freePort } from './port.js';
import { startProcess } from './process.js';

export interface Xandikos {
  /** `http://127.0.0.1:<port>/`. */
  readonly url: string;
  /**
   * Puts one object into its calendar or its address book, as a client does that has a new item. `name` is the last part of
   * its address, without an ending. Gives the HTTP status (201 when it was taken) and what the server said.
   */
  put(kind: 'calendar' | 'card', name: string, body: Uint8Array | string): Promise<XandikosAnswer>;
  /** What it holds under that name. */
  get(kind: 'calendar' | 'card', name: string): Promise<XandikosAnswer>;
  /** Everything it has logged so far. */
  log(): string;
  /** Ends the server and removes its folder. */
  stop(): Promise<void>;
}

export interface XandikosAnswer {
  readonly status: number;
  readonly body: string;
}

const kinds = {
  calendar: { path: 'user/calendars/calendar', type: 'text/calendar', ending: 'ics' },
  card: { path: 'user/contacts/addressbook', type: 'text/vcard', ending: 'vcf' },
} as const;

/** Starts a real xandikos without logins on a free loopback port, with one calendar and one address book. */
export async function startXandikos(): Promise<Xandikos> {
  ensureDebian(['xandikos']);
  const dir = makeTempDir('xandikos');
  const port = await freePort();
  const server = await startProcess({
    command: 'xandikos',
    args: ['--defaults', '-d', `${dir}/dav`, '-l', '127.0.0.1', '-p', String(port)],
    ready: { port },
    env: { ...process.env, HOME: dir, PYTHONUNBUFFERED: '1' },
  });
  const url = `http://127.0.0.1:${port}/`;
  const addressOf = (kind: keyof typeof kinds, name: string) =>
    `${url}${kinds[kind].path}/${encodeURIComponent(name)}.${kinds[kind].ending}`;
  return {
    url,
    put: async (kind, name, body) => {
      const response = await fetch(addressOf(kind, name), {
        method: 'PUT',
        headers: { 'content-type': `${kinds[kind].type}; charset=utf-8` },
        body: typeof body === 'string' ? body : new Uint8Array(body),
      });
      return { status: response.status, body: await response.text() };
    },
    get: async (kind, name) => {
      const response = await fetch(addressOf(kind, name));
      return { status: response.status, body: await response.text() };
    },
    log: () => server.output(),
    stop: async () => {
      await server.stop();
      removeDir(dir);
    },
  };
}
