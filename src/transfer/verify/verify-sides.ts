/** The source's side of a comparison: what has to be in a collection of the destination. */
import type { Expectation, OpenCollection } from '../destination.js';
import type { Uid } from '../journal/journal-line.js';
import type { CollectionPlan } from '../plan/collections.js';
import type { Candidate } from '../reconcile.js';
import type { OpenedMessage, SourceFolder, SourceMailbox, SourceMessage } from '../source.js';
import type { Steps } from './watched.js';

/** A message of the source and what it has to be at the destination. */
export interface Expected extends Candidate {
  readonly folder: SourceFolder;
  readonly message: SourceMessage;
  readonly expected: Expectation;
}

/** What the source does not give, with the reason. */
export interface Unreadable {
  readonly folder: SourceFolder;
  readonly uid: Uid;
  readonly text: string;
}

type Opened = Exclude<OpenedMessage, { problem: string }>;

/** What has to be in an open collection. Rejects with what the source rejects with, or `steps` throws. */
export async function readSource(
  source: SourceMailbox,
  plan: CollectionPlan,
  collection: OpenCollection,
  steps: Steps,
): Promise<{ readonly wanted: readonly Expected[]; readonly unreadable: readonly Unreadable[] }> {
  const wanted: Expected[] = [];
  if (collection.read !== undefined)
    for (const { folder } of plan.folders)
      await collection.read(folder, source.open(folder, await presentIn(source, folder)));
  const unfit: Unreadable[] = [];
  const unreadable = await readFolders(source, plan, steps, (folder, opened) => {
    const expected = collection.expect(opened, folder);
    const ready = expected === null ? collection.prepare(opened, folder) : null;
    if (ready !== null && 'failure' in ready) unfit.push({ folder, uid: opened.message.uid, text: ready.failure });
    if (expected !== null) wanted.push({ key: null, claim: 1, folder, message: opened.message, expected });
  });
  return { wanted, unreadable: [...unreadable, ...unfit] };
}

/** The fingerprints of some messages, opened whole; those of `expect` where they tell enough. */
export async function exactFingerprints(
  source: SourceMailbox,
  collection: OpenCollection,
  wanted: Iterable<Expected>,
  steps: Steps,
): Promise<ReadonlyMap<Expected, string>> {
  const fingerprints = new Map<Expected, string>();
  const byFolder = new Map<SourceFolder, Map<SourceMessage, Expected>>();
  for (const one of wanted) {
    fingerprints.set(one, one.expected.fingerprint);
    const messages = byFolder.get(one.folder) ?? new Map<SourceMessage, Expected>();
    byFolder.set(one.folder, messages.set(one.message, one));
  }
  if (collection.exact === undefined) return fingerprints;
  for (const [folder, messages] of byFolder)
    for await (const opened of source.open(folder, messages.keys())) {
      steps.goOn();
      const one = messages.get(opened.message);
      if (one === undefined || 'problem' in opened) continue;
      fingerprints.set(one, collection.exact(opened, folder));
      opened.release?.();
    }
  return fingerprints;
}

/** Which messages would have to be in a collection that cannot be opened. */
export async function countExpected(
  source: SourceMailbox,
  plan: CollectionPlan,
  steps: Steps,
): Promise<{
  readonly wanted: readonly { readonly folder: SourceFolder; readonly uid: Uid }[];
  readonly unreadable: readonly Unreadable[];
}> {
  const wanted: { folder: SourceFolder; uid: Uid }[] = [];
  const unreadable = await readFolders(source, plan, steps, (folder, { message }) =>
    wanted.push({ folder, uid: message.uid }),
  );
  return { wanted, unreadable };
}

/** Gives every message that is to be sent; returns what cannot be read. */
async function readFolders(
  source: SourceMailbox,
  { folders }: CollectionPlan,
  steps: Steps,
  onMessage: (folder: SourceFolder, opened: Opened) => void,
): Promise<Unreadable[]> {
  const unreadable: Unreadable[] = [];
  for (const { folder } of folders) {
    const messages = await presentIn(source, folder);
    for await (const opened of source.peek(folder, messages)) {
      steps.read();
      if ('problem' in opened) unreadable.push({ folder, uid: opened.message.uid, text: opened.problem });
      else if (opened.skip === null) onMessage(folder, opened);
    }
  }
  return unreadable;
}

async function presentIn(source: SourceMailbox, folder: SourceFolder): Promise<SourceMessage[]> {
  return [...(await source.list(folder))].filter(({ missing, skip }) => !missing && skip === null);
}
