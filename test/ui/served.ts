/** The program's own server, started in this process and spoken to by plain HTTP. */
import { readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import type { SessionView, WorkName, WorkView } from '../../src/ui/api.js';
import { listen, type Server } from '../../src/ui/index.js';
import { makeTempDir, removeDir } from '../support/temp.js';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** A request as nobody's browser would send it: every header as it is given. */
export function send(
  port: number,
  path: string,
  {
    method = 'GET',
    headers = {},
    body = '',
  }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** A browser that was let in. Keeps all that it was answered. */
export interface Served {
  readonly server: Server;
  readonly cookie: string;
  readonly origin: string;
  /** Everything that ever came back, views of events among them. */
  readonly heard: string[];
  get<View = unknown>(path: string): Promise<View>;
  /** Posts, and wants to hear 204. */
  post(path: string, body: unknown): Promise<void>;
  /** Posts, and gives what is answered with 200. */
  hear<View>(path: string, body: unknown): Promise<View>;
  /** Posts, and gives the status and the sentence. */
  refused(path: string, body: unknown): Promise<{ readonly status: number; readonly error: string }>;
  /** Waits until the view is as told. */
  until(isSo: (view: SessionView) => boolean): Promise<SessionView>;
  /** Does work to its end. */
  work(what: WorkName): Promise<WorkView>;
  stop(): Promise<void>;
}

/** Starts it and goes in by the address it gives. Answers are kept in a folder of its own, unless one is given. */
export async function startServed(setup: Parameters<typeof listen>[1] = {}): Promise<Served> {
  const answersIn = makeTempDir('ui-answers');
  const server = await listen(0, { answersIn, ...setup });
  const { session, port } = server;
  const origin = `http://127.0.0.1:${port}`;
  const entered = await send(port, server.address().slice(origin.length));
  const [cookie = ''] = String(entered.headers['set-cookie']).split(';');
  const heard: string[] = [];
  const stopListening = session.listen(() => heard.push(JSON.stringify(session.view)));
  const json = { cookie, origin, 'content-type': 'application/json' };
  const post = async (path: string, body: unknown): Promise<Answer> => {
    const answer = await send(port, path, { method: 'POST', headers: json, body: JSON.stringify(body) });
    heard.push(answer.text);
    return answer;
  };
  const served: Served = {
    ...{ server, cookie, origin, heard },
    get: async <View>(path: string) => {
      const answer = await send(port, path, { headers: { cookie } });
      heard.push(answer.text);
      if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.text}`);
      return JSON.parse(answer.text) as View;
    },
    post: async (path, body) => {
      const { status, text } = await post(path, body);
      if (status !== 204) throw new Error(`${path}: ${status} ${text}`);
    },
    hear: async <View>(path: string, body: unknown) => {
      const { status, text } = await post(path, body);
      if (status !== 200) throw new Error(`${path}: ${status} ${text}`);
      return JSON.parse(text) as View;
    },
    refused: async (path, body) => {
      const { status, text } = await post(path, body);
      return { status, error: (JSON.parse(text) as { error: string }).error };
    },
    until: (isSo) =>
      new Promise((resolve) => {
        const stop = session.listen(look);
        function look(): void {
          const { view } = session;
          if (!isSo(view)) return;
          stop();
          resolve(view);
        }
        look();
      }),
    work: async (what) => {
      await served.post('/api/work', { what });
      const { work } = await served.until((view) => view.work?.what === what && hasEnded(view.work));
      if (work === null) throw new Error('there is no work');
      return work;
    },
    stop: async () => {
      await server.close();
      stopListening();
      removeDir(answersIn);
    },
  };
  return served;
}

export function hasEnded({ state }: WorkView): boolean {
  return state !== 'running' && state !== 'pausing' && state !== 'stopping';
}

/** Listens to the events of a tab. */
export async function listenTo(served: Served): Promise<{ readonly views: SessionView[]; close(): void }> {
  const views: SessionView[] = [];
  const abort = new AbortController();
  const { cookie, origin } = served;
  const response = await fetch(`${origin}/api/events`, { headers: { cookie }, signal: abort.signal });
  const follow = async (): Promise<void> => {
    let text = '';
    const decoder = new TextDecoder();
    for await (const piece of response.body ?? []) {
      text += decoder.decode(piece as Uint8Array, { stream: true });
      const events = text.split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) {
        const data = /^data: (.*)$/m.exec(event)?.[1];
        if (/^event: session$/m.test(event) && data !== undefined) views.push(JSON.parse(data) as SessionView);
      }
    }
  };
  void follow().catch(() => undefined);
  return { views, close: () => abort.abort() };
}

/** Every byte of the files below a folder, as text. */
export function everything(folder: string): string {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return names.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1')).join('\n');
}
