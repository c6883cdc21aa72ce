/** The people of a meeting, by the rules that the Calendar API has for imported events. */
import { textOf, trimOctets } from '../../../core/octets.js';
import type { ContentLine } from '../../../pim/contentline.js';
import { paramValues, parseParams } from '../../../pim/params.js';

/** `--attendees`: guests stay, are named in the description only, or every meeting becomes a private copy. */
export type AttendeeMode = 'keep' | 'strip' | 'private-copy';

/** Who moves with us, and is called what then. */
export class Movers {
  readonly #targets = new Map<string, string>();
  readonly #arrived = new Set<string>();

  add(source: string, target: string): void {
    this.#targets.set(source.toLowerCase(), target);
    this.#arrived.add(target.toLowerCase());
  }

  /** The address that somebody has there: the same for whoever does not move. */
  addressOf(old: string): string {
    return this.#targets.get(old.toLowerCase()) ?? old;
  }

  /** Whether somebody of that new address moves with us. */
  isOurs(address: string): boolean {
    return this.#arrived.has(address.toLowerCase());
  }
}

/** Who is who. */
export interface People {
  /** The address of the account that the calendar belongs to. */
  readonly owner: string;
  readonly movers: Movers;
  readonly mode: AttendeeMode;
}

interface Person {
  readonly email: string;
  readonly displayName?: string;
}

interface Guest extends Person {
  readonly responseStatus: 'needsAction' | 'declined' | 'tentative' | 'accepted';
  readonly optional?: true;
  readonly resource?: true;
}

/** What of an event is about people. */
export interface PeopleFields {
  readonly organizer?: Person;
  readonly attendees?: readonly Guest[];
  /** Nothing that happens to it reaches anybody else. */
  readonly privateCopy?: true;
}

const ANSWERS: Readonly<Record<string, Guest['responseStatus']>> = {
  ACCEPTED: 'accepted',
  DECLINED: 'declined',
  TENTATIVE: 'tentative',
};

/**
 * Who organizes and who comes. The owner of the calendar has to be one of them. A meeting that somebody else organizes who does not
 * move with us is a private copy: nothing may reach him.
 */
export function peopleOf(
  lines: readonly ContentLine[],
  { owner, movers, mode }: People,
  notes: string[],
): PeopleFields {
  const guests = lines.filter(({ name }) => name === 'ATTENDEE').flatMap((line) => guestOf(line, movers, notes));
  const organizerLine = lines.find(({ name }) => name === 'ORGANIZER');
  const organizer = organizerLine === undefined ? null : personOf(organizerLine, movers);
  if (guests.length === 0 && organizer === null) return {};
  const isOwn = organizer === null || isSame(organizer.email, owner);
  // Whoever only has himself in it has no meeting.
  if (isOwn && guests.every(({ email }) => isSame(email, owner))) return {};
  const isMoved = organizer !== null && movers.isOurs(organizer.email);
  const isPrivate = mode === 'private-copy' || (!isOwn && !isMoved);
  const present = isOwn || guests.some(({ email }) => isSame(email, owner));
  const attendees = present ? guests : [...guests, { email: owner, responseStatus: 'accepted' as const }];
  if (isPrivate) notes.push('it is a private copy of the meeting: what becomes of it reaches nobody else');
  return {
    organizer: organizer ?? { email: owner },
    attendees,
    ...(isPrivate ? { privateCopy: true } : {}),
  };
}

function guestOf(line: ContentLine, movers: Movers, notes: string[]): Guest[] {
  const person = personOf(line, movers);
  if (person === null) {
    notes.push(`the guest ${textOf(line.value).slice(0, 60)} has no address and was left out`);
    return [];
  }
  const params = parseParams(line.params);
  const param = (name: string): string => (paramValues(params, name)[0] ?? '').toUpperCase();
  return [
    {
      ...person,
      responseStatus: ANSWERS[param('PARTSTAT')] ?? 'needsAction',
      ...(param('ROLE') === 'OPT-PARTICIPANT' ? { optional: true } : {}),
      ...(['ROOM', 'RESOURCE'].includes(param('CUTYPE')) ? { resource: true } : {}),
    },
  ];
}

function personOf(line: ContentLine, movers: Movers): Person | null {
  const address = textOf(trimOctets(line.value))
    .replace(/^mailto:/i, '')
    .trim();
  if (!/^[^\s<>@]+@[^\s<>@]+$/.test(address)) return null;
  const name = paramValues(parseParams(line.params), 'CN').map(textOf).join(', ').trim();
  const email = movers.addressOf(address);
  return name === '' || name === address ? { email } : { email, displayName: name };
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
