/** `run.json`: which source an output is of, and with which options it was made. All shards have the same one. */
import { join, resolve } from 'node:path';
import { UserError } from '../../core/errors.js';
import { type Shard, shardFileName } from '../../core/shard.js';
import { createWhole, partialName, writeWhole } from '../../core/whole-file.js';
import { readWholeJson } from '../../core/json-file.js';
import { DEFAULT_OPTIONS, type ExportOptions, mixedOptions } from '../plan/options.js';
import { hasLedgers, OWN, refuseOtherFolders } from './output-folder.js';

/** What is written down of a run. */
export interface RunRecord {
  readonly format: 1;
  readonly source: string;
  readonly options: ExportOptions;
}

/**
 * Writes down what this run does. Throws a UserError when the folder was, or is being, made with other options, or nobody knows
 * with which; with `fresh` that does not matter.
 */
export function recordRun(
  out: string,
  { source, options, fresh, shard }: Pick<RunRecord, 'source' | 'options'> & { fresh: boolean; shard: Shard | null },
): void {
  const path = join(out, OWN, 'run.json');
  const record: RunRecord = { format: 1, source: resolve(source), options };
  const text = `${JSON.stringify(record)}\n`;
  const temporary = partialName(path, shard === null ? undefined : shardFileName(shard));
  if (!fresh) refuseOtherOptions(out, options);
  // Shards that begin at the same time must not each take its own options for the first.
  createWhole(path, text, temporary);
  if (!fresh) refuseOtherOptions(out, options);
  if (JSON.stringify(readWholeJson(path)) !== JSON.stringify(record)) writeWhole(path, text, temporary);
}

/** Throws a UserError when the folder holds an export made with other options, or with options that nothing tells. */
function refuseOtherOptions(out: string, options: ExportOptions): void {
  const before = recordedRun(out);
  if (before === null) {
    if (!hasLedgers(out)) return;
    throw new UserError(
      `${out} holds an export, and neither .kerio-exit/run.json nor report.json can tell with which options it was made: put one of them back, or give another --out, or --fresh to begin anew.`,
    );
  }
  // An option that came with a later version had its default before.
  const different = mixedOptions({ ...DEFAULT_OPTIONS, ...before.options }, options);
  if (different.length === 0) return;
  throw new UserError(
    `${out} holds an export made with other options (${different.join(', ')}): give the same ones, another --out, or --fresh to begin anew.`,
  );
}

/**
 * What was written down of the last run; where that is lost or damaged, what the report says of it. Null when neither tells.
 * Throws a UserError when one of them is there and cannot be read.
 */
export function recordedRun(out: string): Pick<RunRecord, 'source' | 'options'> | null {
  const run = readWholeJson(join(out, OWN, 'run.json')) as Partial<RunRecord> | null;
  if (isRun(run)) return run;
  const report = readWholeJson(join(out, 'report.json')) as (Partial<RunRecord> & { readonly command?: string }) | null;
  return report?.command === 'export' && isRun(report) ? report : null;
}

function isRun(run: Partial<RunRecord> | null): run is RunRecord {
  return typeof run?.source === 'string' && typeof run.options === 'object';
}

/** Throws the UserError that an export would throw for a folder that is not its own to write to. Writes nothing. */
export function checkOutput({ out, source, options }: Pick<RunRecord, 'source' | 'options'> & { out: string }): void {
  const folder = resolve(out);
  refuseOtherFolders(folder, source);
  refuseOtherOptions(folder, options);
}
