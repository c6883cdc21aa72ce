/** Runs `next`. */
import { freeBytes } from '../../files/room.js';
import { readMovePlan } from '../../users-cfg/move-plan.js';
import type { Guide, Step } from '../../report/guide.js';
import type { Report } from '../../report/model.js';
import { gatherFacts } from '../../report/next/facts.js';
import { byPlan, readReport } from '../../report/next/finished-export.js';
import { exportChecklist } from '../../report/html/export-checklist.js';
import { writePage } from '../../report/write-page.js';
import { refuseInside } from '../../core/inside.js';
import { nextSteps } from '../../report/next/guides.js';
import { type ShellName, shellOf } from '../../naming/shells.js';
import { countOf, formatBytes, printable } from '../output/format.js';
import type { ExitCode, Terminal } from '../terminal.js';

/** The options as commander gives them. */
export interface NextFlags {
  for?: Guide['destination'];
  plan?: string;
  shell?: ShellName;
  json?: boolean;
  html?: string;
}

/** Text is set in lines of at most so many characters. */
const WIDTH = 100;

/** Runs the command. Throws a UserError where there is no finished export. */
export function showNext(out: string, flags: NextFlags, terminal: Terminal): ExitCode {
  const report = byPlan(readReport(out), flags.plan === undefined ? null : readMovePlan(flags.plan));
  if (flags.html !== undefined) refuseInside(flags.html, report.source, '--html');
  const guides = nextSteps(report, gatherFacts(out), shellOf(flags.shell));
  const guide = guides.find(({ destination }) => flags.for === undefined || destination === flags.for);
  if (guide !== undefined && flags.html !== undefined) writePage(flags.html, exportChecklist(report, guide, null));
  if (guide !== undefined)
    terminal.out(
      flags.json === true
        ? `${JSON.stringify(guide, null, 1)}\n`
        : `${guideText(guide, terminal.columns)}\n${sizeLine(report, out)}\n`,
    );
  // Steps for whom nobody has decided on lead nowhere.
  return report.notIncluded.some(({ what }) => what === 'plan') ? 1 : 0;
}

/** How much it is, and whether another export has room beside it. */
function sizeLine({ totals }: Report, out: string): string {
  const free = freeBytes(out);
  const room = free === null ? '' : `; its disk has ${formatBytes(free)} free`;
  return `The export has ${countOf(totals.exported, 'item')}, ${formatBytes(totals.bytes)}${room}.`;
}

function guideText({ title, steps }: Guide, columns: number): string {
  const width = Math.min(columns, WIDTH);
  return `${title}\n\n${steps.map((step, at) => stepText(step, at + 1, width)).join('\n')}`;
}

function stepText({ title, text, commands, limits, time }: Step, number: number, width: number): string {
  const lines = [
    `${number}. ${printable(title)}`,
    ...text.flatMap((paragraph) => wrap(printable(paragraph), width, '   ')),
    ...(time === null ? [] : wrap(`How long: ${printable(time)}`, width, '   ')),
    ...commands.map((command) => `     ${printable(command)}`),
    ...limits.flatMap((limit) => wrap(`! ${printable(limit)}`, width, '   ')),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** Breaks a text at blanks; a word that is longer than a line stays whole, as it may be a path. */
function wrap(text: string, width: number, indent: string): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(' ')) {
    if (line.length > indent.length && line.length + word.length + 1 > width) {
      lines.push(line);
      line = indent;
    }
    line += line.length > indent.length ? ` ${word}` : word;
  }
  return [...lines, line];
}
