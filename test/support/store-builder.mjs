/**
 * Writes Kerio stores for tests and for the bundled fixture: what a test wants to be odd is said, the rest is as a real
 * server would have it. Plain JavaScript, because the fixture's generator runs without a build.
 */
import { Buffer } from 'node:buffer';
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {'mail' | 'contacts' | 'calendar' | 'tasks' | 'journal' | 'notes'} FolderKind */

/** @typedef {string | Uint8Array} Bytes Text is written as UTF-8, without touching line ends. */

/** @typedef {number | string} Moment Unix seconds, or a time that `Date.parse` takes. */

/**
 * @typedef {object} ItemSpec
 * @property {Bytes | null} [bytes] The file. Null: a record without a file. A short message unless told.
 * @property {number} [uid] One more than the item before it unless told.
 * @property {string} [stem] The file name without `.eml`, and the U token; eight hexadecimal digits of the UID unless told.
 * @property {string} [fileName] The file name, where it is not `<stem>.eml`.
 * @property {number | string} [flags] Flag bits, or the F token's text; 0 unless told.
 * @property {string} [messageClass] The C token; what fits the folder's kind unless told.
 * @property {Moment | null} [received] The T token; null: none. Every item its own minute of 2020 unless told.
 * @property {Moment | null} [created] The D token; `received` unless told.
 * @property {Moment | null} [modified] The M token; `created` unless told.
 * @property {string | null} [record] The index line as it stands there; null: no record.
 * @property {Moment} [mtime] When the file was last changed.
 */

/**
 * @typedef {object} FolderSpec
 * @property {FolderKind} [kind] Decides `status.fld` and the items' message class; mail unless told.
 * @property {string | null} [status] The text of `status.fld`; null: no such file.
 * @property {readonly ItemSpec[]} [items] Without it the folder has no `#msgs`: only a level of the tree.
 * @property {((lines: readonly string[]) => Bytes) | null} [index] Makes the index from its lines; null: no index.
 * @property {string} [indexName] `index.fld` unless told.
 * @property {Readonly<Record<string, Bytes>>} [files] Other files, by path inside the folder.
 * @property {Readonly<Record<string, FolderSpec>>} [folders] Folders in it, by the name people see.
 * @property {string | Buffer} [rawName] The directory name, where it is not the modified UTF-7 of the name.
 */

/** @typedef {Pick<FolderSpec, 'folders' | 'files'>} MailboxSpec A user's tree, or `#public` and its like. */

/**
 * @typedef {object} StoreSpec
 * @property {Readonly<Record<string, Readonly<Record<string, MailboxSpec>>>>} domains Mailboxes by domain and name.
 * @property {Readonly<Record<string, Bytes>>} [files] Other files, by path inside the install folder.
 */

const folderTypes = {
  mail: { number: 0, messageClass: 'IPM.Note' },
  contacts: { number: 1, messageClass: 'IPM.Contact' },
  calendar: { number: 2, messageClass: 'IPM.Appointment' },
  tasks: { number: 3, messageClass: 'IPM.Task' },
  journal: { number: 4, messageClass: 'IPM.Activity' },
  notes: { number: 5, messageClass: 'IPM.StickyNote' },
};

const firstReceived = Date.UTC(2020, 0, 3, 2, 4, 5) / 1000;

/**
 * Writes an install folder: `store/mail/<domain>/<mailbox>/…` and the files told. Gives the folders a test passes on.
 * @param {string} dir The install folder; made when missing.
 * @param {StoreSpec} spec
 */
export function buildStore(dir, spec) {
  const store = join(dir, 'store');
  const mail = join(store, 'mail');
  mkdirSync(mail, { recursive: true });
  for (const [domain, mailboxes] of Object.entries(spec.domains)) {
    for (const [name, mailbox] of Object.entries(mailboxes)) buildMailbox(join(mail, domain, name), mailbox);
  }
  writeFiles(Buffer.from(dir), spec.files);
  return { install: dir, store, mail };
}

/**
 * Writes one mailbox: the folders in it and the files beside them.
 * @param {string} dir
 * @param {MailboxSpec} spec
 */
export function buildMailbox(dir, spec) {
  mkdirSync(dir, { recursive: true });
  writeFiles(Buffer.from(dir), spec.files);
  buildFolders(Buffer.from(dir), spec.folders);
}

/**
 * Writes one folder: `#msgs`, `index.fld`, `status.fld` and what is below it.
 * @param {string | Buffer} at Paths may be bytes that are no UTF-8.
 * @param {FolderSpec} spec
 */
