/** What `export --dry-run` shows: what would be written, how much room it takes, and how long the way is. */
import { exportQuestions } from '../../report/decisions.js';
import { type ExportSubject, previewExport, type SizedFolder } from '../../report/export-preview.js';
import type { ExitCode, Terminal } from '../terminal.js';
import { roomLine, timeLinesOf } from './estimate-lines.js';
import { questionLines } from './export-summary.js';
import { countOf, fitTo, formatBytes, formatCount, formatTable, printable } from './format.js';

/** Shows the plan. Writes nothing. Throws a UserError for what is no store, and for names that it has not. */
export function showPlan(subject: ExportSubject, flags: { readonly json?: boolean }, terminal: Terminal): ExitCode {
  const { folders, notIncluded, mailboxes, ...preview } = previewExport(subject);
  const { items, bytes, room, steps } = preview;
  if (flags.json === true) {
    terminal.out(`${JSON.stringify({ ...preview, mailboxes: byMailbox(folders), notIncluded }, null, 1)}\n`);
    return 0;
  }
  const questions = questionLines(exportQuestions({ notIncluded, unlisted: [] }), 'add one of the options');
  const lines = [
    ...questions,
    ...(steps.length === 0 ? [] : timeLinesOf(steps)),
    roomLine(room),
    `${countOf(items, 'item')}, ${formatBytes(bytes)}, in ${countOf(mailboxes, 'mailbox')}. Nothing was written.`,
  ];
  terminal.out(`${folderTable(folders, terminal)}\n${lines.map(printable).join('\n')}\n`);
  return 0;
}

function folderTable(folders: readonly SizedFolder[], terminal: Terminal): string {
  const rows = folders.map(({ address, folder, items, bytes, excluded, label, bundleStem }) => [
    printable(address),
    printable(folder.path.join('/')),
    folder.kind,
    formatCount(items),
    formatBytes(bytes),
    excluded ?? printable(folder.kind === 'mail' ? label.join('/') : bundleStem),
  ]);
  return formatTable(
    ['mailbox', 'folder', 'kind', 'items', 'size', 'becomes'],
    rows,
    new Set([3, 4]),
    fitTo(terminal, [2]),
  );
}

function byMailbox(folders: readonly SizedFolder[]): unknown[] {
  const mailboxes = new Map<string, unknown[]>();
  for (const { address, folder, label, items, bytes, excluded } of folders) {
    const own = mailboxes.get(address) ?? [];
    own.push({ folder: folder.path, kind: folder.kind, label, items, bytes, excluded });
    mailboxes.set(address, own);
  }
  return [...mailboxes].map(([address, own]) => ({ address, folders: own }));
}
