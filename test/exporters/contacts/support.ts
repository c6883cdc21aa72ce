import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ContactsOptions, openContactsWriter } from '../../../src/exporters/contacts/writer.js';
import type { Outcome } from '../../../src/exporters/outcome.js';
import { Staging } from '../../../src/files/workspace/staging.js';
import type { Folder, Item } from '../../../src/store/types.js';
import { makeTempDir, removeDir } from '../../support/temp.js';

export const guid = '64590354-03bc-46fa-9d94-b5c19be217d7';
export const base = 'contacts/jan@company.com/Contacts';

const folder: Folder = {
  mailbox: { address: 'jan@company.com', type: 'user', user: 'jan', domain: 'company.com', dir: '/store/jan' },
  path: ['Contacts'],
  rawPath: ['Contacts'],
  dir: '/store/jan/Contacts',
  kind: 'contacts',
  kindFrom: 'status.fld',
  role: null,
  guid,
  recoverable: false,
  hidden: false,
};

/** An item of the folder `Contacts`. */
export function itemOf(uid: number, more: Partial<Item> = {}): Item {
  const stem = uid.toString(16).padStart(8, '0');
  return {
    ...{ folder, uid, stem, file: `/store/jan/Contacts/#msgs/${stem}.eml`, flags: [], rawFlags: null },
    ...{ messageClass: 'IPM.Contact', indexTime: null, indexTimeFrom: null },
    ...more,
  };
}

/** A card as the server stores it; line feeds become CRLF. */
export function stored(card: string, fields = 'Content-Type: text/vcard; charset="utf-8"'): Buffer {
  return Buffer.from(`Subject: a contact\n${fields}\n\n${card}`.replace(/\r?\n/g, '\r\n'));
}

/** `BEGIN:VCARD`, `VERSION:3.0`, the lines, `END:VCARD`. */
export function card(...lines: readonly string[]): string {
  return ['BEGIN:VCARD', 'VERSION:3.0', ...lines, 'END:VCARD', ''].join('\r\n');
}

export interface Exported {
  readonly outcomes: readonly Outcome[];
  readonly problems: readonly string[];
  /** Paths of all files, sorted. */
  readonly paths: readonly string[];
  /** A file as text; `name` is what follows the base name. */
  readonly read: (name: string) => string;
  readonly bytes: (path: string) => Buffer;
}

/** Runs the writer over items, through a real staging tree. */
export async function exportContacts(
  items: readonly (Uint8Array | { readonly bytes: Uint8Array; readonly item: Item })[],
  options: Partial<ContactsOptions> = {},
): Promise<Exported> {
  const root = makeTempDir('contacts');
  try {
    const staging = new Staging(join(root, 'tmp'));
    const settings = { files: staging, base, oneFilePerContact: false, maxPhotoKb: null, ...options };
    const writer = openContactsWriter(settings);
    for (const [index, entry] of items.entries()) {
      const { item, bytes } = entry instanceof Uint8Array ? { item: itemOf(index + 1), bytes: entry } : entry;
      writer.add(item, Uint8Array.from(bytes));
    }
    const { outcomes, problems } = writer.finish();
    const paths = await staging.flush();
    const contents = new Map(paths.map((path) => [path, readFileSync(join(root, 'tmp', path))]));
    const bytes = (path: string): Buffer => contents.get(path) ?? Buffer.alloc(0);
    return { outcomes, problems, paths, bytes, read: (name) => bytes(base + name).toString('utf8') };
  } finally {
    removeDir(root);
  }
}
