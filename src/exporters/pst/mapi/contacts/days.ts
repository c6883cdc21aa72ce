import { DAY, dayOf } from '../../../../pim/datetime.js';
import type { Contact } from '../../../../pim/vcard/contact.js';
import type { Day } from '../../../../pim/vcard/day.js';
import type { PropertyMap } from '../../ltp/properties.js';
import { time } from '../../ltp/values.js';
import { named } from '../../messaging/named.js';
import { tags } from '../tags.js';
import type { Rest } from './rest.js';

/** The year that Outlook, Exchange and Apple have for a day without one. */
const noYear = 1604;
/** A day stands at a time of it that is the same day nearly everywhere: [MS-OXOCNTC] 2.2.1.5.1 has 11:59. */
const almostNoon = 11 * 3600 + 59 * 60;

/** Birthday and anniversary. */
export function setDays(properties: PropertyMap, { birthday, events }: Contact, rest: Rest): void {
  if (birthday !== null) setDay(properties, birthday, tags.birthday, named('birthdayLocal'));
  for (const { kind, day } of events) {
    if (kind.toLowerCase() === 'anniversary' && !properties.has(tags.anniversary))
      setDay(properties, day, tags.anniversary, named('anniversaryLocal'));
    else rest.add(kind === '' ? 'Day' : kind, `${day.year ?? '--'}-${two(day.month)}-${two(day.day)}`);
  }
}

function setDay(properties: PropertyMap, { year, month, day }: Day, id: number, local: number): void {
  const midnight = (dayOf(year ?? noYear, month, day) ?? 0) * DAY;
  properties.set(id, time(midnight + almostNoon));
  properties.set(local, time(midnight));
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
