/** Who meets: organizer, attendees, and what they answered. */
import type { ListedAddress } from '../../../../message/address-list.js';
import { textOf } from '../../../../core/octets.js';
import type { ContentLine } from '../../../../pim/contentline.js';
import { text } from '../../ltp/values.js';
import type { PropertyMap } from '../../ltp/properties.js';
import { named } from '../../messaging/named.js';
import type { Recipient } from '../../messaging/message.js';
import { displayOf, mailboxOf, setAuthor } from '../people.js';
import { tags } from '../tags.js';
import { type EntryFields, paramOf } from './fields.js';

/** `PidLidResponseStatus` and `PidTagRecipientTrackStatus` ([MS-OXOCAL] 2.2.1.11). */
export const responses = { none: 0, organized: 1, tentative: 2, accepted: 3, declined: 4, notResponded: 5 } as const;

/** Bits of `PidLidAppointmentStateFlags`. */
export const states = { meeting: 1, received: 2, canceled: 4 } as const;

const required = 1;
const optional = 2;
const resource = 3;
const sendable = 1;
const isOrganizer = 2;

/** A meeting, as its owner sees it. */
export interface Meeting {
  readonly recipients: readonly Recipient[];
  readonly organizer: ListedAddress | null;
  readonly state: number;
  readonly response: number;
}

const partStats = new Map<string, number>([
  ['ACCEPTED', responses.accepted],
  ['TENTATIVE', responses.tentative],
  ['DECLINED', responses.declined],
  ['NEEDS-ACTION', responses.notResponded],
]);

/** More than any meeting has; addresses above it stand in the file of the calendar. */
const mostAttendees = 5000;

/** Reads who meets; null for an appointment without others. `owner`: the address of the mailbox. */
export function meetingOf(fields: EntryFields, owner: string): Meeting | null {
  const lines = fields.component.lines.filter(({ name }) => name === 'ATTENDEE').slice(0, mostAttendees);
  const organizerLine = fields.line('ORGANIZER');
  const organizer = organizerLine === undefined ? null : personOf(organizerLine);
  if (lines.length === 0 && (organizer === null || isSame(organizer, owner))) return null;
  const recipients: Recipient[] = [];
  if (organizer !== null && organizer.address !== '')
    recipients.push({
      ...mailboxOf(organizer),
      type: required,
      meeting: { flags: sendable | isOrganizer, trackStatus: responses.none },
    });
  let own: number | null = null;
  for (const line of lines) {
    const person = personOf(line);
    const trackStatus = partStats.get(paramOf(line, 'PARTSTAT').toUpperCase()) ?? responses.none;
    if (isSame(person, owner)) own = trackStatus;
    if (person.address === '' || (organizer !== null && isSame(person, organizer.address))) continue;
    recipients.push({ ...mailboxOf(person), type: typeOf(line), meeting: { flags: sendable, trackStatus } });
  }
  const isOwn = organizer === null || isSame(organizer, owner);
  return {
    recipients,
    organizer,
    state: isOwn ? states.meeting : states.meeting | states.received,
    response: isOwn ? responses.organized : (own ?? responses.none),
  };
}

/** Sets who organizes, and the lists that are shown. */
export function setMeeting(properties: PropertyMap, { recipients, organizer }: Meeting): void {
  if (organizer !== null && organizer.address !== '') setAuthor(properties, organizer);
  const others = recipients.filter(({ meeting }) => ((meeting?.flags ?? 0) & isOrganizer) === 0);
  const shown = (...types: readonly number[]) => displayOf(others.filter(({ type }) => types.includes(type)));
  properties.set(named('allAttendees'), text(shown(required, optional, resource)));
  properties.set(named('toAttendees'), text(shown(required)));
  properties.set(named('ccAttendees'), text(shown(optional)));
  properties.set(tags.displayTo, text(displayOf(recipients.filter(({ type }) => type === required))));
  properties.set(tags.displayCc, text(shown(optional)));
  properties.set(tags.displayBcc, text(shown(resource)));
}

function typeOf(line: ContentLine): number {
  const kind = paramOf(line, 'CUTYPE').toUpperCase();
  if (kind === 'RESOURCE' || kind === 'ROOM') return resource;
  const role = paramOf(line, 'ROLE').toUpperCase();
  return role === 'OPT-PARTICIPANT' || role === 'NON-PARTICIPANT' ? optional : required;
}

function personOf(line: ContentLine): ListedAddress {
  const address = textOf(line.value)
    .trim()
    .replace(/^mailto:/i, '');
  return { name: paramOf(line, 'CN'), address: address.includes('@') ? address : paramOf(line, 'EMAIL') };
}

function isSame({ address }: ListedAddress, other: string): boolean {
  return address.toLowerCase() === other.toLowerCase();
}