export function buildFolder(at, spec) {
  const dir = Buffer.from(at);
  const type = folderTypes[spec.kind ?? 'mail'];
  const status = spec.status === undefined ? `T${type.number}\n` : spec.status;
  mkdirSync(dir, { recursive: true });
  if (spec.items !== undefined) {
    if (status !== null) writeFileSync(below(dir, 'status.fld'), status);
    const items = withDefaults(spec.items, type.messageClass);
    const makeIndex = spec.index === undefined ? linesOf : spec.index;
    if (makeIndex !== null) {
      const lines = items.flatMap((item) => (item.record === null ? [] : [item.record]));
      writeFileSync(below(dir, spec.indexName ?? 'index.fld'), makeIndex(lines));
    }
    mkdirSync(below(dir, '#msgs'), { recursive: true });
    for (const item of items) {
      if (item.bytes === null) continue;
      const file = below(dir, `#msgs/${item.fileName}`);
      writeFileSync(file, item.bytes);
      if (item.mtime !== undefined) utimesSync(file, seconds(item.mtime), seconds(item.mtime));
    }
  }
  writeFiles(dir, spec.files);
  buildFolders(dir, spec.folders);
}

/**
 * The directory name of a folder: IMAP modified UTF-7 (RFC 3501 5.1.3).
 * @param {string} name
 */
export function encodeFolderName(name) {
  return name.replaceAll('&', '&-').replaceAll(/[^\x20-\x7e]+/g, (run) => {
    const bytes = Buffer.from(run, 'utf16le').swap16();
    return `&${bytes.toString('base64').replaceAll('=', '').replaceAll('/', ',')}-`;
  });
}

/**
 * Lines that all end in `eol`.
 * @param {readonly string[]} lines
 */
export function linesOf(lines, eol = '\n') {
  return lines.map((line) => line + eol).join('');
}

/**
 * @param {readonly ItemSpec[]} items
 * @param {string} folderClass
 */
function withDefaults(items, folderClass) {
  let uid = 0;
  return items.map((item) => {
    uid = item.uid ?? uid + 1;
    const stem = item.stem ?? hex(uid);
    const bytes = item.bytes === undefined ? plainMessage(uid) : item.bytes;
    return {
      bytes,
      fileName: item.fileName ?? `${stem}.eml`,
      record: item.record === undefined ? indexLine({ ...item, stem }, bytes, uid, folderClass) : item.record,
      mtime: item.mtime,
    };
  });
}

/**
 * One line as Kerio Connect writes it since version 7.
 * @param {ItemSpec & { stem: string }} item
 * @param {Bytes | null} bytes
 * @param {number} uid
 * @param {string} folderClass
 */
function indexLine(item, bytes, uid, folderClass) {
  const received = item.received === undefined ? firstReceived + 60 * uid : item.received;
  const created = item.created === undefined ? received : item.created;
  const modified = item.modified === undefined ? created : item.modified;
  const flags = typeof item.flags === 'string' ? item.flags : hex(item.flags ?? 0);
  return [
    `U${item.stem}`,
    `F${flags}`,
    `S${bytes === null ? 0 : Buffer.from(bytes).length}`,
    ...(created === null ? [] : [`D${hex(seconds(created))}`]),
    ...(received === null ? [] : [`T${hex(seconds(received))}`]),
    ...(modified === null ? [] : [`M${hex(seconds(modified))}`]),
    `C${item.messageClass ?? folderClass}`,
  ].join(' ');
}

/** @param {number} uid */
function plainMessage(uid) {
  const when = new Date((firstReceived + 60 * uid) * 1000).toUTCString().replace('GMT', '+0000');
  const header = ['From: anna@example.com', 'To: boris@example.com', `Subject: message ${uid}`, `Date: ${when}`];
  return linesOf([...header, `Message-ID: <${uid}@example.com>`, '', `This is message ${uid}.`], '\r\n');
}

/**
 * @param {Buffer} dir
 * @param {Readonly<Record<string, FolderSpec>> | undefined} folders
 */
function buildFolders(dir, folders = {}) {
  for (const [name, folder] of Object.entries(folders)) {
    buildFolder(below(dir, folder.rawName ?? encodeFolderName(name)), folder);
  }
}

/**
 * @param {Buffer} dir
 * @param {Readonly<Record<string, Bytes>> | undefined} files
 */
function writeFiles(dir, files = {}) {
  for (const [path, bytes] of Object.entries(files)) {
    const parent = path.split('/').slice(0, -1).join('/');
    mkdirSync(below(dir, parent), { recursive: true });
    writeFileSync(below(dir, path), bytes);
  }
}

/**
 * @param {Buffer} dir
 * @param {string | Buffer} name
 */
function below(dir, name) {
  return Buffer.concat([dir, Buffer.from('/'), Buffer.from(name)]);
}

/** @param {number} value */
function hex(value) {
  return (value >>> 0).toString(16).padStart(8, '0');
}

/** @param {Moment} moment */
function seconds(moment) {
  return typeof moment === 'number' ? moment : Math.floor(Date.parse(moment) / 1000);
}
