/**
 * What a folder holds. Evidence in this order: status.fld, the message classes of its index, the content of its first
 * items, its standard name, its parent (docs/store-format.md, folder types). A name alone never overrides content: a mail
 * folder may be called Notes.
 */
import { join } from 'node:path';
import { sniffContent } from '../../message/sniff.js';
import { parseIndexFld } from '../index/index-fld.js';
import { kindOfClass } from '../items/message-class.js';
import { readFileIfThere } from '../disk/files.js';
import { readHead } from '../items/read.js';
import { listItemNames, messagesDirectory } from './skips.js';
import type { FolderStatus } from '../index/status-fld.js';
import type { Kind } from '../../core/kinds.js';
import type { KindSource } from '../types.js';

/** Names the server itself gives, English in every language. */
const STANDARD: Readonly<Record<string, Kind>> = {
  inbox: 'mail',
  drafts: 'mail',
  'sent items': 'mail',
  'deleted items': 'mail',
  'junk e-mail': 'mail',
  contacts: 'contacts',
  calendar: 'calendar',
  tasks: 'tasks',
  journal: 'journal',
  notes: 'notes',
};

/** How many items are looked into where nothing else tells. */
const SAMPLE = 8;
const HEAD_BYTES = 16 * 1024;

/** The kind of the folder at `dir`, and which evidence decided it. */
export function decideFolderKind(
  dir: string,
  name: string,
  status: FolderStatus | null,
  parent: Kind | null,
): { kind: Kind; from: KindSource } {
  if (status !== null && status.kind !== null) return { kind: status.kind, from: 'status.fld' };
  const byClass = kindByClass(dir);
  if (byClass !== null) return { kind: byClass, from: 'class' };
  const byContent = kindByContent(dir);
  if (byContent !== null) return { kind: byContent, from: 'content' };
  const byName = STANDARD[name.toLowerCase()];
  if (byName !== undefined) return { kind: byName, from: 'name' };
  if (parent !== null) return { kind: parent, from: 'parent' };
  return { kind: 'mail', from: 'default' };
}

function kindByClass(dir: string): Kind | null {
  const bytes = readFileIfThere(join(dir, 'index.fld')) ?? readFileIfThere(join(dir, 'index.bad'));
  if (bytes === null) return null;
  const votes = new Map<Kind, number>();
  for (const [name, count] of Object.entries(parseIndexFld(bytes).diagnosis.classes)) {
    const kind = kindOfClass(name);
    if (kind !== null) votes.set(kind, (votes.get(kind) ?? 0) + count);
  }
  return winner(votes);
}

function kindByContent(dir: string): Kind | null {
  const messages = messagesDirectory(dir);
  if (messages === null) return null;
  const votes = new Map<Kind, number>();
  try {
    for (const name of listItemNames(messages).names.sort().slice(0, SAMPLE)) {
      const head = readHead(join(messages, name), HEAD_BYTES);
      if (head.length === 0) continue;
      const found = sniffContent(head);
      const kind = found.kind === null || (found.multipart && found.delivered) ? 'mail' : found.kind;
      votes.set(kind, (votes.get(kind) ?? 0) + 1);
    }
  } catch {
    // An unreadable sample tells nothing; its items are reported when they are read.
  }
  return winner(votes);
}

function winner(votes: ReadonlyMap<Kind, number>): Kind | null {
  let best: Kind | null = null;
  for (const [kind, count] of votes) if (best === null || count > (votes.get(best) ?? 0)) best = kind;
  return best;
}
