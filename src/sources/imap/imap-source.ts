/** Mail from a live IMAP server, Kerio or any other. Nothing is changed there: mailboxes are only examined. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ImapFlow } from 'imapflow';
import { formatServerAddress } from '../../protocols/imap/address.js';
import { ConnectError, ConnectionLost } from '../../core/failures.js';
import { connect, type Endpoint, takeOver } from '../../protocols/imap/connect.js';
import { parseInternalDate } from '../../protocols/imap/internal-date.js';
import type { Login } from '../../core/login.js';
import { BODY_SAMPLE } from '../../protocols/imap/message-key.js';
import { fetchItems, openMailbox, storedFlags } from '../../protocols/imap/mailbox.js';
import type { Session } from '../../protocols/imap/session.js';
import { BufferPool } from '../../protocols/imap/slabs.js';
import { type RetryPolicy, waitBefore } from '../../transfer/retry.js';
import { fetchBodies } from './body-fetch.js';
import { describeFolders, listFolders, type LiveFolder, type LiveFolders } from './live-folders.js';
import { liveMessageKind } from './live-groupware.js';
import { Lookahead } from './lookahead.js';
import { MessageList } from './message-list.js';
import {
  groupwareReason,
  type MailSource,
  type OpenedMessage,
  type SourceMailbox,
  type SourceMessage,
} from '../../transfer/source.js';
import { Spool } from './large-messages.js';
import type { Account } from '../../transfer/plan/users-file.js';

/** Messages up to this size are held in memory, larger ones in a file. */
const MEMORY = 1024 * 1024;
/** What is said of a file on disk that holds nothing, too. */
const EMPTY_MESSAGE = 'the message is empty (0 bytes)';
/** Enough of a text to tell it from another, whatever its line ends. */
const TEXT_START = 2 * BODY_SAMPLE;

export interface ImapSourceSetup {
  readonly endpoint: Endpoint;
  readonly login: (account: Account) => Login;
  readonly retry: RetryPolicy;
  /** Where large messages are kept while they are sent. */
  readonly spoolDir: string;
}

type Trace = ((line: string) => void) | undefined;

/** A live server as a source of mail. */
export function imapSource(setup: ImapSourceSetup): MailSource {
  let opened = 0;
  return {
    name: formatServerAddress(setup.endpoint.address),
    listed: null,
    mailbox: async (account, trace) => {
      opened += 1;
      const pool = new BufferPool();
      const spool = new Spool(join(setup.spoolDir, String(opened)), pool);
      return LiveMailbox.open({ ...setup, trace }, { login: setup.login(account), spool, pool });
    },
  };
}

interface LiveSetup extends ImapSourceSetup {
  readonly trace: Trace;
}

/** What belongs to one mailbox. */
interface Own {
  readonly login: Login;
  readonly spool: Spool;
  /** Memory for what the server sends. */
  readonly pool: BufferPool;
}

function takeOverWith(client: ImapFlow, { endpoint, trace }: LiveSetup, pool: BufferPool): Session {
  return takeOver(client, { timeoutMs: endpoint.timeoutMs, trace, memory: (length) => pool.take(length) });
}

/** Gets back the folders and messages that it gave. */
class LiveMailbox implements SourceMailbox {
  readonly shared = false;
  readonly folders: readonly LiveFolder[];
  readonly problems: readonly string[];
  readonly unreadable: readonly string[];
  /** What a server keeps after deletion, it does not show. */
  readonly recoverable = 0;
  readonly #setup: LiveSetup;
  readonly #own: Own;
  #session: Session;

  private constructor(setup: LiveSetup, own: Own, session: Session, found: LiveFolders) {
    this.#setup = setup;
    this.#own = own;
    this.#session = session;
    this.folders = found.folders;
    this.problems = found.problems;
    this.unreadable = found.unreadable;
  }

  static async open(setup: LiveSetup, own: Own): Promise<LiveMailbox> {
    const client = await connect(setup.endpoint, own.login, setup.trace);
    const listed = await listFolders(client).catch((error: unknown) => {
      client.close();
      throw error;
    });
    const session = takeOverWith(client, setup, own.pool);
    const found = await describeFolders(session, listed).catch((error: unknown) => {
      session.break('the folders could not be looked at');
      throw error;
    });
    return new LiveMailbox(setup, own, session, found);
  }

