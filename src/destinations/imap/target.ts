/** A mailbox of the new side: connected, looked at, ready to be filled. */
import type { ImapFlow, ListResponse } from 'imapflow';
import { connect, type Endpoint, takeOver } from '../../protocols/imap/connect.js';
import type { Login } from '../../core/login.js';
import { roleOfAttribute } from '../../protocols/imap/roles.js';
import { type ServerProfile, recogniseServer } from '../../protocols/imap/server-profile.js';
import type { Session } from '../../protocols/imap/session.js';
import type { Quota } from '../../transfer/destination.js';
import type { SourceFolder } from '../../transfer/source.js';

/** A mailbox that exists at the destination. */
export interface TargetMailbox {
  /** Decoded names, the namespace prefix included. */
  readonly path: readonly string[];
  /** As the server lists it. */
  readonly wireName: string;
  readonly selectable: boolean;
  /** No mailbox can be made below it. */
  readonly noInferiors: boolean;
  readonly role: SourceFolder['role'];
  /** Whether the server says so (SPECIAL-USE, XLIST) or only the name. */
  readonly roleFrom: 'special-use' | 'name' | null;
  readonly messages: number;
  /** Null where STATUS was not to be had. */
  readonly uidValidity: string | null;
}

/** The mailboxes of an account and how names are made there. */
export interface TargetTree {
  readonly delimiter: string;
  /** Levels that stand before every name of a new mailbox: `['INBOX']` where the personal namespace is `INBOX.`. */
  readonly prefix: readonly string[];
  readonly mailboxes: readonly TargetMailbox[];
  /** The server gives roles to mailboxes: a new one by a role's usual name will get it. */
  readonly specialUse: boolean;
  readonly profile: ServerProfile;
}

/** What was found at an account, with the session it was found over. */
export interface TargetAccount {
  readonly tree: TargetTree;
  readonly quota: Quota | null;
  /** Largest message in octets (APPENDLIMIT, RFC 7889); null where the server names none. */
  readonly appendLimit: number | null;
  readonly session: Session;
}

/** Connects to an account of the destination and looks around. Rejects with ConnectError. */
export async function openTarget(
  endpoint: Endpoint,
  login: Login,
  trace: ((line: string) => void) | undefined,
): Promise<TargetAccount> {
  const client = await connect(endpoint, login, trace);
  try {
    const tree = await readTree(client);
    const quota = await readQuota(client);
    const advertised = client.capabilities.get('APPENDLIMIT');
    const session = takeOver(client, { timeoutMs: endpoint.timeoutMs, trace });
    const asked = advertised === true ? await askAppendLimit(session) : null;
    return { tree, quota, appendLimit: typeof advertised === 'number' ? advertised : asked, session };
  } catch (error) {
    client.close();
    throw error;
  }
}

async function readTree(client: ImapFlow): Promise<TargetTree> {
  // With `listOnly` the library leaves out what STATUS says, and every mailbox would count as one never seen.
  const listed = await client.list({ statusQuery: { messages: true, uidNext: true, uidValidity: true } });
  const delimiter = client.namespace?.delimiter ?? listed[0]?.delimiter ?? '/';
  const id = client.serverInfo;
  return {
    delimiter,
    prefix: (client.namespace?.prefix ?? '').split(delimiter).filter((level) => level !== ''),
    mailboxes: listed.map((entry) => describe(entry, delimiter)),
    specialUse: client.capabilities.has('SPECIAL-USE') || client.capabilities.has('XLIST'),
    profile: recogniseServer({
      capabilities: new Set(client.capabilities.keys()),
      greeting: client.greeting ?? '',
      id: typeof id?.name === 'string' ? id.name : '',
    }),
  };
}

function describe(entry: ListResponse, delimiter: string): TargetMailbox {
  const role = roleOfAttribute(entry.specialUse);
  const said = entry.specialUseSource === 'extension' || role === 'inbox';
  return {
    path: entry.path.split(entry.delimiter || delimiter),
    wireName: entry.pathAsListed,
    selectable: !entry.flags.has('\\Noselect') && !entry.flags.has('\\NonExistent'),
    noInferiors: entry.flags.has('\\Noinferiors') || entry.flags.has('\\NoInferiors'),
    role,
    roleFrom: role === null ? null : said ? 'special-use' : 'name',
    messages: entry.status?.messages ?? 0,
    uidValidity: entry.status?.uidValidity?.toString() ?? null,
  };
}

/** STORAGE of GETQUOTAROOT. */
async function readQuota(client: ImapFlow): Promise<Quota | null> {
  if (!client.capabilities.has('QUOTA')) return null;
  const quota = await client.getQuota('INBOX').catch(() => false as const);
  if (quota === false || quota.storage?.limit === undefined) return null;
  return { used: quota.storage.usage ?? 0, limit: quota.storage.limit };
}

/** A bare APPENDLIMIT means that each mailbox has its own; INBOX stands for all. */
async function askAppendLimit(session: Session): Promise<number | null> {
  let limit: number | null = null;
  await session.run('STATUS INBOX (APPENDLIMIT)', ({ text }) => {
    const match = /APPENDLIMIT (\d+)/i.exec(text);
    if (match !== null) limit = Number(match[1]);
  });
  return limit;
}
