/** Asking the program and telling it things. Every error is one sentence that can be shown. */
import type { Actions, Refusal } from '../../api.js';
import { texts } from '../texts.js';

/** The program has refused, or cannot be reached; the message says why. */
export class Refused extends Error {
  /** The HTTP status; null where nobody answered. */
  readonly status: number | null;
  constructor(message: string, status: number | null) {
    super(message);
    this.status = status;
  }
}

/** The answer at an address. Rejects with `Refused`. */
export async function ask(path: string): Promise<unknown> {
  const response = await send(path, { headers: { accept: 'application/json' } });
  return response.json();
}

/** Changes something, and gives what was answered, mostly nothing. Rejects with `Refused`. */
export async function tell<Path extends keyof Actions>(path: Path, body: Actions[Path]): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const response = await send(path, { method: 'POST', headers, body: JSON.stringify(body) });
  return response.status === 204 ? null : response.json();
}

/** The sentence of whatever went wrong. */
export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function send(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { ...init, credentials: 'same-origin', cache: 'no-store' });
  } catch {
    throw new Refused(texts.connection.unreachable, null);
  }
  if (response.ok) return response;
  throw new Refused(await refusalOf(response), response.status);
}

async function refusalOf(response: Response): Promise<string> {
  try {
    const { error } = (await response.json()) as Partial<Refusal>;
    if (typeof error === 'string' && error !== '') return error;
  } catch {
    // Not the program's own words: its status has to do.
  }
  return texts.connection.refused(response.status);
}
