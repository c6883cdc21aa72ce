import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BundleWriter } from '../../../src/exporters/bundle.js';
import type { Outcome } from '../../../src/exporters/outcome.js';
import type { OutputFiles } from '../../../src/exporters/output.js';
import { openCalendarWriter } from '../../../src/exporters/calendars/writer.js';
import { openTasksWriter } from '../../../src/exporters/tasks/writer.js';
import { listTree, Staging } from '../../../src/files/workspace/staging.js';
import type { Folder, Item } from '../../../src/store/types.js';
import { makeTempDir, removeDir } from '../../support/temp.js';

/** What a writer made of a folder. */
export interface Exported {
  readonly outcomes: readonly Outcome[];
  readonly problems: readonly string[];
  /** Text files by final name, as Latin-1 where asked for by `bytes`. */
  readonly text: (path: string) => string;
  readonly bytes: (path: string) => Buffer;
  readonly paths: readonly string[];
}

/** Opens a writer on a staging tree of its own, gives it the items and reads back what it wrote. */
export function exportItems(
  open: (files: OutputFiles) => BundleWriter,
  items: readonly (string | Uint8Array)[],
  options: { readonly folder?: Partial<Folder>; readonly item?: Partial<Item> } = {},
): Exported {
  const dir = makeTempDir('export');
  const root = join(dir, 'staging');
  const files = new Staging(root);
  const writer = open(files);
  items.forEach((item, index) => {
    const bytes = typeof item === 'string' ? Buffer.from(item) : item;
    writer.add(testItem(index + 1, options.folder, options.item), bytes);
  });
  const { outcomes, problems } = writer.finish();
  const written = new Map(
    listTree(root, '')
      .sort()
      .map((path) => [path, readFileSync(join(root, path))]),
  );
  removeDir(dir);
  const bytes = (path: string): Buffer => {
    const found = written.get(path);
    if (found === undefined) throw new Error(`${path} was not written`);
    return found;
  };
  return { outcomes, problems, paths: [...written.keys()], text: (path) => bytes(path).toString('utf8'), bytes };
}

/** An item of jan@example.com's calendar, received 2024-01-15T09:00:00Z. */
export function testItem(uid: number, folder: Partial<Folder> = {}, item: Partial<Item> = {}): Item {
  const stem = uid.toString(16).padStart(8, '0');
  return {
    folder: {
      mailbox: { address: 'jan@example.com', type: 'user', user: 'jan', domain: 'example.com', dir: '/nowhere/jan' },
      path: ['Calendar'],
      rawPath: ['Calendar'],
      dir: '/nowhere/jan/Calendar',
      kind: 'calendar',
      kindFrom: 'status.fld',
      role: null,
      guid: '64590354-03bc-46fa-9d94-b5c19be217d7',
      recoverable: false,
      ...folder,
    } as Folder,
    uid,
    stem,
    file: `/nowhere/jan/Calendar/#msgs/${stem}.eml`,
    flags: [],
    rawFlags: null,
    messageClass: null,
    indexTime: 1_705_309_200,
    indexTimeFrom: 'index T',
    ...item,
  };
}

/** Where the tests write a calendar. */
export const BASE = 'calendars/jan@example.com/Calendar';

/** Exports events as a calendar of jan@example.com. */
export function exportCalendar(
  items: readonly (string | Uint8Array)[],
  options: { readonly attendees?: 'keep' | 'strip'; readonly inlineAttachments?: boolean } = {},
): Exported {
  const open = (files: OutputFiles) =>
    openCalendarWriter({ files, base: BASE, attendees: 'keep', inlineAttachments: false, ...options });
  return exportItems(open, items);
}

/** Where the tests write tasks. */
export const TASKS = 'tasks/jan@example.com/Tasks';

/** Exports tasks as a task folder of jan@example.com. */
export function exportTasks(items: readonly (string | Uint8Array)[]): Exported {
  const open = (files: OutputFiles) =>
    openTasksWriter({ files, base: TASKS, attendees: 'keep', inlineAttachments: false });
  return exportItems(open, items, { folder: { path: ['Tasks'], kind: 'tasks' } });
}

/** An iCalendar text as Kerio keeps it. */
export function asItem(calendar: string | Uint8Array): Buffer {
  const head = 'Content-Type: text/calendar; charset="utf-8"\nContent-Transfer-Encoding: 8bit\n\n';
  return Buffer.concat([Buffer.from(head), Buffer.from(calendar)]);
}

/** An item with one VCALENDAR around the lines. */
export function calendarItem(...lines: readonly string[]): Buffer {
  return asItem(['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//test//EN', ...lines, 'END:VCALENDAR', ''].join('\r\n'));
}

/** The lines of one VEVENT. */
export function event(...lines: readonly string[]): string[] {
  return ['BEGIN:VEVENT', ...lines, 'END:VEVENT'];
}
