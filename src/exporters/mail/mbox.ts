import type { HeaderField } from '../../message/header.js';
import type { Content } from '../../store/disk/content.js';
import type { Item } from '../../store/types.js';
import type { Outcome } from '../outcome.js';
import type { OutputFile } from '../output.js';
import { Batch } from './batch.js';
import { brokenOffOutcome, readMore } from './broken-off.js';
import { envelopeLine } from './envelope.js';
import { gmailHeader, type HeaderEdit } from './gmail-fields.js';
import { type Head, readHead } from './head.js';
import { OwnFields } from './own-fields.js';
import { EMPTY_ITEM, type KeptMessage, type KeptPlace, type MailContext, type MailWriter } from './context.js';
import { relabeled } from './gmail-labels.js';

const LF = 10;
const CR = 13;

/**
 * Opens a writer of one mbox, `path` relative to the output folder (docs/destinations-mail.md, mbox): mboxrd quoting from
 * the `From ` line on, LF, our fields first. An empty folder becomes an empty file.
 */
export function openMboxWriter(context: MailContext, path: string): MailWriter {
  return new MboxWriter(context, path);
}

class MboxWriter implements MailWriter {
  readonly #context: MailContext;
  readonly #file: OutputFile;
  readonly #batch: Batch;
  readonly #ownFields: OwnFields;

  constructor(context: MailContext, path: string) {
    this.#context = context;
    this.#file = context.files.create(path);
    this.#batch = new Batch(context.arena, this.#file);
    this.#ownFields = new OwnFields(context.label);
  }

  add(item: Item, content: Content, receivedAt: number): Outcome {
    if (content.bytes.length === 0) return EMPTY_ITEM;
    const notes: string[] = [];
    const crOnly = endsLinesInCr(content.bytes);
    if (crOnly) {
      crToLf(content.bytes);
      notes.push('the lines ended in CR alone: they end in LF now');
    }
    const head = readHead(content.bytes);
    const offset = this.#batch.position;
    const top = envelopeLine(content.bytes, head, receivedAt) + this.#ownFields.of(item);
    const gmail =
      this.#context.target === 'google' ? gmailHeader(item, content.bytes, head, receivedAt, notes) : UNCHANGED;
    this.#batch.octets(top + gmail.top);
    const text = this.#header(content, head, gmail.edits, notes);
    let failed: Outcome | null = null;
    try {
      this.#text(text, content, crOnly);
    } catch (error) {
      failed = brokenOffOutcome(error, `its beginning is in ${this.#file.path}`);
    }
    this.#batch.endLine();
    this.#batch.octets('\n');
    if (failed !== null) return failed;
    const length = this.#batch.position - offset;
    return { result: 'exported', reason: null, file: this.#file.path, offset, length, notes };
  }

  keep({ pieces, relabel, flags }: KeptMessage): KeptPlace {
    this.#batch.flush();
    const offset = this.#batch.position;
    let first = relabel;
    for (const piece of pieces()) {
      this.#file.write(first ? relabeled(piece, this.#context.label, flags) : piece);
      first = false;
    }
    return { file: this.#file.path, offset, length: this.#batch.position - offset };
  }

  finish(): void {
    this.#batch.flush();
  }

  /** The message's own header block without the fields that are ours, with what was put right. Gives where to go on. */
  #header({ bytes, more }: Content, head: Head, changes: readonly HeaderEdit[], notes: string[]): number {
    if (head.envelopeLine) notes.push('a From line above the header was left out');
    let from = head.start;
    this.#batch.beginLine();
    for (const { start, end, text } of inOrder(head.cuts, changes)) {
      this.#batch.convert(from, start, true);
      from = end;
      if (text === '') continue;
      this.#batch.octets(text);
      this.#batch.continueLine();
    }
    const whole = head.text < bytes.length || more === null;
    const stopped = this.#batch.convert(from, head.text, whole);
    if (head.unseparated) {
      notes.push(
        head.fields === 0 ? 'there was no header' : 'the empty line below the header was missing: it was put in',
      );
      this.#batch.octets('\n');
      this.#batch.beginLine();
    }
    return stopped;
  }

  /** The text, in pieces where the message is larger than the arena. */
  #text(start: number, content: Content, crOnly: boolean): void {
    const { bytes, more } = content;
    let stopped = this.#batch.convert(start, bytes.length, more === null);
    if (more === null) return;
    const { source } = this.#context.arena;
    for (let end = bytes.length; ; ) {
      const carried = end - stopped;
      source.copyWithin(0, stopped, end);
      const got = readMore(more, source.subarray(carried));
      if (crOnly) crToLf(source.subarray(carried, carried + got));
      end = carried + got;
      stopped = this.#batch.convert(0, end, got === 0);
      if (got === 0) return;
    }
  }
}

const UNCHANGED = { top: '', edits: [] as readonly HeaderEdit[] };

function inOrder(cuts: readonly HeaderField[], changes: readonly HeaderEdit[]): readonly HeaderEdit[] {
  if (cuts.length === 0 && changes.length === 0) return changes;
  const edits = [...cuts.map(({ start, end }) => ({ start, end, text: '' })), ...changes];
  return edits.sort((a, b) => a.start - b.start);
}

/** Old Mac files have no LF at all: no reader of an mbox would find the fields. */
function endsLinesInCr(bytes: Uint8Array): boolean {
  return !bytes.includes(LF) && bytes.includes(CR);
}

function crToLf(bytes: Uint8Array): void {
  for (let at = bytes.indexOf(CR); at >= 0; at = bytes.indexOf(CR, at + 1)) bytes[at] = LF;
}
