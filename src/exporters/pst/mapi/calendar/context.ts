import type { EntryFields, ZonedTime } from './fields.js';
import type { FileBeside } from './files.js';

/** What of events does not stand in their lines. */
export interface EventContext {
  /** IANA zone of days, and of times that name none. */
  readonly home: string;
  /** Whose calendar it is. */
  readonly owner: string;
  readonly beside: FileBeside;
}

/** `PidLidBusyStatus` ([MS-OXOCAL] 2.2.1.2). */
const busy = { free: 0, tentative: 1, busy: 2, away: 3, elsewhere: 4 } as const;
const busyWords = new Map<string, number>([
  ['FREE', busy.free],
  ['TENTATIVE', busy.tentative],
  ['BUSY', busy.busy],
  ['OOF', busy.away],
  ['WORKINGELSEWHERE', busy.elsewhere],
]);

/** Busy, free or away: what the entry says in Microsoft's words, else what it says in those of iCalendar. */
export function busyStatus(fields: EntryFields): number {
  const said = busyWords.get(fields.value('X-MICROSOFT-CDO-BUSYSTATUS').toUpperCase());
  if (said !== undefined) return said;
  if (fields.value('TRANSP').toUpperCase() === 'TRANSPARENT') return busy.free;
  const status = fields.value('STATUS').toUpperCase();
  if (status === 'CANCELLED') return busy.free;
  return status === 'TENTATIVE' ? busy.tentative : busy.busy;
}

/** Lasts whole days. */
export function isAllDay(start: ZonedTime): boolean {
  return start.stamp.form === 'date';
}
