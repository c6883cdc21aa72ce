/** Answers that outlive the program: one file for each store, readable for its user alone. No secret is ever among them. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errorSentence } from '../../core/error-sentence.js';
import { UserError } from '../../core/errors.js';
import { refuseInside } from '../../core/inside.js';
import { isAbsence } from '../../core/json-file.js';
import { moveFile } from '../../core/platform.js';
import { partialName, writeWhole } from '../../core/whole-file.js';
import { safeSegment } from '../../naming/segment.js';
import type { Draft } from '../api.js';
import { understoodAnswers } from './draft.js';
import { record, text } from './readers.js';

/** What command lines call the table and the users file: where somebody had them written, or a name for what is in memory. */
export interface SavedFiles {
  readonly plan: string;
  readonly users: string;
}

/** What was answered about a store, and when: ISO 8601, UTC. */
export interface KeptAnswers {
  readonly at: string;
  readonly answers: Partial<Draft>;
  readonly files: Partial<SavedFiles>;
}

/** How the file is laid out. Whatever is not understood in it is left out, so that an older or newer program can read it. */
const VERSION = 1;

export class AnswerFile {
  readonly path: string;
  readonly #store: string;
  #written = '';

  /** The file for a store in the folder of all of them. */
  constructor(folder: string, store: string) {
    const hash = createHash('sha256').update(store).digest('hex').slice(0, 8);
    this.path = join(folder, `${safeSegment(`${basename(store).slice(-40)}-${hash}`)}.json`);
    this.#store = store;
  }

  /** What is kept; null for nothing. Throws a UserError for a file that is damaged, which is set aside, or cannot be read. */
  read(): KeptAnswers | null {
    let found: string;
    try {
      found = readFileSync(this.path, 'utf8');
    } catch (error) {
      if (isAbsence(error)) return null;
      throw new UserError(`The answers of an earlier session cannot be read: ${errorSentence(error)}`);
    }
    try {
      const { store, at, draft, files } = record(JSON.parse(found), 'the file');
      if (store !== this.#store) return null;
      return {
        at: new Date(text(at, 'at')).toISOString(),
        answers: understoodAnswers(record(draft, 'draft')),
        files: understoodFiles(files),
      };
    } catch {
      const aside = `${this.path}.damaged`;
      moveFile(this.path, aside);
      throw new UserError(`The answers of an earlier session are damaged: they were set aside as ${aside}.`);
    }
  }

  /** Keeps them, whole or not at all. Throws a UserError where that cannot be. */
  write(draft: Draft, files: SavedFiles): void {
    const { store, ...answers } = draft;
    const content = JSON.stringify({ draft: answers, files });
    if (content === this.#written) return;
    try {
      refuseInside(this.path, store, 'another state folder');
      mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
      const kept = { version: VERSION, store, at: new Date().toISOString(), draft: answers, files };
      writeWhole(this.path, `${JSON.stringify(kept)}\n`, partialName(this.path, String(process.pid)), 0o600);
    } catch (error) {
      throw new UserError(`What is answered here is lost when the program ends: ${errorSentence(error)}`);
    }
    this.#written = content;
  }
}

function understoodFiles(files: unknown): Partial<SavedFiles> {
  if (typeof files !== 'object' || files === null) return {};
  const { plan, users } = files as Readonly<Record<string, unknown>>;
  return { ...(typeof plan === 'string' ? { plan } : {}), ...(typeof users === 'string' ? { users } : {}) };
}
