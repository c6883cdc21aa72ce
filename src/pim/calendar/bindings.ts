/** In which zones the times of one component are written. */
import type { Binding, When } from './time-lines.js';
import { bindZone, type ZoneTable } from './zone-table.js';

/** The binding of each TZID. */
export type Bindings = ReadonlyMap<string, Binding>;

/** The binding of a time; null when it has no TZID. */
export function bindingOf(bindings: Bindings, when: When): Binding | null {
  return when.tzid === null ? null : (bindings.get(when.tzid) ?? null);
}

/** Decides for each TZID of a component in which zone its times are written. */
export function bind(times: readonly (When | null)[], zones: ZoneTable, notes: string[]): Bindings {
  const walls = new Map<string, number[]>();
  for (const when of times) {
    if (when === null || when.tzid === null) continue;
    const seen = walls.get(when.tzid);
    if (seen === undefined) walls.set(when.tzid, [when.stamp.wall]);
    else seen.push(when.stamp.wall);
  }
  const bindings = new Map<string, Binding>();
  for (const [tzid, stamps] of walls) {
    const source = zones.source(tzid);
    const binding = bindZone(source, stamps);
    bindings.set(tzid, binding);
    const [name] = source.named;
    const label = JSON.stringify(tzid.slice(0, 60));
    if (binding.kind === 'floating')
      notes.push(`nobody says what time zone ${label} is: its times are written without one`);
    else if (binding.kind === 'zone' && name === undefined)
      notes.push(`time zone ${label} is written as ${binding.zone.name}, which has the same rules`);
    else if (binding.kind === 'instants')
      notes.push(
        name === undefined
          ? `time zone ${label} has rules like no other: its times are written in UTC`
          : `the item's own rules of ${label} differ from ${name}: its times are written in UTC`,
      );
  }
  return bindings;
}
