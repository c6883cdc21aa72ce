import { type NodeContent, type PstFile, PstDamage } from './file.js';
import { HeapReader } from './heap.js';
import { numberIn, type ReadProperties, readProperties, readTable, textIn } from './values.js';

/** An item with what lies below it. */
export interface ReadItem {
  readonly properties: ReadProperties;
  readonly recipients: readonly ReadProperties[];
  readonly attachments: readonly ReadAttachment[];
}

export interface ReadAttachment {
  readonly properties: ReadProperties;
  /** Its bytes, or the item that is attached; null where there is neither. */
  readonly content: Buffer | ReadItem | null;
}

/** A folder of a file. */
export interface ReadFolder {
  readonly nid: number;
  readonly path: readonly string[];
  readonly properties: ReadProperties;
}

const recipientsNid = 0x692;
const attachmentsNid = 0x671;
const attachmentType = 5;
const topNid = 0x8022;
const deepest = 25;

/** The item of a node; null when there is none. Throws a `PstDamage` when it cannot be read. */
export function readItem(file: PstFile, nid: number): ReadItem | null {
  const node = file.node(nid);
  return node === null ? null : itemOf(file, node, 0);
}

function itemOf(file: PstFile, node: NodeContent, depth: number): ReadItem {
  if (depth > deepest) throw new PstDamage('items inside items without an end');
  const subnodes = file.subnodes(node.subnodes);
  const recipients = subnodes.get(recipientsNid);
  const attachments = [...subnodes].filter(([nid]) => (nid & 31) === attachmentType && nid !== attachmentsNid);
  return {
    properties: readProperties(file, node),
    recipients: recipients === undefined ? [] : [...readTable(file, recipients)].map(({ cells }) => cells),
    attachments: attachments.map(([, attachment]) => attachmentOf(file, attachment, depth)),
  };
}

function attachmentOf(file: PstFile, node: NodeContent, depth: number): ReadAttachment {
  const properties = readProperties(file, node);
  const data = properties.get(0x3701);
  if (numberIn(properties, 0x3705) !== 5) return { properties, content: data?.bytes ?? null };
  const heap = new HeapReader(file, node);
  const inner = data === undefined ? undefined : heap.subnodes.get(data.bytes.readUInt32LE(0));
  return { properties, content: inner === undefined ? null : itemOf(file, inner, depth + 1) };
}

/** The folders below the top of the file, each behind the one that it is in. */
export function* readFolders(file: PstFile): Generator<ReadFolder, undefined> {
  yield* foldersBelow(file, topNid, []);
  return undefined;
}

function* foldersBelow(file: PstFile, nid: number, path: readonly string[]): Generator<ReadFolder, undefined> {
  if (path.length > 1000) throw new PstDamage('folders inside folders without an end');
  const table = file.node((nid & ~31) + 0xd);
  if (table === null) return undefined;
  for (const { id, cells } of readTable(file, table)) {
    const own = [...path, textIn(cells, 0x3001) ?? ''];
    const node = file.node(id);
    if (node === null) throw new PstDamage(`the folder ${own.join('/')} is missing`);
    yield { nid: id, path: own, properties: readProperties(file, node) };
    yield* foldersBelow(file, id, own);
  }
  return undefined;
}

/** The rows of a folder's table of items. `wanted`: the properties that are read of each; all unless told. */
export function* readContents(
  file: PstFile,
  folder: number,
  wanted?: ReadonlySet<number>,
): Generator<{ readonly nid: number; readonly cells: ReadProperties }, undefined> {
  const table = file.node((folder & ~31) + 0xe);
  if (table === null) throw new PstDamage(`the items of folder ${folder} are missing`);
  for (const { id, cells } of readTable(file, table, wanted)) yield { nid: id, cells };
  return undefined;
}
