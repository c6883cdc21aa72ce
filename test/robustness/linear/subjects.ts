/** Everything in the program that reads or writes what a stranger made, as functions of a text. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BundleWriter } from '../../../src/exporters/bundle.js';
import { openCalendarWriter } from '../../../src/exporters/calendars/writer.js';
import { openContactsWriter } from '../../../src/exporters/contacts/writer.js';
import { writeFilter } from '../../../src/exporters/filters/writer.js';
import { createArena } from '../../../src/exporters/mail/arena.js';
import { gmailLabelsField } from '../../../src/exporters/mail/gmail-labels.js';
import { openMailWriter } from '../../../src/exporters/mail/writer.js';
import { htmlText } from '../../../src/exporters/notes/html-text.js';
import { openNotesWriter } from '../../../src/exporters/notes/writer.js';
import type { OutputFiles } from '../../../src/exporters/output.js';
import { openTasksWriter } from '../../../src/exporters/tasks/writer.js';
import { UniqueNames } from '../../../src/exporters/unique-names.js';
import { writeAccounts } from '../../../src/exporters/accounts/write-accounts.js';
import { parseFetch } from '../../../src/protocols/imap/data-items.js';
import { parseInternalDate } from '../../../src/protocols/imap/internal-date.js';
import { encodeRawValue } from '../../../src/protocols/imap/raw-header.js';
import { classifyRefusal } from '../../../src/protocols/imap/refusal.js';
import { ResponseReader } from '../../../src/protocols/imap/response-reader.js';
import { appendUids, describeStatus, parseStatus, uidSets } from '../../../src/protocols/imap/status.js';
import { messageTraits, wireMessage } from '../../../src/protocols/imap/wire-message.js';
import { quoteMailbox } from '../../../src/protocols/imap/wire-name.js';
import { findLines } from '../../../src/ledger/find.js';
import { ledgerRuns, readLedgerRun } from '../../../src/ledger/runs.js';
import { addLine, emptySums } from '../../../src/ledger/sums.js';
import { parseDate } from '../../../src/message/date.js';
import { readEntity } from '../../../src/message/entity.js';
import { readHeaderBlock } from '../../../src/message/header.js';
import { octetsOf } from '../../../src/core/octets.js';
import { receivedTime } from '../../../src/message/received.js';
import { decodeWords } from '../../../src/message/words.js';
import type { JournalLine } from '../../../src/transfer/journal/journal-line.js';
import { LogBook } from '../../../src/transfer/journal/log-book.js';
import { parseUsersFile } from '../../../src/transfer/plan/users-file.js';
import { safePaths } from '../../../src/naming/safe.js';
import { googleLabels } from '../../../src/naming/google.js';
import { maildirNames } from '../../../src/naming/maildir-names.js';
import { microsoftLabels } from '../../../src/naming/microsoft.js';
import { safeSegment } from '../../../src/naming/segment.js';
import { compareCards } from '../../../src/files/verify/card-check.js';
import { compareEntries, readCalendarFile } from '../../../src/files/verify/entry-check.js';
import { itemKind } from '../../../src/store/items/item-kind.js';
import { parseIndexFld } from '../../../src/store/index/index-fld.js';
import { decodeFolderName, encodeFolderName } from '../../../src/core/modified-utf7.js';
import { parseAclFld } from '../../../src/store/index/access.js';
import { parseStatusFld } from '../../../src/store/index/status-fld.js';
import type { Kind } from '../../../src/core/kinds.js';
import type { Folder, Item } from '../../../src/store/types.js';
import { readAccounts } from '../../../src/users-cfg/read-accounts.js';
import { UserError } from '../../../src/core/errors.js';

/** What is done with a text; the time before the function is given does not count. */
export type Subject = (text: string) => () => void;

const mailbox = {
  address: 'jan@b.example',
  type: 'user',
  user: 'jan',
  domain: 'b.example',
  dir: '/nowhere/jan',
} as const;

/** A folder of a mailbox that is nowhere. */
export function folderOf(kind: Kind, path: readonly string[] = ['Folder']): Folder {
  return {
    ...{ mailbox, path, rawPath: path, dir: '/nowhere/jan/Folder', kind, kindFrom: 'status.fld', role: null },
    ...{ guid: '64590354-03bc-46fa-9d94-b5c19be217d7', recoverable: false, hidden: false },
  };
}

