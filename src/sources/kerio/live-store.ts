/** A store that the old server still writes to, as a source of mail. */
import type { Store } from '../../store/open.js';
import type { ListedMailbox, MailSource, SourceFolder, SourceMailbox, SourceMessage } from '../../transfer/source.js';
import { WRITING } from './open-items.js';
import { accountsOf, storeSource } from './store-source.js';
import { folderKey } from '../../transfer/run/tally.js';
import { FolderPrint, type Prints } from './prints.js';

/** What was seen of a mailbox when its account was planned. */
export interface Seen {
  readonly prints: Prints;
  /** Messages were left out that may not be whole yet. */
  readonly unfinished: boolean;
}

/** The store as a source that leaves out what is being written just now. `onSeen` gets what it saw, mailbox by mailbox. */
export function liveStoreSource(
  store: Store,
  listed: readonly ListedMailbox[],
  onSeen: (source: string, seen: () => Seen) => void,
): MailSource {
  return {
    name: store.root,
    listed,
    accounts: () => accountsOf(store),
    mailbox: async (account, trace) => {
      let unfinished = false;
      const isWhole = (modifiedMs: number): boolean => {
        const age = Date.now() - modifiedMs;
        // A file server whose clock is ahead says nothing about age.
        const whole = age < 0 || age >= WRITING;
        unfinished ||= !whole;
        return whole;
      };
      const opened = await storeSource(store, { isWhole }, []).mailbox(account, trace);
      const prints = new Map<string, string>();
      onSeen(account.source, () => ({ prints, unfinished }));
      return printed(opened, prints);
    },
  };
}

/** Keeps the prints of the first listing of each folder: nothing younger has surely been sent. */
function printed(mailbox: SourceMailbox, prints: Map<string, string>): SourceMailbox {
  const list = async (folder: SourceFolder): Promise<Iterable<SourceMessage>> => {
    const messages = await mailbox.list(folder);
    return prints.has(folderKey(folder)) ? messages : { [Symbol.iterator]: () => printing(messages, folder, prints) };
  };
  return {
    shared: mailbox.shared,
    isPublic: mailbox.isPublic === true,
    folders: mailbox.folders,
    problems: mailbox.problems,
    unreadable: mailbox.unreadable,
    recoverable: mailbox.recoverable,
    list,
    open: (folder, messages) => mailbox.open(folder, messages),
    peek: (folder, messages) => mailbox.peek(folder, messages),
    close: () => mailbox.close(),
  };
}

function* printing(
  messages: Iterable<SourceMessage>,
  folder: SourceFolder,
  prints: Map<string, string>,
): Generator<SourceMessage> {
  const print = new FolderPrint(folder.validity);
  for (const message of messages) {
    print.add(message.uid, message.flags, message.missing, message.receivedAt);
    yield message;
  }
  if (!prints.has(folderKey(folder))) prints.set(folderKey(folder), print.end());
}
