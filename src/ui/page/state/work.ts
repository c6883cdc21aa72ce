/** Beginning, pausing and stopping what the program is busy with. */
import type { Actions, SessionView, WorkName, WorkView } from '../../api.js';
import { tell, wordsOf } from './client.js';
import { observed } from './observed.js';
import { answersTaken } from './session.js';

/** Why the last wish was refused, by what was wished for; null where it was not. */
export const workRefusal = observed<{ readonly what: string; readonly words: string } | null>(null);

/** Begins a piece of work, with all answers given so far. Gives whether it was begun. */
export async function begin(what: WorkName): Promise<boolean> {
  await answersTaken();
  return wish(what, '/api/work', { what });
}

/** Begins what is needed to go on, unless another tab has done so. */
export async function beginIfMissing(what: WorkName): Promise<void> {
  await answersTaken();
  await wish(what, '/api/work', { what, ifMissing: true });
}

/** Pauses, resumes or stops. */
export async function control(how: 'pause' | 'resume' | 'stop', what: WorkName): Promise<boolean> {
  return wish(what, `/api/work/${how}`, {});
}

/** Looks into a store. */
export async function openStore(path: string): Promise<boolean> {
  return wish('open', '/api/open', { path });
}

async function wish<Path extends keyof Actions>(what: string, path: Path, body: Actions[Path]): Promise<boolean> {
  try {
    await tell(path, body);
    workRefusal.set(null);
    return true;
  } catch (error) {
    workRefusal.set({ what, words: wordsOf(error) });
    return false;
  }
}

/** Whether something is under way that has to end before anything else begins. */
export function isBusy(work: WorkView | null): boolean {
  return work !== null && ['running', 'pausing', 'stopping'].includes(work.state);
}

/** The work of that name, if it is the last that was asked for. */
export function workOf(session: SessionView, what: WorkName): WorkView | null {
  return session.work?.what === what ? session.work : null;
}