function itemOf(kind: Kind, uid = 1): Item {
  const stem = uid.toString(16).padStart(8, '0');
  return {
    ...{ folder: folderOf(kind), uid, stem, file: `/nowhere/${stem}.eml`, flags: [] },
    ...{ rawFlags: null, messageClass: null, indexTime: null, indexTimeFrom: null },
  };
}

const arena = createArena();
const profile = { longestLine: 1000, keepsRawHeaders: false, sendsReceipts: true };

/** The places that writers are given: files in memory, and a folder for those that write files of their own. */
export class Subjects {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  readonly mail: Subject = (text) => {
    const bytes = Buffer.from(text);
    return () => {
      const item = itemOf('mail');
      const header = readHeaderBlock(bytes);
      itemKind(item, bytes, header);
      receivedTime(item, bytes, () => 0);
      const entity = readEntity(bytes);
      for (const part of entity.parts) {
        part.text();
        part.utf8();
        safeSegment(part.fileName ?? '');
      }
      wireMessage({ start: bytes, reread: null }, { profile, seen: false });
      messageTraits(bytes, { profile, seen: false });
      arena.source.set(bytes.subarray(0, arena.source.length));
      const content = { bytes: arena.source.subarray(0, Math.min(bytes.length, arena.source.length)), more: null };
      const files = new Discard(this.#dir);
      const context = {
        files,
        arena,
        target: 'google',
        mailboxRoot: 'mail/a',
        stem: 'mail/a/b',
        label: ['b'],
      } as const;
      const writer = openMailWriter('mbox', context);
      writer.add(item, content, 1_700_000_000);
      writer.finish();
    };
  };

  readonly header: Subject = (text) => {
    const value = Buffer.from(text);
    return () => {
      for (const name of ['subject', 'from', 'content-type']) encodeRawValue(name, value);
      decodeWords(octetsOf(value));
      parseDate(text);
    };
  };

  readonly contacts: Subject = (text) => this.#bundle(text, 'contacts');
  readonly calendar: Subject = (text) => this.#bundle(text, 'calendar');
  readonly tasks: Subject = (text) => this.#bundle(text, 'tasks');

  readonly notes: Subject = (text) => {
    const write = this.#bundle(text, 'notes');
    return () => {
      htmlText(text);
      write();
    };
  };

  readonly index: Subject = (text) => {
    const bytes = Buffer.from(text);
    return () => parseIndexFld(bytes);
  };

  readonly status: Subject = (text) => () => parseStatusFld(text);

  readonly acl: Subject = (text) => () => parseAclFld(text);

