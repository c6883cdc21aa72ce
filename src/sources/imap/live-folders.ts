/** The folders of a live server: what they are called, what they hold, which of them are only views of others. */
import type { ImapFlow, ListResponse } from 'imapflow';
import { bytesOf, parseFetch } from '../../protocols/imap/data-items.js';
import { openMailbox } from '../../protocols/imap/mailbox.js';
import { recogniseServer } from '../../protocols/imap/server-profile.js';
import { CommandRefused } from '../../protocols/imap/failures.js';
import type { Session } from '../../protocols/imap/session.js';
import { describeStatus } from '../../protocols/imap/status.js';
import { liveFolderKind, SAMPLE } from './live-groupware.js';
import { groupwareReason, type SourceFolder } from '../../transfer/source.js';
import { roleOfAttribute } from '../../protocols/imap/roles.js';

/** A folder with its name on the wire. */
export interface LiveFolder extends SourceFolder {
  readonly wireName: string;
}

/** What LIST told, before the connection is taken over. */
export interface Listed {
  readonly entries: readonly ListResponse[];
  /** Levels of the personal namespace that stand before every name: `['INBOX']`. */
  readonly prefix: readonly string[];
  readonly kerio: boolean;
  readonly problems: readonly string[];
}

/** Folders that show messages of other folders. */
const VIEWS = new Set(['\\All', '\\Flagged', '\\Important']);

/** Lists the user's own folders; those of other users and public ones belong to other lines of the users file. */
export async function listFolders(client: ImapFlow): Promise<Listed> {
  const { namespaces } = client;
  const foreign = [...(namespaces?.other || []), ...(namespaces?.shared || [])].map(({ prefix }) => prefix);
  const isForeign = ({ path }: ListResponse): boolean =>
    foreign.some((prefix) => prefix !== '' && (path.startsWith(prefix) || `${path}${prefix.at(-1) ?? ''}` === prefix));
  const all = await client.list({ listOnly: true });
  const prefix = client.namespace?.prefix ?? '';
  const delimiter = client.namespace?.delimiter ?? '/';
  const entries = all.filter((entry) => !isForeign(entry));
  const left = all.length - entries.length;
  const profile = recogniseServer({
    capabilities: new Set(client.capabilities.keys()),
    greeting: client.greeting ?? '',
    id: typeof client.serverInfo?.name === 'string' ? client.serverInfo.name : '',
  });
  return {
    entries: entries.filter(({ flags }) => !flags.has('\\Noselect') && !flags.has('\\NonExistent')),
    prefix: prefix.split(delimiter).filter((level) => level !== ''),
    kerio: profile.kind === 'kerio',
    problems: left === 0 ? [] : [`${left} shared or public folders are not the user's own and are left out`],
  };
}

/** What was found in a mailbox. */
export interface LiveFolders {
  readonly folders: readonly LiveFolder[];
  readonly problems: readonly string[];
  /** Folders that could not be opened, with the server's words. */
  readonly unreadable: readonly string[];
}

/** Looks into each folder. */
export async function describeFolders(session: Session, listed: Listed): Promise<LiveFolders> {
  const folders: LiveFolder[] = [];
  const unreadable: string[] = [];
  for (const entry of listed.entries) {
    try {
      folders.push(await describeFolder(session, entry, listed));
    } catch (error) {
      if (!(error instanceof CommandRefused)) throw error;
      unreadable.push(`${entry.path} cannot be opened at the source: ${describeStatus(error.status)}`);
    }
  }
  return { folders, problems: listed.problems, unreadable };
}

async function describeFolder(session: Session, entry: ListResponse, { prefix, kerio }: Listed): Promise<LiveFolder> {
  const { exists, uidValidity } = await openMailbox(session, entry.pathAsListed, 'EXAMINE');
  const path = withoutPrefix(entry.path.split(entry.delimiter || '/'), prefix);
  const kind = liveFolderKind(path, exists === 0 ? [] : await fetchSamples(session, exists), kerio);
  const isView = entry.specialUse !== undefined && VIEWS.has(entry.specialUse);
  return {
    path,
    role: roleOfAttribute(entry.specialUse),
    kind,
    validity: uidValidity,
    skip: isView ? 'shows messages of other folders' : kind === 'mail' ? null : groupwareReason(kind),
    wireName: entry.pathAsListed,
  };
}

/** INBOX stays INBOX; what only lies below it because the server keeps everything there does not. */
function withoutPrefix(path: readonly string[], prefix: readonly string[]): readonly string[] {
  const begins = prefix.length > 0 && path.length > prefix.length && prefix.every((level, at) => level === path[at]);
  return begins ? path.slice(prefix.length) : path;
}

async function fetchSamples(session: Session, exists: number): Promise<readonly Uint8Array[]> {
  const samples: Uint8Array[] = [];
  await session.demand(`FETCH 1:${Math.min(exists, SAMPLE.messages)} (BODY.PEEK[]<0.${SAMPLE.bytes}>)`, (response) => {
    const body = [...(parseFetch(response)?.items ?? [])].find(([name]) => name.startsWith('BODY['));
    if (body !== undefined) samples.push(bytesOf(body[1]));
  });
  return samples;
}
