/**
 * Messages and UIDs that have come apart at the source since the last run: a UID that means another message now, because the store was
 * restored to an earlier backup; and a message with another UID, because it was moved out of its folder and back.
 */
import { filtered } from '../../core/lists.js';
import type { OpenCollection, Present, Ref } from '../destination.js';
import type { Journal } from '../journal/journal.js';
import { keyEntry, type Uid } from '../journal/journal-line.js';
import { keyPrint, markOf } from '../journal/mark.js';
import type { SourceMailbox, SourceMessage } from '../source.js';
import type { FillingFolder } from './filling-folder.js';

export interface Renumbering {
  readonly collection: OpenCollection;
  readonly journal: Journal;
  readonly source: SourceMailbox;
  readonly folders: readonly FillingFolder[];
}

/** Forgets what is known of UIDs that mean other messages now. Whoever looks like one is opened: its key decides. */
export async function dropReused({ collection, journal, source, folders }: Renumbering): Promise<void> {
  for (const { folder, box, number, record, messages } of folders) {
    if (record.stored.size === 0) continue;
    const where = { b: box, s: number };
    let dropped = false;
    const suspects = filtered(messages, (message) => {
      const mark = markOf(folder, message);
      return mark !== null && record.stored.has(message.uid) && !record.isSettled(message.uid, mark);
    });
    for await (const opened of source.peek(folder, suspects)) {
      if ('problem' in opened) continue;
      const { message } = opened;
      const expected = collection.expect(opened, folder);
      if (expected === null) continue;
      const known = record.stored.get(message.uid)?.key ?? null;
      if (known === null || known === keyPrint(expected.key))
        journal.add({ ...where, marks: [keyEntry(message.uid, expected.key, markOf(folder, message))] });
      else {
        journal.add({ ...where, replaced: [message.uid] });
        dropped = true;
      }
    }
    // What had the UID may be at the source under another one.
    if (dropped) journal.add({ ...where, scanned: 0 });
  }
}

/** A message there that was sent under a UID which is not at the source any more. */
interface Orphan {
  readonly uid: Uid;
  readonly ref: Ref;
  readonly flags: string;
}

interface Moved {
  readonly message: SourceMessage;
  readonly key: string;
  readonly fingerprint: string;
  readonly date: number | null;
  readonly orphans: Orphan[];
}

/**
 * Knows messages again that were sent under another UID of the same folder: by key, text and received time, since a draft that was
 * saved anew has the key of the one before.
 */
export async function claimMoved(work: Renumbering): Promise<void> {
  for (const filling of work.folders) {
    if (filling.folder.kind !== 'mail' || work.collection.exact !== undefined) continue;
    const orphans = orphansOf(filling);
    if (orphans.size > 0) await claim(work, filling, await movedOf(work, filling, orphans));
  }
}

/** By the prints of their keys. None where nothing is to be sent. */
function orphansOf({ record, messages }: FillingFolder): Map<number, Orphan[]> {
  const orphans = new Map<number, Orphan[]>();
  if (record.stored.size === 0) return orphans;
  const listed = new Set<Uid>();
  let news = false;
  for (const message of messages) {
    listed.add(message.uid);
    news ||= isNew(record, message);
  }
  if (!news) return orphans;
  for (const [uid, { uid: ref, key, flags }] of record.stored) {
    if (key === null || ref === 0 || listed.has(uid)) continue;
    const same = orphans.get(key);
    if (same === undefined) orphans.set(key, [{ uid, ref, flags }]);
    else same.push({ uid, ref, flags });
  }
  return orphans;
}

async function movedOf(
  { collection, source }: Renumbering,
  { folder, record, messages }: FillingFolder,
  orphans: ReadonlyMap<number, Orphan[]>,
): Promise<Moved[]> {
  const moved: Moved[] = [];
  const news = filtered(messages, (message) => isNew(record, message));
  for await (const opened of source.peek(folder, news)) {
    const expected = 'problem' in opened ? null : collection.expect(opened, folder);
    if (expected === null) continue;
    const { key, fingerprint, date } = expected;
    const same = orphans.get(keyPrint(key));
    if (same !== undefined) moved.push({ message: opened.message, key, fingerprint, date, orphans: same });
  }
  return moved;
}

async function claim({ collection, journal }: Renumbering, filling: FillingFolder, moved: Moved[]): Promise<void> {
  if (moved.length === 0) return;
  const { folder, box, number } = filling;
  const present = new Map<Ref, Present>();
  const refs = [...new Set(moved.flatMap(({ orphans }) => orphans))].map(({ ref }) => ref);
  await collection.look(refs, true, (there) => present.set(there.ref, there));
  const bodies = await collection.fingerprints([...present.keys()]);
  for (const { message, key, fingerprint, date, orphans } of moved) {
    const at = orphans.findIndex(({ ref }) => {
      const there = present.get(ref);
      return there?.key === key && there.date === date && bodies.get(ref) === fingerprint;
    });
    const [orphan] = at < 0 ? [] : orphans.splice(at, 1);
    if (orphan === undefined) continue;
    // With the flags that were brought over before: what changed since comes over as for any other message.
    journal.add({ b: box, s: number, replaced: [orphan.uid] });
    journal.add({ b: box, s: number, stored: [[message.uid, orphan.ref, orphan.flags]] });
    journal.add({ b: box, s: number, marks: [keyEntry(message.uid, key, markOf(folder, message))] });
  }
}

/** Not at the destination, as far as anybody knows, and nothing speaks against sending it. What is in doubt is looked for elsewhere. */
function isNew(record: FillingFolder['record'], message: SourceMessage): boolean {
  const { uid, missing, skip } = message;
  return !missing && skip === null && !record.isSettled(uid) && !record.doubts.has(uid);
}