  readonly filter: Subject = (text) => {
    const bytes = Buffer.from(text);
    return () => writeFilter(bytes, { files: new Discard(this.#dir), address: 'a' });
  };

  readonly config: Subject = (text) => {
    const usersCfg = this.#file('users.cfg', text);
    return () =>
      tolerant(() => {
        const options = {
          passwords: { kind: 'none' },
          renames: new Map(),
          includeUnlisted: true,
          ldapBase: null,
        } as const;
        writeAccounts(
          readAccounts({ usersCfg }),
          { ...options, hosts: { source: 'a', target: 'b' } },
          new Discard(this.#dir),
        );
      });
  };

  readonly usersCsv: Subject = (text) => {
    const path = this.#file('users_b.example_1.csv', text);
    return () => tolerant(() => readAccounts({ usersCfg: null, usersCsv: [path] }));
  };

  readonly users: Subject = (text) => {
    const bytes = Buffer.from(text);
    return () => tolerant(() => parseUsersFile(bytes, 'users.csv'));
  };

  readonly responses: Subject = (text) => {
    const bytes = Buffer.from(text);
    return () => {
      const reader = new ResponseReader((response) => {
        parseFetch(response);
        parseInternalDate(response.text);
        const status = parseStatus(response.text.slice(response.text.indexOf(' ') + 1));
        if (status === null) return;
        classifyRefusal(status);
        describeStatus(status);
        uidSets(appendUids(status)?.uids ?? []);
      });
      for (let at = 0; at < bytes.length; at += 4096) reader.push(bytes.subarray(at, at + 4096));
    };
  };

  readonly ledger: Subject = (text) => {
    const path = this.#file('ledger.jsonl', text);
    return () => {
      const sums = emptySums();
      for (const run of ledgerRuns(path))
        for (const line of readLedgerRun(path, run)) if ('result' in line) tolerant(() => addLine(sums, line));
      tolerant(() => [...findLines(path, ['"failed"', '"missing"'])]);
    };
  };

  readonly journal: Subject = (text) => () => {
    const book = new LogBook();
    for (const line of text.split('\n')) tolerant(() => book.apply(JSON.parse(line) as JournalLine));
    book.knownRefs(1);
  };

  readonly names: Subject = (text) => () => {
    const decoded = decodeFolderName(text);
    encodeFolderName(decoded);
    quoteMailbox(text);
    const paths = [decoded.split('/').slice(0, 50), [text], [`${text}.`]];
    safePaths(paths, { extensions: ['.mbox'], parts: true });
    maildirNames(paths);
    googleLabels(paths.map((path) => folderOf('mail', path)));
    microsoftLabels(paths.map((path) => folderOf('mail', path)));
    gmailLabelsField([decoded], { unread: true, starred: true });
    const names = new UniqueNames();
    for (const name of text.split('/')) names.take(name);
  };

  /** Gives the writer of a folder `n` items. */
  folder(kind: Kind, make: (at: number, n: number) => string, n: number): () => void {
    const items = Array.from({ length: n }, (_, at) => Buffer.from(make(at, n)));
    return () => {
      const writer = openWriter(kind, new Discard(this.#dir));
      for (const [at, bytes] of items.entries()) writer.add(itemOf(kind, at + 1), bytes);
      writer.finish();
    };
  }

  /** Gives an item to a writer, and compares what it wrote as `verify` does. */
  #bundle(text: string, kind: Kind): () => void {
    const bytes = Buffer.from(text);
    return () => {
      const files = new Discard(this.#dir);
      const item = itemOf(kind);
      const writer = openWriter(kind, files);
      writer.add(item, bytes);
      const { outcomes } = writer.finish();
      const notes = outcomes.flatMap((outcome) => outcome.notes);
      for (const { path, octets } of files.made) {
        if (path.endsWith('.vcf')) compareCards(octets, bytes, notes);
        if (!path.endsWith('.ics')) continue;
        const file = readCalendarFile(octets, path);
        const own = octets.slice(octets.search(/^BEGIN:V(?:EVENT|TODO|JOURNAL)/m)).replace(/END:VCALENDAR\r\n$/, '');
        compareEntries(own, bytes, file, notes);
      }
      rmSync(files.root, { recursive: true, force: true });
    };
  }

  #file(name: string, text: string): string {
    const path = join(this.#dir, name);
    writeFileSync(path, text);
    return path;
  }
}

function openWriter(kind: Kind, files: OutputFiles): BundleWriter {
  switch (kind) {
    case 'contacts':
      return openContactsWriter({ files, base: 'contacts/a', oneFilePerContact: false, maxPhotoKb: 1 });
    case 'calendar':
      return openCalendarWriter({ files, base: 'calendars/a', attendees: 'strip', inlineAttachments: true });
    case 'tasks':
      return openTasksWriter({ files, base: 'tasks/a', attendees: 'keep', inlineAttachments: true });
    default:
      return openNotesWriter({ files, base: 'notes/a' });
  }
}

/** Refusals with a sentence, and lines that are no JSON, are as good an end as any. */
function tolerant(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof UserError || error instanceof SyntaxError || isOfOddShape(error))) throw error;
  }
}

/** JSON of another shape than ours: nobody but we write it. */
function isOfOddShape(error: unknown): boolean {
  return error instanceof TypeError;
}

/** Output files whose octets are kept until they are compared. */
class Discard implements OutputFiles {
  readonly root: string;
  readonly #pieces = new Map<string, Buffer[]>();

  constructor(dir: string) {
    this.root = join(dir, 'staging');
    mkdirSync(this.root, { recursive: true });
  }

  get made(): { readonly path: string; readonly octets: string }[] {
    return [...this.#pieces].map(([path, pieces]) => ({ path, octets: octetsOf(Buffer.concat(pieces)) }));
  }

  create(path: string): ReturnType<OutputFiles['create']> {
    const pieces: Buffer[] = [];
    this.#pieces.set(path, pieces);
    let size = 0;
    return {
      path,
      get size() {
        return size;
      },
      write: (chunk) => {
        const piece = Buffer.from(chunk as Uint8Array);
        pieces.push(piece);
        size += piece.length;
      },
      rename: (to) => {
        this.#pieces.delete(path);
        this.#pieces.set(to, pieces);
      },
    };
  }
}
