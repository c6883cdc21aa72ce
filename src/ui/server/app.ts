/** What is answered at which address (src/ui/api.ts). */
import { readFileSync } from 'node:fs';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { setCookie } from 'hono/cookie';
import { errorSentence } from '../../core/error-sentence.js';
import { UserError } from '../../core/errors.js';
import { builtFile } from '../../core/program-files.js';
import type { LoadedView, WorkName } from '../api.js';
import { record, text } from '../session/readers.js';
import type { Session } from '../session/session.js';
import { Busy } from '../session/work.js';
import { eventsOf } from './events.js';
import { cookieName, isForeign, ownHosts, REPORT_POLICY, safeAnswers, sameOrigin, signedIn } from './guard.js';
import { ENTERED_PAGE, LOCKED_PAGE, SHELL_PAGE } from './pages.js';
import { readFolderQuery, readItemsQuery } from './queries.js';
import type { Tokens } from './tokens.js';

/** Bytes of a request: a users file of the largest company fits. */
const MOST_BODY = 32 << 20;

export interface Serving {
  readonly session: Session;
  readonly tokens: Tokens;
  /** Known when the server listens. */
  readonly port: () => number;
  /** Ends the program; `even` while something is at work. */
  readonly quit: () => void;
  /** Aborts when the program ends. */
  readonly ending: AbortSignal;
}

/** Files of the page that lie beside the program. */
const FILES: Readonly<Record<string, string>> = { 'ui.js': 'text/javascript', 'ui.css': 'text/css' };

const WORKS: readonly WorkName[] = ['open', 'plan', 'check', 'accounts', 'makeAccounts', 'prepare', 'run', 'verify'];

export function makeApp(serving: Serving): Hono {
  const { session, tokens, port, ending } = serving;
  const app = new Hono();
  app.use(safeAnswers);
  app.use(sameOrigin(() => ownHosts(port())));
  app.onError((error, c) => {
    if (error instanceof Busy) return c.json({ error: error.message }, 409);
    return c.json({ error: errorSentence(error) }, error instanceof UserError ? 400 : 500);
  });
  app.notFound((c) => c.json({ error: 'There is nothing at this address.' }, 404));

  app.get('/', async (c, next) => {
    const token = c.req.query('token');
    if (token === undefined) return next();
    if (c.req.method === 'GET' && tokens.use(token)) {
      setCookie(c, cookieName(port()), tokens.cookie, { httpOnly: true, sameSite: 'Strict', path: '/' });
      // A browser that came from elsewhere gives the cookie only to where this page leads it.
      return isForeign(c.req.header('sec-fetch-site')) ? c.html(ENTERED_PAGE) : c.redirect('/', 303);
    }
    // Whoever has been let in may come by an old address.
    return next();
  });
  const guard = signedIn(tokens, port);
  app.use(async (c, next) => {
    const refused = await guard(c, next);
    return refused !== undefined && c.req.path === '/' ? c.html(LOCKED_PAGE, 401) : refused;
  });

  app.get('/', (c) => (c.req.query('token') === undefined ? c.html(SHELL_PAGE) : c.redirect('/', 303)));
  for (const [name, type] of Object.entries(FILES))
    app.get(`/${name}`, (c) => {
      c.header('content-type', `${type}; charset=utf-8`);
      return c.body(readFileSync(builtFile(name), 'utf8'));
    });
  app.get('/api/session', (c) => c.json(session.view));
  app.get('/api/events', eventsOf(session, ending));
  app.get('/api/items', async (c) => c.json(await session.items(readItemsQuery(c.req.query()))));
  app.get('/api/item', async (c) => {
    const query = c.req.query();
    return c.json(await session.item({ ...readFolderQuery(query), uid: text(query['uid'], 'uid') }));
  });
  app.get('/api/folders', async (c) => c.json(await session.folders(text(c.req.query('path') ?? '', 'path'))));
  for (const name of ['inspection', 'plan', 'checks', 'accounts', 'preparation', 'mailboxes', 'outcome', 'proof'])
    app.get(`/api/${name}`, (c) => {
      const result = session.results.get(name);
      return result === undefined ? c.notFound() : c.json(result);
    });
  for (const name of ['outcome', 'proof'] as const)
    app.get(`/report/${name}`, (c) => {
      const page = session.pages.get(name);
      if (page === undefined) return c.notFound();
      c.header('content-security-policy', REPORT_POLICY);
      try {
        return c.html(readFileSync(page, 'utf8'));
      } catch (error) {
        const { code = '' } = error as NodeJS.ErrnoException;
        throw new UserError(`${page} cannot be read (${code}): run the last step again.`);
      }
    });
  addActions(app, serving);
  return app;
}

/** What changes something. What an action gives is answered; mostly that is nothing. */
function addActions(app: Hono, { session, quit }: Serving): void {
  const actions: Readonly<Record<string, (body: Readonly<Record<string, unknown>>) => unknown>> = {
    open: ({ path }) => session.open(text(path, 'path')),
    draft: (change) => session.answer(change),
    kept: ({ take }) => {
      if (typeof take !== 'boolean') throw new UserError('take is not understood: give true or false.');
      session.takeKept(take);
    },
    secrets: (given) => session.takeSecrets(given),
    'secrets/forget': () => session.forgetSecrets(),
    work: ({ what, ifMissing }) => {
      const name = WORKS.find((each) => each === what);
      if (name === undefined) throw new UserError(`what is not understood: give one of ${WORKS.join(', ')}.`);
      if (ifMissing !== true || session.isMissing(name)) session.begin(name);
    },
    'work/pause': () => session.pause(),
    'work/resume': () => session.resume(),
    'work/stop': () => session.stop(),
    save: ({ what, path }) => {
      if (what !== 'plan' && what !== 'users') throw new UserError('what is not understood: give plan or users.');
      return session.save(what, text(path, 'path'));
    },
    load: ({ what, path }) => {
      if (what !== 'plan') throw new UserError('what is not understood: give plan.');
      return session.load(text(path, 'path'));
    },
    quit: ({ even }) => {
      if (session.isRunning && even !== true)
        throw new Busy('Something is at work: stop it first, or end it all the same.');
      quit();
    },
  };
  const limit = bodyLimit({
    maxSize: MOST_BODY,
    onError: (c) => c.json({ error: 'That is more than is taken.' }, 413),
  });
  for (const [name, act] of Object.entries(actions))
    app.post(`/api/${name}`, limit, async (c) => {
      // A form of another page cannot have this type.
      if (!/^application\/json(?:;|$)/i.test(c.req.header('content-type') ?? ''))
        return c.json({ error: 'Only JSON is taken.' }, 415);
      let body: unknown;
      try {
        body = await c.req.json();
      } catch {
        return c.json({ error: 'This is no whole JSON.' }, 400);
      }
      const answer = await act(record(body, 'body'));
      return answer === undefined ? c.body(null, 204) : c.json(answer as LoadedView);
    });
}
