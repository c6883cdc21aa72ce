/**
 * Items that cannot be converted, as they lie in the store: `failed/<mailbox>/<folder>/<uid>.eml`. So nothing has to be dug
 * out of the store, which may be gone by the time somebody looks.
 */
import { mkdirSync, readdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Arena } from '../../exporters/mail/arena.js';
import { BrokenOff } from '../../exporters/mail/broken-off.js';
import { writeRaw } from '../../exporters/mail/raw.js';
import type { OutputFiles } from '../../exporters/output.js';
import { safeSegment } from '../../naming/segment.js';
import type { Content } from '../../store/disk/content.js';
import type { ItemReader } from '../../store/items/read.js';
import type { ItemFacts } from './ledger-lines.js';

/** The tree below the output folder. */
export const FAILED = 'failed';

/** Where failed items of a folder go, relative to the output folder. */
export function failedDirectory(mailboxName: string, bundleStem: string): string {
  return `${FAILED}/${mailboxName}/${bundleStem}`;
}

/**
 * Removes directories that mailboxes left empty when what failed did so no more. Only when no thread writes there; `failed/`
 * itself may be another process's.
 */
export function dropEmptyFailed(out: string, mailboxNames: readonly string[]): void {
  for (const name of mailboxNames) dropEmpty(join(out, FAILED, name));
}

function dropEmpty(dir: string): void {
  try {
    for (const entry of readdirSync(dir, { withFileTypes: true }))
      if (entry.isDirectory()) dropEmpty(join(dir, entry.name));
    rmdirSync(dir);
  } catch {
    // It is not there, or something is in it.
  }
}

/** Keeps the failed items of one folder. */
export class FailedFiles {
  readonly #files: OutputFiles;
  readonly #arena: Arena;
  readonly #reader: ItemReader;
  readonly #dir: string;

  /** `dir` is relative to the output folder, already safe. */
  constructor(
    { files, arena, reader }: { readonly files: OutputFiles; readonly arena: Arena; readonly reader: ItemReader },
    dir: string,
  ) {
    this.#files = files;
    this.#arena = arena;
    this.#reader = reader;
    this.#dir = dir;
  }

  /**
   * Copies an item, every byte as it is, its received time as the time of last change. Gives the path, relative to the output
   * folder; null when the disk does not give it (any more). Throws what the output throws.
   */
  keep({ item, received }: ItemFacts, content: Content | null = this.#read(item.file)): string | null {
    if (content === null) return null;
    const dir = join(this.#files.root, this.#dir);
    mkdirSync(dir, { recursive: true });
    const name = safeSegment(item.stem);
    let file = '';
    const target = {
      path: (_sizes: unknown, attempt: number): string => {
        file = `${name}${attempt === 1 ? '' : `-${attempt}`}.eml`;
        return join(dir, file);
      },
      temporary: join(dir, `${name}.part`),
    };
    try {
      writeRaw(content, this.#arena, received?.time ?? 0, target);
      return `${this.#dir}/${file}`;
    } catch (error) {
      if (!(error instanceof BrokenOff)) throw error;
      return null;
    } finally {
      this.#reader.close();
    }
  }

  #read(file: string): Content | null {
    try {
      return this.#reader.read(file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
      return null;
    }
  }
}
