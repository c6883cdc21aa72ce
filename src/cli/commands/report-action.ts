import { statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { UserError } from '../../core/errors.js';
import { describeHolder } from '../../core/lock.js';
import { formatShard } from '../../core/shard.js';
import type { ShardState } from '../../core/shard-records.js';
import { joinMigration, writeReport } from '../../transfer/state/shards.js';
import { planDovecot } from '../../files/dovecot/write.js';
import { OWN } from '../../files/workspace/output-folder.js';
import { joinExport } from '../../report/join.js';
import { saveReport } from '../../report/json.js';
import { saveMigrationPage } from '../../report/migration-pages.js';
import { attentionLines, outcomeLines, tookLine, undecidedLines } from '../output/export-summary.js';
import { countOf } from '../output/format.js';
import { migrationCode } from '../../report/attention.js';
import { reportTable } from '../output/migrate-tables.js';
import type { ExitCode, Terminal } from '../terminal.js';

/** The options as commander gives them. */
export interface ReportFlags {
  quiet?: boolean;
  json?: boolean;
}

/** What a join came to, whatever was joined. */
interface Joined {
  readonly shards: readonly ShardState[];
  readonly report: unknown;
  readonly text: string;
  readonly code: ExitCode;
}

/** Runs the command. Throws a UserError for what is wrong with its arguments and files. */
export async function report(dir: string, flags: ReportFlags, terminal: Terminal): Promise<ExitCode> {
  if (statSync(dir, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new UserError(`${dir} is no folder: give the one that the shards wrote to.`);
  const joined = await joinIn(dir);
  if (joined === null)
    throw new UserError(`${dir} was not written by shards: there is nothing to join, and its report is report.json.`);
  const open = joined.shards.filter(({ state }) => state !== 'ended');
  if (flags.json === true) terminal.out(`${JSON.stringify(joined.report, null, 1)}\n`);
  else if (flags.quiet !== true) terminal.out(joined.text);
  if (open.length > 0) terminal.err(openLines(open, joined.shards.length));
  return open.length > 0 ? 1 : joined.code;
}

async function joinIn(dir: string): Promise<Joined | null> {
  if (statSync(join(dir, OWN), { throwIfNoEntry: false }) === undefined) return joinState(dir);
  const joined = joinExport(dir);
  if (joined === null) return null;
  const { shards, report: found, accounts, attention } = joined;
  if (found === null) return { shards, report: found, text: '', code: 1 };
  // A server is for all mailboxes, so that no shard sets it up.
  await planDovecot(found.options, { passwords: null })?.(dir);
  saveReport(dir, { report: found, accounts });
  const lines = [
    ...outcomeLines(found, dir, null),
    ...attentionLines(found),
    ...undecidedLines(found),
    tookLine(found.times),
    `The report is in ${join(dir, 'report.html')} (for programs report.json), a line for every item in ${join(dir, 'ledger', sep)}.`,
  ];
  return { shards, report: found, text: `${lines.join('\n')}\n`, code: attention ? 1 : 0 };
}

function joinState(dir: string): Joined | null {
  const joined = joinMigration(dir);
  if (joined === null) return null;
  const { shards, report: found } = joined;
  if (found === null) return { shards, report: found, text: '', code: 1 };
  writeReport(dir, found);
  saveMigrationPage(dir, found);
  const where = `The report is in ${join(dir, 'report.html')} (for programs report.json), a line for every item in ${join(dir, 'ledger', sep)}.\n`;
  return { shards, report: found, text: `${reportTable(found)}\n${where}`, code: migrationCode(found) };
}

const WAITING = [
  ['running', 'still at work', 'wait for'],
  ['unfinished', 'not at their end', 'run again with'],
  ['never ran', 'not begun', 'run with'],
] as const;
/** How many shards are named. */
const SHOWN = 20;

function openLines(open: readonly ShardState[], count: number): string {
  return WAITING.flatMap(([state, what, advice]) => {
    const shards = open.filter((shard) => shard.state === state);
    if (shards.length === 0) return [];
    const names = shards
      .slice(0, SHOWN)
      .map(({ shard, holder }) =>
        state === 'running' && holder !== null ? describeHolder(holder) : `--shard ${formatShard(shard)}`,
      );
    const rest = shards.length > SHOWN ? ` and ${shards.length - SHOWN} more` : '';
    return [`${countOf(shards.length, 'shard')} of ${count} ${what}: ${advice} ${names.join(', ')}${rest}.\n`];
  }).join('');
}
