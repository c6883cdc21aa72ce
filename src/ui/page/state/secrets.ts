/** Secrets on their way to the program. The page keeps none: what was typed is gone when it is taken. */
import type { Secrets } from '../../api.js';
import { announce } from './announce.js';
import { tell, wordsOf } from './client.js';
import { observed } from './observed.js';
import { texts } from '../texts.js';

/** Why the last secret was not taken; null where it was. */
export const secretRefusal = observed<string | null>(null);

/** Gives secrets to the program. Gives whether it took them. */
export async function giveSecrets(secrets: Secrets): Promise<boolean> {
  try {
    await tell('/api/secrets', secrets);
    secretRefusal.set(null);
    return true;
  } catch (error) {
    secretRefusal.set(wordsOf(error));
    return false;
  }
}

/** Has the program forget all of them. */
export async function forgetSecrets(): Promise<void> {
  try {
    await tell('/api/secrets/forget', {});
    secretRefusal.set(null);
    announce(texts.where.forgotten);
  } catch (error) {
    secretRefusal.set(wordsOf(error));
  }
}
