import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { safeSegment } from '../../naming/segment.js';
import type { Content } from '../../store/disk/content.js';
import type { Item } from '../../store/types.js';
import type { Outcome } from '../outcome.js';
import { brokenOffOutcome } from './broken-off.js';
import { writeRaw } from './raw.js';
import { EMPTY_ITEM, type KeptMessage, type KeptPlace, type MailContext, type MailWriter } from './context.js';
import { linkKept } from './link-kept.js';

/**
 * Opens a writer of one `.eml` file a message, untouched, under the name it has in the store (docs/destinations-mail.md,
 * eml). Where two folders meet, the second message of a name gets `-2` behind it.
 */
export function openEmlWriter({ files, stem, arena }: MailContext): MailWriter {
  const dir = join(files.root, stem);
  mkdirSync(dir, { recursive: true });
  /** How many names of a stem wait for messages that could not be read: another run gives them what is theirs. */
  const waiting = new Map<string, number>();
  const reserve = ({ stem: own }: Item): void => {
    const name = safeSegment(own);
    waiting.set(name, (waiting.get(name) ?? 0) + 1);
  };
  return {
    reserve,
    add(item: Item, content: Content, receivedAt: number): Outcome {
      if (content.bytes.length === 0) return EMPTY_ITEM;
      const name = safeSegment(item.stem);
      let file = '';
      const target = {
        path: (_sizes: unknown, attempt: number): string => {
          const number = attempt + (waiting.get(name) ?? 0);
          file = `${name}${number === 1 ? '' : `-${number}`}.eml`;
          return join(dir, file);
        },
        temporary: join(dir, `${name}.part`),
      };
      try {
        const { size } = writeRaw(content, arena, receivedAt, target);
        return { result: 'exported', reason: null, file: `${stem}/${file}`, offset: 0, length: size, notes: [] };
      } catch (error) {
        reserve(item);
        return brokenOffOutcome(error, 'nothing of it is in the output');
      }
    },
    keep({ path, stem: own }: KeptMessage): KeptPlace {
      const kept = linkKept(path, dir, (attempt) => `${safeSegment(own)}${attempt === 1 ? '' : `-${attempt}`}.eml`);
      return { file: `${stem}/${kept.name}`, offset: 0, length: kept.length };
    },
    finish() {
      // Every message is a file of its own and written already.
    },
  };
}
