/** Rights of others on folders, as far as Google has any: on calendars. */
import { ConnectionLost, Refused } from '../../../core/failures.js';
import type { Grant } from '../../../exporters/accounts/sharing/grants.js';
import type { GoogleClient } from '../../../protocols/http/google-client.js';
import { TokenRefused } from '../../../protocols/http/service-account.js';
import type { SharedPlace, ShareStep } from '../../../transfer/destination.js';
import type { Calendars } from '../calendar/calendars.js';
import { nameIn } from '../places.js';
import { CalendarAcl, type CalendarRole, type Scope } from './calendar-acl.js';

/** Google's roles. Who may add and not delete only reads: there is nothing between. */
const ROLES: Readonly<Record<Grant['level'], CalendarRole>> = {
  see: 'freeBusyReader',
  read: 'reader',
  add: 'reader',
  write: 'writer',
  admin: 'owner',
};

const ADDS = 'could add and not delete, which Google has no word for: only reads';
const EVERYBODY = 'everybody of the domain';

/** One right to be set, and what is said of it. */
interface Wanted {
  readonly scope: Scope;
  readonly role: CalendarRole;
  readonly step: Omit<ShareStep, 'state'>;
}

/** What becomes of the rights of an account whose address is `owner`. Asks nobody. */
export function planShares(shared: readonly SharedPlace[], owner: string): readonly ShareStep[] {
  return shared.flatMap((place) => [
    ...leftOf(place, owner),
    ...wantedOf(place, owner).map(({ step }): ShareStep => ({ ...step, state: 'to set' })),
  ]);
}

/** What is needed to set rights. */
export interface Sharing {
  readonly client: GoogleClient;
  readonly owner: string;
  /** Null where nobody may look at them. */
  readonly calendars: Calendars | null;
  readonly signal: AbortSignal;
}

/** Sets them, calendar by calendar. Rejects for nothing that Google says. */
export async function setShares(shared: readonly SharedPlace[], sharing: Sharing): Promise<readonly ShareStep[]> {
  const steps: ShareStep[] = [];
  for (const place of shared) {
    steps.push(...leftOf(place, sharing.owner));
    const wanted = wantedOf(place, sharing.owner);
    if (wanted.length > 0) steps.push(...(await setAll(place, wanted, sharing)));
  }
  return steps;
}

async function setAll(
  { place }: SharedPlace,
  wanted: readonly Wanted[],
  { client, calendars, signal }: Sharing,
): Promise<ShareStep[]> {
  const failed = (words: string): ShareStep[] => wanted.map(({ step }) => ({ ...step, state: 'failed', words }));
  const entry = place === null ? undefined : calendars?.find(nameIn(place));
  if (entry === undefined) return failed('the calendar is not there');
  let acl: CalendarAcl;
  try {
    acl = await CalendarAcl.read(client, entry.id);
  } catch (error) {
    return failed(wordsOf(error));
  }
  const steps: ShareStep[] = [];
  for (const { scope, role, step } of wanted) {
    if (signal.aborted) {
      steps.push({ ...step, state: 'failed', words: 'interrupted: run the same command again' });
      continue;
    }
    try {
      steps.push({ ...step, state: await acl.grant(scope, role) });
    } catch (error) {
      steps.push({ ...step, state: 'failed', words: wordsOf(error) });
    }
  }
  return steps;
}

/** What Google, or the way to it, says against a right; anything else is nobody's to explain. */
function wordsOf(error: unknown): string {
  if (error instanceof Refused) return error.words;
  if (error instanceof ConnectionLost || error instanceof TokenRefused) return error.message;
  throw error;
}

function wantedOf({ folder, place, grants, isUsual }: SharedPlace, owner: string): Wanted[] {
  if (folder.kind !== 'calendar' || place === null) return [];
  return grants.flatMap(({ who, level }): Wanted[] => {
    if (who.nameless) return [];
    const role = ROLES[level];
    const scope: Scope =
      who.kind === 'everybody'
        ? { type: 'domain', value: owner.slice(owner.lastIndexOf('@') + 1) }
        : { type: who.kind === 'group' ? 'group' : 'user', value: who.address };
    const words = level === 'add' ? ADDS : isUsual ? 'as public folders are where nothing else is said' : '';
    return [{ scope, role, step: { folder: folder.path, who: who.address || EVERYBODY, role, words } }];
  });
}

/** What cannot be set, and why. */
function leftOf({ folder, place, grants, strangers, isUsual }: SharedPlace, owner: string): ShareStep[] {
  const left = (who: string, words: string): ShareStep => ({
    folder: folder.path,
    who,
    role: '',
    state: 'left',
    words,
  });
  const nobody = strangers.map((subject) => left(subject, 'has no account that moves'));
  if (folder.kind === 'calendar' && place !== null)
    return [
      ...nobody,
      ...grants.filter(({ who }) => who.nameless).map(({ who }) => left(who.address, 'a group without an address')),
    ];
  if (isUsual) return nobody;
  const why = folder.kind === 'calendar' ? 'the calendar is not moved' : (WORDS[folder.kind] ?? 'it goes nowhere');
  return [
    ...nobody,
    ...grants.map(({ who, level }) => left(who.address || domainWords(owner), `could ${level}: ${why}`)),
  ];
}

function domainWords(owner: string): string {
  return `everybody of ${owner.slice(owner.lastIndexOf('@') + 1)}`;
}

const WORDS: Readonly<Record<string, string>> = {
  mail: 'Gmail shares no single label; a delegate (Gmail, Settings, Accounts) sees all of a mailbox',
  contacts: 'Google shares no contacts of one user',
  tasks: 'Google shares no task lists',
};
