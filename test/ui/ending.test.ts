/** A run of the browser that is paused before it began, killed or interrupted goes on there or on a terminal, and ends exact. */
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { OutcomeView, SessionView } from '../../src/ui/api.js';
import { runCli } from '../support/cli.js';
import { makeTempDir, removeDir } from '../support/temp.js';
import { bundledStore } from './bundled-store.js';
import { hasEnded, type Served, send, startServed } from './served.js';

const dir = makeTempDir('ui-ending');
afterAll(() => removeDir(dir));
const bin = join(import.meta.dirname, '../../bin/kerio-exit.js');
const env = { ...process.env, XDG_STATE_HOME: join(dir, 'state') };
const ANSWERS = { way: 'files', target: 'generic', archive: 'include', recoverable: 'include' } as const;

async function opened(out: string): Promise<Served> {
  const served = await startServed();
  await served.post('/api/open', { path: bundledStore });
  await served.until(({ work }) => work?.state === 'done');
  await served.post('/api/draft', { ...ANSWERS, out });
  return served;
}

test('paused before its first job nothing is done, and it goes on from there', async () => {
  const served = await opened(join(dir, 'paused'));
  const { session } = served.server;
  session.begin('run');
  session.pause();
  expect(session.view.work?.state).toBe('pausing');
  await session.idle();
  expect(session.view.work).toMatchObject({ state: 'paused', problem: null, progress: { done: 0 } });
  expect(await served.get<OutcomeView>('/api/outcome')).toMatchObject({ code: 130, sums: { exported: 0 } });
  await served.post('/api/work/resume', {});
  await session.idle();
  expect(session.view.work).toMatchObject({ state: 'done', problem: null });
  expect(await served.work('verify')).toMatchObject({ state: 'done' });
  expect(await served.get('/api/proof')).toMatchObject({ agrees: true });
  await served.stop();
});

interface Program {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  readonly out: () => string;
  readonly post: (path: string, body: unknown) => Promise<void>;
  readonly until: (isSo: (view: SessionView) => boolean) => Promise<SessionView>;
}

/** The program as a process, with its store looked into and a browser let in. */
async function program(out: string): Promise<Program> {
  const child = spawn(process.execPath, [bin, 'ui', bundledStore, '--no-open'], {
    ...{ env, stdio: ['ignore', 'pipe', 'inherit'] },
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  let said = '';
  const address = await new Promise<URL>((resolve) =>
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const found = /http:\S+token=[\w-]{43}\n/.exec(said)?.[0];
      if (found !== undefined) resolve(new URL(found.trim()));
    }),
  );
  const { origin } = address;
  const port = Number(address.port);
  const entered = await send(port, `${address.pathname}${address.search}`);
  const headers = { cookie: String(entered.headers['set-cookie']).split(';')[0] ?? '', origin };
  const own = { ...headers, 'content-type': 'application/json' };
  const made: Program = {
    ...{ child, ended, out: () => said },
    post: async (path, body) => {
      const { status, text } = await send(port, path, { method: 'POST', headers: own, body: JSON.stringify(body) });
      if (status !== 204) throw new Error(`${path}: ${status} ${text}`);
    },
    until: async (isSo) => {
      for (;;) {
        const view = JSON.parse((await send(port, '/api/session', { headers })).text) as SessionView;
        if (isSo(view)) return view;
      }
    },
  };
  await made.until(({ work }) => work?.state === 'done');
  await made.post('/api/draft', { ...ANSWERS, out });
  return made;
}

test('a run of the browser is killed and goes on on a terminal, and in a browser again', async () => {
  const out = join(dir, 'killed');
  const { child, ended, post, until } = await program(out);
  const plan = join(dir, 'plan.csv');
  await post('/api/save', { what: 'plan', path: plan });
  await post('/api/work', { what: 'run' });
  // In its midst, or after its end where a machine is fast: the result is the same.
  await until(({ work }) => work !== null && (work.progress.done > 0 || hasEnded(work)));
  child.kill('SIGKILL');
  await ended;
  const options = ['--target', 'generic', '--include', 'archive,recoverable', '--plan', plan];
  // Items are missing in the store.
  expect(await runCli(['export', bundledStore, '--out', out, ...options])).toMatchObject({ code: 1 });
  expect((await runCli(['verify', out])).out).toContain('source and output agree');
  const served = await opened(out);
  expect(await served.work('run')).toMatchObject({ state: 'done', problem: null });
  expect(await served.work('verify')).toMatchObject({ state: 'done' });
  expect(await served.get('/api/proof')).toMatchObject({ agrees: true });
  await served.stop();
});

test('Ctrl-C ends a run in good order, and the answers are offered to the next program', async () => {
  const out = join(dir, 'interrupted');
  const first = await program(out);
  await first.post('/api/work', { what: 'run' });
  first.child.kill('SIGINT');
  // A fast machine is ready before it hears of it.
  expect([0, 130]).toContain(await first.ended);
  const second = await program(out);
  const { kept } = await second.until(() => true);
  expect(kept).toMatchObject({ offer: { way: 'files' }, problem: null });
  await second.post('/api/kept', { take: true });
  await second.post('/api/work', { what: 'run' });
  const { work } = await second.until((view) => view.work?.what === 'run' && hasEnded(view.work));
  expect(work).toMatchObject({ state: 'done', problem: null });
  second.child.kill('SIGTERM');
  await second.ended;
  expect((await runCli(['verify', out])).out).toContain('source and output agree');
});
