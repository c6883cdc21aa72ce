import type { Octets } from '../../core/octets.js';
import type { BundleWriter } from '../bundle.js';
import { EntryBundle } from '../calendars/bundle.js';
import type { Member } from '../calendars/merge.js';
import type { CalendarOptions } from '../calendars/writer.js';
import { OctetFile } from '../octet-file.js';
import { taskHeader, taskRow } from './csv.js';

/** Opens the writer for the tasks of one folder: `<base>.ics` and `<base>.csv` (docs/calendars.md). */
export function openTasksWriter(options: CalendarOptions): BundleWriter {
  const bundle = new EntryBundle({ ...options, kind: 'VTODO' });
  const rows = new Map<Member, Octets>();
  return {
    add: (item, bytes) =>
      bundle.add(item, bytes, (entry, member) => {
        if (entry.kind === 'VTODO') rows.set(member, taskRow(entry));
      }),
    finish: () => {
      const result = bundle.finish();
      // An occurrence that was changed is part of its series: one row stands for both.
      const table = result.written
        .map(({ member, override }) => (override ? undefined : rows.get(member)))
        .filter((row) => row !== undefined);
      if (table.length > 0) {
        const file = new OctetFile(options.files.create(`${options.base}.csv`));
        file.write(taskHeader);
        for (const row of table) file.write(row);
        file.flush();
      }
      return result;
    },
  };
}
