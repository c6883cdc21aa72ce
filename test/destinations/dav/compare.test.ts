import { describe, expect, test } from 'vitest';
import { differenceOf, readSaid } from '../../../src/destinations/dav/compare.js';
import { answersOf, hasPeople, isAhead, isGuest, withAgent } from '../../../src/destinations/dav/quiet.js';

function event(...lines: readonly string[]): string {
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', 'BEGIN:VEVENT', 'UID:a', ...lines, 'END:VEVENT', 'END:VCALENDAR', ''].join(
    '\r\n',
  );
}

function card(...lines: readonly string[]): string {
  return ['BEGIN:VCARD', 'VERSION:3.0', 'UID:a', ...lines, 'END:VCARD', ''].join('\r\n');
}

describe('what a server rewrites is no difference', () => {
  test.each([
    ['order', event('SUMMARY:x', 'LOCATION:y'), event('LOCATION:y', 'SUMMARY:x')],
    [
      'stamps of its own',
      event('SUMMARY:x'),
      event('DTSTAMP:20240101T000000Z', 'CREATED:20240101T000000Z', 'SUMMARY:x', 'CLASS:PUBLIC'),
    ],
    ['the parts of a rule', event('RRULE:FREQ=WEEKLY;COUNT=2;BYDAY=MO'), event('RRULE:COUNT=2;BYDAY=MO;FREQ=WEEKLY')],
    ['categories in lines of their own', event('CATEGORIES:A,B'), event('CATEGORIES:A', 'CATEGORIES:B')],
    [
      'a zone by another name of the instant',
      event('DTSTART;TZID=Europe/Prague:20240301T090000'),
      event('DTSTART:20240301T080000Z'),
    ],
    [
      'an end where it begins',
      event('DTSTART:20240301T080000Z', 'DTEND:20240301T080000Z'),
      event('DTSTART:20240301T080000Z'),
    ],
    [
      'scheduling',
      event('ORGANIZER;CN=A:mailto:a@b', 'ATTENDEE;RSVP=TRUE:mailto:c@d'),
      event('ORGANIZER;SCHEDULE-AGENT=CLIENT:MAILTO:a@b', 'ATTENDEE;SCHEDULE-STATUS=1.1:mailto:c@d'),
    ],
    [
      'the organizer among the guests',
      event('ORGANIZER:mailto:a@b', 'ATTENDEE:mailto:a@b', 'ATTENDEE:mailto:c@d'),
      event('ORGANIZER:mailto:a@b', 'ATTENDEE:mailto:c@d'),
    ],
    ['types of a number', card('TEL;TYPE=home;TYPE=voice:1'), card('TEL;TYPE="VOICE,HOME":1')],
    ['empty parts of a name', card('N:Novak;Jan;;;'), card('N:Novak;Jan')],
    ['lines of a picture', card('PHOTO;ENCODING=b;TYPE=JPEG:AAAA'), card('PHOTO;TYPE=JPEG;ENCODING=BASE64:AA', ' AA')],
    ['escapes that nobody needs', event('X-A:a\\,b'), event('X-A:a,b')],
  ])('%s', (_, ours, theirs) => {
    expect(differenceOf(ours, theirs)).toBeNull();
    expect(readSaid(ours).digest).toBe(readSaid(theirs).digest);
  });
});

describe('loss is', () => {
  test.each([
    ['another title', event('SUMMARY:x'), event('SUMMARY:y'), '1 line is gone (SUMMARY:x), 1 line is new (SUMMARY:y)'],
    [
      'an hour',
      event('DTSTART;TZID=Europe/Prague:20240301T090000'),
      event('DTSTART:20240301T090000Z'),
      '1 line is gone (DTSTART:20240301T080000Z), 1 line is new (DTSTART:20240301T090000Z)',
    ],
    [
      'an exception',
      event('EXDATE:20240301T090000Z,20240308T090000Z'),
      event('EXDATE:20240301T090000Z'),
      '1 line is gone (EXDATE:20240308T090000Z)',
    ],
    [
      'an answer',
      event('ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b'),
      event('ATTENDEE:mailto:a@b'),
      '1 line is gone (ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b), 1 line is new (ATTENDEE:mailto:a@b)',
    ],
    ['a number', card('TEL:1', 'TEL:1'), card('TEL:1'), '1 line is gone (TEL:1)'],
  ])('%s', (_, ours, theirs, difference) => {
    expect(differenceOf(ours, theirs)).toBe(difference);
    expect(readSaid(ours).digest).not.toBe(readSaid(theirs).digest);
  });
});

describe('a meeting that nobody is written to about', () => {
  const long = 'a'.repeat(60);
  const meeting = event(
    'DTSTART:20310101T000000Z',
    `ORGANIZER;CN=${long}:mailto:a@b`,
    'ATTENDEE;PARTSTAT=DECLINED:mailto:c@d',
  );

  test('has the parameter on all its people, folded', () => {
    expect(withAgent(meeting)).toBe(
      event(
        'DTSTART:20310101T000000Z',
        `ORGANIZER;SCHEDULE-AGENT=CLIENT;CN=${'a'.repeat(40)}`,
        ` ${'a'.repeat(20)}:mailto:a@b`,
        'ATTENDEE;SCHEDULE-AGENT=CLIENT;PARTSTAT=DECLINED:mailto:c@d',
      ),
    );
  });

  test('is told by its people, its time, its owner', () => {
    expect([hasPeople(meeting), hasPeople(event('SUMMARY:ATTENDEE:x'))]).toEqual([true, false]);
    const now = Date.UTC(2030, 0, 1) / 1000;
    expect([isAhead(meeting, now), isAhead(event('DTSTART:20200101T000000Z'), now)]).toEqual([true, false]);
    expect(isAhead(event('DTSTART:20200101T000000Z', 'RRULE:FREQ=DAILY'), now)).toBe(true);
    const [organizer, guest] = [new Set(['mailto:a@b']), new Set(['mailto:c@d'])];
    expect([isGuest(meeting, organizer), isGuest(meeting, guest)]).toEqual([false, true]);
    expect(answersOf(withAgent(meeting), guest)).toBe('DECLINED');
  });
});