  async list(folder: LiveFolder): Promise<Iterable<SourceMessage>> {
    return this.#again(async (session) => {
      const { exists } = await openMailbox(session, folder.wireName, 'EXAMINE');
      const messages = new MessageList();
      if (exists === 0) return messages;
      await fetchItems(session, '1:*', 'FLAGS INTERNALDATE RFC822.SIZE', (uid, values) => {
        const date = values.get('INTERNALDATE');
        messages.add({
          uid,
          size: Number(values.get('RFC822.SIZE')) || 0,
          receivedAt: typeof date === 'string' ? parseInternalDate(date) : null,
          flags: storedFlags(values).sort().join(' '),
        });
      });
      return messages.sorted();
    });
  }

  open(folder: LiveFolder, messages: Iterable<SourceMessage>): AsyncIterable<OpenedMessage> {
    return this.#read(folder, messages, 'BODY.PEEK[]', MEMORY);
  }

  peek(folder: LiveFolder, messages: Iterable<SourceMessage>): AsyncIterable<OpenedMessage> {
    return this.#read(folder, messages, `BODY.PEEK[HEADER] BODY.PEEK[TEXT]<0.${TEXT_START}>`, Infinity);
  }

  async close(): Promise<void> {
    await this.#session.close();
    this.#own.spool.clear();
  }

  /** Goes on with what is left after the connection broke. */
  async *#read(
    folder: LiveFolder,
    messages: Iterable<SourceMessage>,
    item: string,
    memory: number,
  ): AsyncGenerator<OpenedMessage> {
    const queue = new Lookahead(messages);
    while (!queue.isEmpty) {
      const session = await this.#examined(folder);
      try {
        while (!queue.isEmpty) yield* this.#readOn(session, queue, item, memory);
      } catch (error) {
        if (!(error instanceof ConnectionLost)) throw error;
        queue.giveBack();
      }
    }
  }

  async *#readOn(session: Session, queue: Lookahead, item: string, memory: number): AsyncGenerator<OpenedMessage> {
    const small = queue.askWhile(({ size }) => size <= memory);
    for await (const { bytes } of fetchBodies(session, small, item)) {
      if (queue.due !== null) yield describe(queue.due, bytes);
      queue.done();
      if (bytes !== null) this.#own.pool.giveBack(bytes);
    }
    const large = queue.askOne();
    if (large === null) return;
    const spooled = await this.#own.spool.fetch(session, Number(large.uid));
    if (spooled === null) yield describe(large, null);
    else {
      const { raw } = spooled;
      yield { message: large, raw, receivedAt: large.receivedAt, skip: null, release: () => spooled.release() };
    }
    queue.done();
  }

  #examined(folder: LiveFolder): Promise<Session> {
    return this.#again(async (session) => {
      const { uidValidity } = await openMailbox(session, folder.wireName, 'EXAMINE');
      if (uidValidity === folder.validity) return session;
      throw new Error(`${folder.path.join('/')} was replaced by another folder at the source: run again`);
    });
  }

  /** Does something over the connection; when it breaks, over a new one, after a wait that grows. */
  async #again<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const { endpoint, retry, trace } = this.#setup;
    const { login, pool } = this.#own;
    for (let attempt = 1; ; attempt += 1) {
      try {
        if (this.#session.lost !== null)
          this.#session = takeOverWith(await connect(endpoint, login, trace), this.#setup, pool);
        return await work(this.#session);
      } catch (error) {
        const hopeless = error instanceof ConnectError && error.kind !== 'network';
        if (hopeless || this.#session.lost === null || attempt >= retry.tries) throw error;
        await sleep(waitBefore(attempt, retry, null));
      }
    }
  }
}

function describe(message: SourceMessage, bytes: Buffer | null): OpenedMessage {
  if (bytes === null) return { message, problem: 'it is gone from the source' };
  const kind = liveMessageKind(bytes);
  const skip = bytes.length === 0 ? EMPTY_MESSAGE : kind === 'mail' ? null : groupwareReason(kind);
  return { message, raw: { start: bytes, reread: null }, receivedAt: message.receivedAt, skip };
}
