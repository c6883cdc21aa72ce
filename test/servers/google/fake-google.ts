/**
 * Google Workspace on loopback, as far as its published descriptions and the experience of others tell: one address for all
 * APIs. Every request goes through the strict checker first.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { FakeCalendars } from './calendar.js';
import { FakeDrive } from './drive.js';
import { FakeDirectory } from './directory.js';
import { FakeGroups } from './groups.js';
import { Faults } from './faults.js';
import { FakeMailbox } from './gmail.js';
import { mayNotify } from './notices.js';
import { FakePeople } from './people.js';
import { Quotas } from './quotas.js';
import { type Call, record, Refusal, refuse, type Reply } from './reply.js';
import { strict } from './strict.js';
import { FakeTasks } from './tasks.js';
import { Tokens } from './tokens.js';
import { readMultipart, ResumableUploads } from './uploads.js';

/** A part of Google that answers calls whose path begins so. */
export type Service = (call: Call) => Reply;

/** Everything of one user. */
export interface FakeUser {
  readonly mailbox: FakeMailbox;
  readonly calendars: FakeCalendars;
  readonly people: FakePeople;
  readonly tasks: FakeTasks;
}

export class FakeGoogle {
  readonly tokens = new Tokens();
  readonly faults = new Faults();
  readonly quotas = new Quotas();
  /** What was wrong with requests. Empty, or a test has failed. */
  readonly violations: string[] = [];
  /** Requests that could have written to somebody. Empty, or a test has failed. */
  readonly notices: string[] = [];
  /** Verb and path of every request, in the order in which they came. */
  readonly requests: string[] = [];
  /** Told of every request, before anything is done. */
  onRequest: () => void = () => undefined;
  /** How long every answer takes, in milliseconds. */
  delayMs = 0;
  /** The most requests that were being answered at once. */
  mostAtOnce = 0;
  readonly directory = new FakeDirectory();
  readonly groups = new FakeGroups(this.directory);
  readonly drive = new FakeDrive();
  readonly services = new Map<RegExp, Service>();
  readonly #users = new Map<string, FakeUser>();
  readonly #uploads = new ResumableUploads();
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  #atOnce = 0;

