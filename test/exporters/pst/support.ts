/** PST files made in tests, and what our own reader finds in them. */
import { join } from 'node:path';
import { mailMessage } from '../../../src/exporters/pst/mapi/mail.js';
import type { Message } from '../../../src/exporters/pst/messaging/message.js';
import { type FolderName, PstParts } from '../../../src/exporters/pst/parts.js';
import { PstFile } from '../../../src/exporters/pst/read/file.js';
import { readContents, readFolders, readItem, type ReadItem } from '../../../src/exporters/pst/read/items.js';
import { tempDir } from '../../support/temp.js';

export const inbox: FolderName = { path: ['Inbox'], class: 'IPF.Note', special: null };
/** 2024-02-29 12:34:57 UTC. */
export const RECEIVED = 1_709_210_097;

/** A message with CRLF, from lines. */
export function crlf(...lines: readonly string[]): Buffer {
  return Buffer.from(lines.join('\r\n'), 'utf8');
}

export function mailOf(bytes: Uint8Array, flags: readonly string[] = ['\\Seen']): Message {
  return mailMessage(bytes, { flags, receivedAt: RECEIVED }).message;
}

/** Writes a file, or as many as it takes. Gives their paths. */
export function writePst(fill: (parts: PstParts) => void, maxSize = 10_000_000_000): string[] {
  const root = tempDir('pst');
  const parts = new PstParts({ root, base: 'jan@company.com', title: 'jan@company.com', maxSize });
  fill(parts);
  const renamed = parts.finish();
  if (renamed === null) return [join(root, 'jan@company.com.pst')];
  return Array.from({ length: parts.count }, (_, index) => join(root, `jan@company.com.${index + 1}.pst`));
}

/** All items of a file by their folder. */
export function readAll(path: string): Map<string, ReadItem[]> {
  const file = new PstFile(path);
  try {
    const found = new Map<string, ReadItem[]>();
    for (const { nid, path: name } of readFolders(file)) {
      const items = [...readContents(file, nid)].flatMap((row) => readItem(file, row.nid) ?? []);
      found.set(name.join('/'), items);
    }
    return found;
  } finally {
    file.close();
  }
}
