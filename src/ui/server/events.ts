/** Server-sent events: every tab is told how things stand. */
import type { Context } from 'hono';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import type { Session } from '../session/session.js';

/** Milliseconds between two views, and between two signs of life. */
const EVERY = 200;
const BEAT = 20_000;
/** Characters a millisecond, for each tab. */
const CHARACTERS = 1000;
/** Tabs that are told at a time: each is a connection, and has the view written out for itself. */
const MOST_TABS = 64;

/** Sends the view at once and whenever it changed, and no oftener than can be seen. Ends when the tab does, or the program. */
export function eventsOf(session: Session, ending: AbortSignal): (c: Context) => Response {
  let tabs = 0;
  return (c) => {
    // Nobody would read what is sent, nor end it.
    if (c.req.method !== 'GET') return c.json({ error: 'Only GET is answered here.' }, 405);
    if (tabs >= MOST_TABS) return c.json({ error: `There are ${tabs} tabs of this page: close some of them.` }, 503);
    tabs += 1;
    return streamSSE(c, async (stream) => {
      try {
        await tellTab(stream, session, ending);
      } finally {
        tabs -= 1;
      }
    });
  };
}

async function tellTab(stream: SSEStreamingApi, session: Session, ending: AbortSignal): Promise<void> {
  let isNew = true;
  let wake: () => void = () => undefined;
  const rouse = (): void => wake();
  const stopListening = session.listen(() => {
    isNew = true;
    wake();
  });
  stream.onAbort(rouse);
  ending.addEventListener('abort', rouse);
  try {
    while (!stream.aborted && !ending.aborted) {
      if (isNew) {
        isNew = false;
        const data = JSON.stringify(session.view);
        await stream.writeSSE({ event: 'session', data });
        // A plan of ten thousand people is in it.
        await stream.sleep(Math.max(EVERY, data.length / CHARACTERS));
        continue;
      }
      const isBeat = await new Promise<boolean>((resolve) => {
        const beat = setTimeout(() => resolve(true), BEAT);
        wake = () => {
          clearTimeout(beat);
          resolve(false);
        };
      });
      wake = () => undefined;
      if (isBeat) await stream.write(': \n\n');
    }
    if (ending.aborted) await stream.writeSSE({ event: 'end', data: '{}' });
  } finally {
    stopListening();
    ending.removeEventListener('abort', rouse);
  }
}
