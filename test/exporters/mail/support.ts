import { closeSync, mkdirSync, openSync, readdirSync, writeSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { type Arena, createArena } from '../../../src/exporters/mail/arena.js';
import { checkMailFormat, completeMailbox, openMailWriter } from '../../../src/exporters/mail/writer.js';
import type { Outcome } from '../../../src/exporters/outcome.js';
import type { OutputFile, OutputFiles } from '../../../src/exporters/output.js';
import { type FolderFormat, type MailTarget, nameFolders } from '../../../src/naming/folders.js';
import type { Content } from '../../../src/store/disk/content.js';
import type { Folder, Item, Mailbox } from '../../../src/store/types.js';

export const arena = createArena();

/** A staging tree on disk, as the pipeline gives writers one. */
export function diskFiles(root: string): OutputFiles {
  return {
    root,
    create(path): OutputFile {
      const target = join(root, path);
      mkdirSync(dirname(target), { recursive: true });
      closeSync(openSync(target, 'wx'));
      let size = 0;
      return {
        path,
        get size() {
          return size;
        },
        write(chunk) {
          const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
          const fd = openSync(target, 'a');
          size += writeSync(fd, bytes);
          closeSync(fd);
        },
        rename() {
          throw new Error('mail writers rename nothing');
        },
      };
    },
  };
}

/** An output of one file that stays in memory. */
export function memoryFile(): { readonly files: OutputFiles; bytes(): Buffer } {
  let written = Buffer.alloc(0);
  return {
    files: {
      root: '/nowhere',
      create: (path) => ({
        path,
        get size() {
          return written.length;
        },
        write: (chunk) => (written = Buffer.concat([written, Buffer.from(chunk as Uint8Array)])),
        rename: () => undefined,
      }),
    },
    bytes: () => written,
  };
}

export const mailbox: Mailbox = {
  address: 'jan@company.com',
  type: 'user',
  user: 'jan',
  domain: 'company.com',
  dir: '/store/mail/company.com/jan',
};

/** A mail folder of the mailbox. */
export function folder(path: readonly string[], of: Mailbox = mailbox): Folder {
  return {
    mailbox: of,
    path,
    rawPath: path,
    dir: join(of.dir, ...path),
    kind: 'mail',
    kindFrom: 'default',
    role: null,
    guid: null,
    hidden: false,
    recoverable: false,
  };
}

/** An item with UID 1 in the inbox, unless told. */
export function item(changes: Partial<Item> = {}): Item {
  const uid = changes.uid ?? 1;
  const stem = typeof uid === 'number' ? uid.toString(16).padStart(8, '0') : uid;
  return {
    folder: folder(['INBOX']),
    uid,
    stem,
    file: `/store/${stem}.eml`,
    flags: [],
    rawFlags: null,
    messageClass: null,
    indexTime: null,
    indexTimeFrom: null,
    ...changes,
  };
}

/** 2020-01-03 03:04:05 UTC. */
export const RECEIVED = 1_578_020_645;

/** A content as the store's reader makes it; with `pieces`, one that comes bit by bit. */
export function content(bytes: Uint8Array, into: Arena = arena, pieces: readonly number[] = []): Content {
  const [first = bytes.length, ...sizes] = pieces;
  const held = Math.min(first, bytes.length, into.source.length);
  into.source.set(bytes.subarray(0, held));
  if (pieces.length === 0 && held === bytes.length) return { bytes: into.source.subarray(0, held), more: null };
  let at = held;
  return {
    bytes: into.source.subarray(0, held),
    more: (target) => {
      const size = Math.min(sizes.shift() ?? target.length, target.length, bytes.length - at);
      target.set(bytes.subarray(at, at + size));
      at += size;
      return size;
    },
  };
}

/** One message for `exportMail`. */
export interface Given {
  readonly item: Item;
  readonly bytes: Buffer;
  readonly receivedAt: number;
  /** Read failures to play, and pieces to come in. */
  readonly content?: (arena: Arena) => Content;
}

/** Writes a mailbox as the pipeline does: every label by one writer, its folders one after the other. */
export function exportMail(
  root: string,
  given: readonly Given[],
  options: { format: FolderFormat; target?: MailTarget; arena?: Arena },
): { outcomes: Outcome[]; stems: string[] } {
  checkMailFormat(options.format);
  const { format, target = 'generic', arena: memory = arena } = options;
  const files = diskFiles(root);
  const mailboxRoot = 'mail/jan@company.com';
  const folders = [...new Set(given.map((one) => one.item.folder))];
  const named = nameFolders(folders, { target, format });
  const outcomes = new Map<Given, Outcome>();
  const stems = [...new Set(named.map(({ stem }) => stem))];
  for (const stem of stems) {
    const parts = named.filter((one) => one.stem === stem);
    const label = parts[0]?.label ?? [];
    const path = posix.join(mailboxRoot, stem);
    const writer = openMailWriter(format, { files, mailboxRoot, stem: path, label, target, arena: memory });
    for (const one of given.filter((each) => parts.some((part) => part.folder === each.item.folder))) {
      outcomes.set(one, writer.add(one.item, one.content?.(memory) ?? content(one.bytes, memory), one.receivedAt));
    }
    writer.finish();
  }
  completeMailbox(format, { files, mailboxRoot, folders: named });
  return { outcomes: given.flatMap((one) => outcomes.get(one) ?? []), stems };
}

/** Every file below a folder, relative, with `/`, sorted. */
export function listFiles(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => posix.join(entry.parentPath.slice(root.length + 1), entry.name))
    .sort();
}

/** Text with LF as mail has it. */
export function crlf(text: string): Buffer {
  return Buffer.from(text.replace(/\n/g, '\r\n'), 'latin1');
}
