/** What the store has beyond what everybody expects: taken along or left out, so that the run ends without open questions. */
import { confirm } from '@clack/prompts';
import { countOf } from '../output/format.js';
import type { Decision } from './answers.js';
import type { ChosenStore } from './store-question.js';
import type { Talk } from './talk.js';

/** Asks about the archive; null where there is none. */
export async function askArchive(talk: Talk, { inspection }: ChosenStore): Promise<Decision | null> {
  const archives = inspection.mailboxes.filter(({ mailbox }) => mailbox.type === 'archive');
  const items = archives.reduce((sum, { sums }) => sum + sums.found, 0);
  if (items === 0) return null;
  return decide(talk, `The server also kept an archive of all mail, ${countOf(items, 'item')}. Take it along?`);
}

/** Asks about what the server keeps after deletion; null where it keeps nothing. */
export async function askRecoverable(talk: Talk, { inspection }: ChosenStore): Promise<Decision | null> {
  const kept = inspection.mailboxes.map(({ folders }) =>
    folders.filter(({ recoverable }) => recoverable).reduce((sum, { sums }) => sum + sums.found, 0),
  );
  const items = kept.reduce((sum, count) => sum + count, 0);
  if (items === 0) return null;
  const of = countOf(kept.filter((count) => count > 0).length, 'mailbox');
  return decide(
    talk,
    `The server also kept deleted items to recover, ${countOf(items, 'item')} of ${of}. Take them along?`,
  );
}

async function decide(talk: Talk, message: string): Promise<Decision> {
  const yes = await talk.ask<boolean>(message, (earlier = false) => confirm({ message, initialValue: earlier }));
  return yes ? 'include' : 'exclude';
}
