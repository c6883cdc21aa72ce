/** Server-sent events: every tab is told how things stand. */
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { Session } from '../session/session.js';

/** Milliseconds between two views, and between two signs of life. */
const EVERY = 200;
const BEAT = 20_000;
/** Characters a millisecond, for each tab. */
const CHARACTERS = 1000;

/** Sends the view at once and whenever it changed, and no oftener than can be seen. Ends when the tab does, or the program. */
export function sendEvents(c: Context, session: Session, ending: AbortSignal): Response {
  return streamSSE(c, async (stream) => {
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
  });
}
