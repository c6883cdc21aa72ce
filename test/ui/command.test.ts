/** `kerio-exit ui` as a process: what it prints, what it loads, how it ends. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { commandFor, makeOpener } from '../../src/cli/open-browser.js';
import { runCli } from '../support/cli.js';
import { makeTempDir, removeDir } from '../support/temp.js';
import { KEYS, runOnTerminal } from '../support/pty.js';
import { SHELL_PAGE } from '../../src/ui/server/pages.js';
import { bundledStore } from './bundled-store.js';
import { send } from './served.js';

const root = join(import.meta.dirname, '../..');

/** Answers are kept where nobody else's are. */
const state = makeTempDir('ui-command');
afterAll(() => removeDir(state));

test('it prints an address that opens once, serves the page there, and ends by Ctrl-C', async () => {
  const child = spawn(process.execPath, [join(root, 'bin/kerio-exit.js'), 'ui', bundledStore, '--no-open'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, XDG_STATE_HOME: state },
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  let out = '';
  const address = await new Promise<URL>((resolve) =>
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      const found = /http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}\n/.exec(out)?.[0];
      if (found !== undefined) resolve(new URL(found.trim()));
    }),
  );
  const port = Number(address.port);
  const entered = await send(port, `${address.pathname}${address.search}`);
  const cookie = String(entered.headers['set-cookie']).split(';')[0] ?? '';
  const page = await send(port, '/', { headers: { cookie } });
  expect(page.text).toBe(SHELL_PAGE);
  expect((await send(port, '/ui.js', { headers: { cookie } })).headers['content-type']).toBe(
    'text/javascript; charset=utf-8',
  );
  const { draft } = JSON.parse((await send(port, '/api/session', { headers: { cookie } })).text) as {
    draft: { store: string };
  };
  expect(draft.store).toBe(bundledStore);
  // Only this machine is listened to.
  const taken = await runCli(['ui', '--no-open', '--port', String(port)]);
  expect(taken).toMatchObject({
    code: 2,
    err: `kerio-exit: port ${port} cannot be listened on (EADDRINUSE): give another with --port.\n`,
  });
  child.kill('SIGINT');
  expect(await ended).toBe(0);
});

test('a port that is none is refused in a sentence', async () => {
  expect(await runCli(['ui', '--port', 'x'])).toMatchObject({ code: 2 });
  expect(await runCli(['ui', '--port', '99999999'])).toMatchObject({ code: 2 });
});

test('on a terminal Enter gives another address', async () => {
  const command = [process.execPath, join(root, 'bin/kerio-exit.js'), 'ui', '--no-open'];
  const run = await runOnTerminal(command, [
    ['Ctrl-C ends', KEYS.enter],
    ['token=', KEYS.ctrlC],
  ]);
  const tokens = run.out.match(/token=[\w-]{43}/g) ?? [];
  expect(tokens).toHaveLength(2);
  expect(new Set(tokens).size).toBe(2);
  expect(run.code).toBe(0);
});

test('the browser is led by a file that nobody else may read, and that goes away', () => {
  const address = 'http://127.0.0.1:1/?token=abc';
  const [command, [file = '']] = commandFor('/home/me/open.html', 'linux');
  expect([command, file]).toEqual(['xdg-open', '/home/me/open.html']);
  expect(commandFor('C:\\open.html', 'win32')).toEqual(['rundll32', ['url.dll,FileProtocolHandler', 'C:\\open.html']]);
  expect(commandFor('/open.html', 'darwin')).toEqual(['open', ['/open.html']]);
  const opener = makeOpener(address);
  expect(statSync(opener.file).mode & 0o777).toBe(0o600);
  expect(statSync(dirname(opener.file)).mode & 0o777).toBe(0o700);
  expect(readFileSync(opener.file, 'utf8')).toContain(`content="0;url=${address}"`);
  opener.remove();
  expect(() => statSync(dirname(opener.file))).toThrow('ENOENT');
});

test('no other command loads the server', () => {
  const dist = join(root, 'dist');
  const loaded = (name: string, seen = new Set<string>()): Set<string> => {
    if (seen.has(name)) return seen;
    seen.add(name);
    const text = readFileSync(join(dist, name), 'utf8');
    for (const [, other = ''] of text.matchAll(/^(?:import|export)\b[^;]*?["']\.\/([^"']+)["'];/gm))
      loaded(other, seen);
    return seen;
  };
  const servers = readdirSync(dist).filter(
    (name) => name.endsWith('.js') && /createAdaptorServer/.test(readFileSync(join(dist, name), 'utf8')),
  );
  expect(servers.length).toBeGreaterThan(0);
  for (const entry of ['process.js', 'main.js'])
    expect([...loaded(entry)].filter((name) => servers.includes(name))).toEqual([]);
});
