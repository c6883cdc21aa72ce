/** Runs `plan`. */
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { displayPath } from '../../core/escaped-path.js';
import { UserError } from '../../core/errors.js';
import { refuseInside } from '../../core/inside.js';
import { writeWhole } from '../../core/whole-file.js';
import { domainRename } from '../../exporters/accounts/rename.js';
import { freeBytes } from '../../files/room.js';
import { inspectStore } from '../../files/inspect.js';
import { planPage, planSentence } from '../../report/html/plan-page.js';
import { drawUpPlan, EXPORT_OPTIONS } from '../../report/plan/draw-up.js';
import type { Forecast } from '../../report/plan/forecast.js';
import { isOpen, type MoveLine, moveRows, type PlanDestination } from '../../report/plan/lines.js';
import { openStore } from '../../store/open.js';
import { addressKey } from '../../users-cfg/account-types.js';
import { readMoves, writeMoves } from '../../users-cfg/move-plan.js';
import { shellLine } from '../../options/shell.js';
import { readRenames, readSeparator } from '../../options/account-options.js';
import { makeCounter } from '../output/counter.js';
import { roomLine, timeLinesOf } from '../output/estimate-lines.js';
import { firstOf } from '../output/export-summary.js';
import { countOf, formatBytes, printable } from '../output/format.js';
import type { ExitCode, Terminal } from '../terminal.js';

/** The options as commander gives them. */
export interface PlanFlags {
  for: PlanDestination;
  out: string;
  usersCsv?: string[];
  domain?: string[];
  csvSeparator: string;
  json?: boolean;
}

const NAMES: Readonly<Record<PlanDestination, string>> = {
  google: 'Google Workspace',
  microsoft: 'Microsoft 365',
  imap: 'another IMAP server',
  dovecot: 'a Dovecot host',
};

/** Runs the command. Throws a UserError for what is wrong with its arguments and files. */
export function makePlan(source: string, flags: PlanFlags, terminal: Terminal): ExitCode {
  const separator = readSeparator(flags.csvSeparator);
  const out = resolve(flags.out);
  if (!/\.csv$/i.test(out)) throw new UserError(`--out ${flags.out} is no table: give a name that ends in .csv.`);
  const rename = domainRename(readRenames(flags.domain ?? []));
  const store = openStore(source, { archive: true, recoverable: true });
  refuseInside(out, source, '--out');
  const decided = existsSync(out) ? readMoves(out) : [];
  const counter = makeCounter(terminal, flags.json === true);
  const inspection = inspectStore(store, (items) => counter.add(items));
  counter.stop();
  const { lines, forecast, problems } = drawUpPlan(store, inspection, {
    ...{ destination: flags.for, usersCsv: flags.usersCsv ?? [], rename },
    decided: new Map(decided.map(({ mailbox, target }) => [addressKey(mailbox), target])),
  });
  const page = out.replace(/\.csv$/i, '.html');
  write(out, writeMoves(moveRows(lines), separator));
  const shown = { source: displayPath(store.root), destination: NAMES[flags.for], file: out };
  write(page, planPage({ ...shown, lines, forecast, problems: [...store.problems, ...problems] }));
  if (flags.json === true)
    terminal.out(`${JSON.stringify({ file: out, page, ...forecast, mailboxes: lines }, null, 1)}\n`);
  else terminal.out(summary(lines, { source: store.root, destination: flags.for, out, page, problems, forecast }));
  return lines.some(isOpen) ? 1 : 0;
}

function write(path: string, text: string): void {
  try {
    writeWhole(path, text);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UserError(`${path} cannot be written (${code ?? message}): name another file with --out.`, {
      exitCode: 3,
      cause: error,
    });
  }
}

interface Where {
  readonly source: string;
  readonly destination: PlanDestination;
  readonly forecast: Forecast;
  readonly out: string;
  readonly page: string;
  readonly problems: readonly string[];
}

function summary(lines: readonly MoveLine[], { source, destination, out, page, problems, forecast }: Where): string {
  const open = lines.filter(isOpen);
  const items = lines.reduce((sum, { sums }) => sum + sums.found, 0);
  const bytes = lines.reduce((sum, { sums }) => sum + sums.bytes, 0);
  const text = [
    `${countOf(items, 'item')}, ${formatBytes(bytes)}: ${planSentence(lines)}`,
    ...firstOf(open.map(({ mailbox, sums, decide }) => `${mailbox} (${countOf(sums.found, 'item')}): ${decide}`)),
    ...problems,
    ...(forecast.steps.length === 0 ? [] : timeLinesOf(forecast.steps)),
    roomLine({ place: dirname(out), needed: forecast.needed, free: freeBytes(out) }),
    ...(forecast.licences === null ? [] : [`It takes ${forecast.licences}.`]),
    `The table is ${out}, the page to look at ${page}.`,
    ...(open.length === 0
      ? [
          `Everything is decided. Next: ${shellLine(['kerio-exit', 'export', source, '--out', 'export', ...EXPORT_OPTIONS[destination], '--plan', out])}`,
        ]
      : [
          `Open the table in a spreadsheet and fill in goes_to. Then give it to export, migrate and next: --plan ${out}`,
        ]),
  ];
  return `${text.map(printable).join('\n')}\n`;
}
