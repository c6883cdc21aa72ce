import { fnv1a } from '../../core/fnv.js';
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Content } from '../../store/disk/content.js';
import type { Item } from '../../store/types.js';
import type { Outcome } from '../outcome.js';
import { brokenOffOutcome } from './broken-off.js';
import { FLAG, flagBits, flagLetters } from './flags.js';
import { type Sizes, writeRaw } from './raw.js';
import { EMPTY_ITEM, type KeptMessage, type KeptPlace, type MailContext, type MailWriter } from './context.js';
import { linkKept } from './link-kept.js';

/**
 * Opens a writer of one Maildir++ folder (docs/destinations-mail.md, Maildir): untouched messages, their flags in the file
 * name, their received time as the time of last change.
 */
export function openMaildirWriter(context: MailContext): MailWriter {
  return new MaildirWriter(context);
}

/** Makes the directories of a Maildir folder, and the file that tells a Maildir++ folder from the mailbox itself. */
export function makeMaildir({ files, mailboxRoot, stem }: Pick<MailContext, 'files' | 'mailboxRoot' | 'stem'>): void {
  for (const name of ['cur', 'new', 'tmp']) mkdirSync(join(files.root, stem, name), { recursive: true });
  if (stem !== mailboxRoot) files.create(`${stem}/maildirfolder`);
}

class MaildirWriter implements MailWriter {
  readonly #context: MailContext;
  readonly #dir: string;

  constructor(context: MailContext) {
    this.#context = context;
    this.#dir = join(context.files.root, context.stem);
    makeMaildir(context);
  }

  add(item: Item, content: Content, receivedAt: number): Outcome {
    if (content.bytes.length === 0) return EMPTY_ITEM;
    const flags = flagLetters(flagBits(item), LETTERS);
    let file = '';
    const target = {
      // A kept unread message goes to `cur` too: `new` is for mail no program has looked at, and would announce all of it.
      path: (sizes: Sizes, attempt: number): string => {
        file = `cur/${uniqueName(item, receivedAt, attempt)},S=${sizes.size},W=${sizes.crlfSize}:2,${flags}`;
        return join(this.#dir, file);
      },
      temporary: join(this.#dir, 'tmp', uniqueName(item, receivedAt, 1)),
    };
    try {
      const { size } = writeRaw(content, this.#context.arena, receivedAt, target);
      const path = `${this.#context.stem}/${file}`;
      return { result: 'exported', reason: null, file: path, offset: 0, length: size, notes: [] };
    } catch (error) {
      return brokenOffOutcome(error, 'nothing of it is in the output');
    }
  }

  /** Under the name that it has: nothing else is called so. */
  keep({ path }: KeptMessage): KeptPlace {
    const [, unique = '', info = ''] = /^(.*?)((?:,[^/]*)?)$/.exec(basename(path)) ?? [];
    const { name, length } = linkKept(path, join(this.#dir, 'cur'), (attempt) =>
      attempt === 1 ? unique + info : `${unique.replace('.kerio-exit', '')}Q${attempt}.kerio-exit${info}`,
    );
    return { file: `${this.#context.stem}/cur/${name}`, offset: 0, length };
  }

  finish(): void {
    // Each message is whole by itself.
  }
}

/** In the order of ASCII, as file names have them. */
const LETTERS = [
  [FLAG.draft, 'D'],
  [FLAG.flagged, 'F'],
  [FLAG.forwarded, 'P'],
  [FLAG.answered, 'R'],
  [FLAG.seen, 'S'],
  [FLAG.deleted, 'T'],
] as const;

/**
 * The file's unique name: received second, then the UID as a fraction of it, so that programs which number messages by
 * name keep Kerio's order; folder and file name as a hash, so that two folders can meet in one.
 */
function uniqueName(item: Item, receivedAt: number, attempt: number): string {
  const order = typeof item.uid === 'number' ? item.uid : 0;
  // A name needs no cryptography.
  const source = fnv1a([...item.folder.rawPath, item.stem].join('/')) >>> 0;
  return `${receivedAt}.M${order}P${source}${attempt === 1 ? '' : `Q${attempt}`}.kerio-exit`;
}
