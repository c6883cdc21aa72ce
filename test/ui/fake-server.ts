/** Stands for the program: answers by the contract (src/ui/api.ts) with what a test lays down, and remembers what it was told. */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import {
  type Draft,
  type FoldersView,
  type ItemsView,
  type ItemView,
  type LoadedView,
  type ResultName,
  type SessionView,
} from '../../src/ui/api.js';
import type { Results } from './views.js';

/** What was posted: where, and the body. */
export interface Told {
  readonly path: string;
  readonly body: unknown;
}

/** What a test gives and changes. */
export interface Scene {
  session: SessionView;
  results: Partial<Results>;
  folders: (path: string) => FoldersView | null;
  items: (query: URLSearchParams) => ItemsView;
  item: (query: URLSearchParams) => ItemView;
  /** What `/api/load` takes and answers. */
  loaded?: { readonly decisions: Draft['decisions']; readonly view: LoadedView };
  /** Answers a post: a sentence refuses it. By default answers are taken into the draft, and nothing else happens. */
  onTold: (told: Told) => string | null;
}

export interface FakeServer {
  readonly url: string;
  readonly told: Told[];
  readonly scene: Scene;
  /** Changes the session and tells all tabs. */
  change(patch: Partial<SessionView>): void;
  /** Gives a result, and raises its revision. */
  give<Name extends ResultName>(name: Name, value: Results[Name]): void;
  close(): Promise<void>;
  /** Listens again, at the same address. */
  reopen(): Promise<void>;
}

const dist = join(import.meta.dirname, '../../dist');
const FILES: Readonly<Record<string, string>> = { '/ui.js': 'text/javascript', '/ui.css': 'text/css' };
const SHELL = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>kerio-exit</title>
<link rel="stylesheet" href="/ui.css">
<script type="module" src="/ui.js"></script>
</head>
<body><div id="app"></div></body>
</html>
`;
/** As strict as the program's own. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

/** Starts it on a free port of this machine. */
export async function startFake(scene: Scene): Promise<FakeServer> {
  const told: Told[] = [];
  const listeners = new Set<ServerResponse>();
  const tellAll = (): void => {
    for (const response of listeners) sendSession(response, scene.session);
  };
  const fake = {
    told,
    scene,
    change: (patch: Partial<SessionView>) => {
      scene.session = { ...scene.session, ...patch };
      tellAll();
    },
    give: <Name extends ResultName>(name: Name, value: Results[Name]) => {
      scene.results = { ...scene.results, [name]: value };
      const { revisions } = scene.session;
      fake.change({ revisions: { ...revisions, [name]: revisions[name] + 1 } });
    },
  };
  const server = createServer((request, response) => {
    void answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (request.method === 'POST') {
      const body: unknown = JSON.parse(await bodyOf(request));
      told.push({ path: url.pathname, body });
      const refused = scene.onTold({ path: url.pathname, body });
      if (refused !== null) {
        json(response, 409, { error: refused });
        return;
      }
      if (url.pathname === '/api/draft')
        fake.change({ draft: { ...scene.session.draft, ...(body as Partial<Draft>) } });
      if (url.pathname === '/api/load' && scene.loaded !== undefined) {
        const { decisions } = scene.session.draft;
        fake.change({ draft: { ...scene.session.draft, decisions: { ...decisions, ...scene.loaded.decisions } } });
        json(response, 200, scene.loaded.view);
        return;
      }
      response.writeHead(204).end();
      return;
    }
    if (url.pathname === '/api/events') {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      listeners.add(response);
      response.on('close', () => listeners.delete(response));
      sendSession(response, scene.session);
      return;
    }
    const type = url.pathname === '/' ? 'text/html' : FILES[url.pathname];
    if (type !== undefined) {
      response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'content-security-policy': POLICY });
      response.end(url.pathname === '/' ? SHELL : readFileSync(join(dist, url.pathname)));
      return;
    }
    json(response, ...resultOf(url, scene));
  };
  const port = await listen(0);
  async function listen(wanted: number): Promise<number> {
    await new Promise<void>((resolve) => server.listen(wanted, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }
  return {
    ...fake,
    url: `http://127.0.0.1:${port}/`,
    close: async () => {
      for (const response of listeners) response.end();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
    reopen: async () => {
      await listen(port);
    },
  };
}

function resultOf({ pathname, searchParams }: URL, scene: Scene): [status: number, body: unknown] {
  const name = pathname.replace('/api/', '');
  if (name === 'folders') {
    const view = scene.folders(searchParams.get('path') ?? '');
    return view === null ? [400, { error: 'That folder cannot be listed (EACCES).' }] : [200, view];
  }
  if (name === 'items') return [200, scene.items(searchParams)];
  if (name === 'item') return [200, scene.item(searchParams)];
  const result = (scene.results as Readonly<Record<string, unknown>>)[name];
  return result === undefined ? [404, { error: 'There is none yet.' }] : [200, result];
}

function sendSession(response: ServerResponse, session: SessionView): void {
  response.write(`event: session\ndata: ${JSON.stringify(session)}\n\n`);
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
