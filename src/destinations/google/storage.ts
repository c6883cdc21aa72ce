/** How much room a user has, as Drive tells it (drive.about.get): Gmail has no word for it. The right for it is optional. */
import { ConnectionLost } from '../../core/failures.js';
import type { GoogleClient } from '../../protocols/http/google-client.js';
import { GoogleError } from '../../protocols/http/google-errors.js';
import { TokenRefused } from '../../protocols/http/service-account.js';

/** Bytes, of all of Google's services; where an organisation pools its storage, those of all of its users. */
export interface Storage {
  readonly used: number;
  /** Null for no limit. */
  readonly limit: number | null;
}

/** What is asked for. */
export const STORAGE = { path: 'about', query: { fields: 'storageQuota' } } as const;

/** The storage in an answer. */
export function storageIn(answer: Readonly<Record<string, unknown>>): Storage {
  const { limit, usage } = (answer['storageQuota'] ?? {}) as { readonly limit?: string; readonly usage?: string };
  return { used: Number(usage ?? 0), limit: limit === undefined ? null : Number(limit) };
}

/** Null where it is not known: nothing else depends on it. */
export async function readStorage(client: GoogleClient): Promise<Storage | null> {
  try {
    return storageIn(await client.call({ method: 'GET', ...STORAGE }));
  } catch (error) {
    if (error instanceof GoogleError || error instanceof TokenRefused || error instanceof ConnectionLost) return null;
    throw error;
  }
}