  constructor() {
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    this.services.set(/^\/(?:resumable\/)?(?:upload\/)?gmail\//, (call) => this.mailbox(call.user).answer(call));
    this.services.set(/^\/calendar\//, (call) => this.user(call.user).calendars.answer(call));
    this.services.set(/^\/tasks\//, (call) => this.user(call.user).tasks.answer(call));
    this.services.set(/^\/(?:upload\/)?groups\/v1\//, (call) => this.groups.answer(call));
    this.services.set(/^\/drive\//, (call) => this.drive.answer(call));
    this.services.set(/^\/admin\//, (call) => this.directory.answer(call));
    this.services.set(/^\/v1\//, (call) => this.user(call.user).people.answer(call));
  }

  get root(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The key file of its service account. */
  get keyFile(): string {
    return this.tokens.keyFile(this.root);
  }

  user(address: string): FakeUser {
    const known = this.#users.get(address);
    if (known !== undefined) return known;
    const user: FakeUser = {
      mailbox: new FakeMailbox(),
      calendars: new FakeCalendars(address),
      people: new FakePeople(),
      tasks: new FakeTasks(),
    };
    this.#users.set(address, user);
    return user;
  }

  mailbox(address: string): FakeMailbox {
    return this.user(address).mailbox;
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#atOnce);
    try {
      const reply = await this.#answer(request);
      if (this.delayMs > 0) await sleep(this.delayMs);
      if (reply === null) response.destroy();
      else {
        const type = reply.body === undefined ? {} : { 'content-type': 'application/json' };
        response.writeHead(reply.status, { ...type, ...reply.headers });
        response.end(reply.body === undefined ? undefined : JSON.stringify(reply.body));
      }
    } finally {
      this.#atOnce -= 1;
    }
  }

  async #answer(request: IncomingMessage): Promise<Reply | null> {
    const { method = '' } = request;
    const url = new URL(request.url ?? '/', this.root);
    const body = await readBody(request);
    if (body === null && !url.searchParams.has('upload_id')) return null;
    if (url.pathname === '/token') return this.tokens.answer(String(body), this.root);
    this.requests.push(`${method} ${url.pathname}`);
    this.onRequest();
    const before = this.faults.next(`${method} ${url.pathname}`, body, 'before');
    if (before !== null) {
      const upload = url.searchParams.get('upload_id');
      // A connection that breaks in the middle of a piece: half of it has come.
      if (before.reply === null && upload !== null && body !== null)
        this.#uploads.take(upload, request.headers['content-range'] ?? '', body.subarray(0, body.length >> 1));
      return before.reply;
    }
    const owner = this.tokens.owner(request.headers.authorization);
    if (owner === null) return refuse(401, 'authError', 'Invalid Credentials');
    const reply = this.#handle(request, url, body ?? Buffer.alloc(0), owner);
    const after = this.faults.next(`${method} ${url.pathname}`, body, 'after');
    return after === null ? reply : after.reply;
  }

  #handle(
    { method = '', headers }: IncomingMessage,
    url: URL,
    body: Buffer,
    owner: { readonly user: string; readonly scopes: readonly string[] },
  ): Reply {
    const upload = url.searchParams.get('upload_id');
    if (upload !== null) return this.#continue(upload, headers['content-range'] ?? '', body);
    const isUpload = url.pathname.includes('/upload/');
    const uploaded = isUpload ? readUpload(url, headers['content-type'] ?? '', body) : null;
    if (typeof uploaded === 'string') return this.#violation(`${method} ${url.pathname}: ${uploaded}`);
    const json = uploaded === null ? parse(body) : uploaded.metadata;
    const faults = strict.check({ method, url, body: json, scopes: owner.scopes, isUpload });
    if (faults.length > 0) return this.#violation(`${method} ${url.pathname}${url.search}: ${faults.join('; ')}`);
    if (mayNotify(method, url, json)) this.notices.push(`${method} ${url.pathname}${url.search}`);
    const limit = this.quotas.spend(owner.user, method, url.pathname);
    if (limit !== null) return limit;
    if (url.searchParams.get('uploadType') === 'resumable') {
      const length = Number(headers['x-upload-content-length']);
      if (headers['x-upload-content-type'] !== 'message/rfc822' || !Number.isInteger(length))
        return this.#violation(`${url.pathname}: X-Upload-Content-Type or -Length is missing`);
      const location = this.#uploads.begin({ user: owner.user, target: url, metadata: json, length });
      return { status: 200, headers: { location } };
    }
    return this.#call({
      method,
      path: decodeURIComponent(url.pathname),
      query: url.searchParams,
      body: record(json),
      media: uploaded?.media ?? null,
      user: owner.user,
    });
  }

  #continue(id: string, range: string, body: Buffer): Reply {
    const taken = this.#uploads.take(id, range, body);
    if (!('whole' in taken)) return taken;
    const { whole, target, user } = taken;
    const path = decodeURIComponent(target.pathname);
    const query = target.searchParams;
    return this.#call({ method: 'POST', path, query, body: record(whole.metadata), media: whole.media, user });
  }

  #call(call: Call): Reply {
    const service = [...this.services].find(([path]) => path.test(call.path))?.[1];
    if (service === undefined) return this.#violation(`nobody answers ${call.method} ${call.path}`);
    try {
      return service(call);
    } catch (error) {
      if (error instanceof Refusal) return error.reply;
      return this.#violation(`${call.method} ${call.path}: ${String(error)}`);
    }
  }

  #violation(text: string): Reply {
    this.violations.push(text);
    return refuse(400, 'badRequest', `strict: ${text}`);
  }
}

/** Starts one with nobody in it. */
export function startFakeGoogle(): Promise<FakeGoogle> {
  return new FakeGoogle().start();
}

/** The metadata of an upload, and its content where it comes with it. A string says what is wrong. */
function readUpload(url: URL, type: string, body: Buffer): { metadata: unknown; media: Buffer | null } | string {
  const kind = url.searchParams.get('uploadType');
  if (kind === 'resumable') return { metadata: parse(body), media: null };
  if (kind === 'media') return { metadata: undefined, media: body };
  return kind === 'multipart' ? readMultipart(type, body) : `uploadType is ${kind ?? 'missing'}`;
}

function parse(body: Buffer): unknown {
  return body.length === 0 ? undefined : JSON.parse(body.toString());
}

/** The body; what came of it where the other side hung up in the middle is null. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const pieces: Buffer[] = [];
  try {
    for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
    return Buffer.concat(pieces);
  } catch {
    return null;
  }
}
