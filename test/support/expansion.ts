/** How ical.js expands the series of a calendar: by its own iterator, as the clients that are built on it do. */
import ICAL from 'ical.js';

/** A series and its first occurrences. */
export interface Expansion {
  readonly uid: string;
  /** On the clock of the series' zone: `2024-03-01T09:00:00`; a day stands at its midnight. */
  readonly occurrences: readonly string[];
}

/** Expands every component of a text that has an RRULE or RDATE, `count` occurrences of each. Throws where ical.js does. */
export function expandSeries(text: string, count = 50): Expansion[] {
  const calendar = new ICAL.Component(ICAL.parse(text) as never);
  for (const component of calendar.getAllSubcomponents('vtimezone')) {
    const tzid = String(component.getFirstPropertyValue('tzid'));
    ICAL.TimezoneService.register(new ICAL.Timezone({ component, tzid }), tzid);
  }
  try {
    return calendar
      .getAllSubcomponents()
      .filter((component) => component.hasProperty('rrule') || component.hasProperty('rdate'))
      .map((component) => ({
        uid: String(component.getFirstPropertyValue('uid')),
        occurrences: first(component, count),
      }));
  } finally {
    ICAL.TimezoneService.reset();
  }
}

function first(component: ICAL.Component, count: number): string[] {
  const dtstart = component.getFirstPropertyValue('dtstart') as ICAL.Time;
  const expansion = new ICAL.RecurExpansion({ component, dtstart });
  const found: string[] = [];
  while (found.length < count) {
    const next = expansion.next() as ICAL.Time | null | undefined;
    if (next === null || next === undefined) break;
    found.push(
      next
        .toString()
        .replace(/Z$/, '')
        .replace(/^(\d+-\d+-\d+)$/, '$1T00:00:00'),
    );
  }
  return found;
}
