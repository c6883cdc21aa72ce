/** What stands inside an entry: its reminders above all. */
import type { Component } from '../components.js';
import type { ContentLine } from '../contentline.js';
import { type AlarmContext, connectorAlarm, normaliseAlarm } from './alarms.js';
import type { Bounds } from './bounds.js';
import type { EntryKind } from './kind.js';
import { legalLine } from './legal-line.js';

/** What a reminder's time before or after is counted from. */
export function anchorOf(kind: EntryKind, { start, end }: Bounds): AlarmContext['anchor'] {
  if (kind !== 'VTODO' || start !== null) return 'start';
  return end === null ? null : 'end';
}

/** The components inside, as they are to be written. `lines` are the entry's own: they may have a reminder of Kerio's. */
export function innerComponents(
  component: Component,
  lines: readonly ContentLine[],
  context: AlarmContext,
  notes: string[],
): Component[] {
  const inner = component.components.flatMap((each) => {
    if (each.name !== 'VALARM') return [legalComponent(each)];
    const alarm = normaliseAlarm(each, context, notes);
    if (alarm === null) notes.push('a reminder without a time was left out');
    return alarm === null ? [] : [alarm];
  });
  const own = inner.some(({ name }) => name === 'VALARM') ? null : connectorAlarm(lines, context);
  return own === null ? inner : [...inner, own];
}

function legalComponent(component: Component): Component {
  return {
    ...component,
    lines: component.lines.filter(({ name }) => name !== '').map(legalLine),
    components: component.components.map(legalComponent),
  };
}
