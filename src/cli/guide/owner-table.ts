/** The table of who goes where behind the questions for owners: as it is proposed, with answers, and written. */
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UserError } from '../../core/errors.js';
import { refuseInside } from '../../core/inside.js';
import { drawUpPlan } from '../../report/plan/draw-up.js';
import { type MoveLine, moveRows, type PlanDestination } from '../../report/plan/lines.js';
import { addressKey } from '../../users-cfg/account-types.js';
import { STAYS_BEHIND, writeMoves } from '../../users-cfg/move-plan.js';
import type { Choice, Decision } from './answers.js';
import { askPath } from './asking.js';
import type { ChosenStore } from './store-question.js';
import type { Talk } from './talk.js';

/** What is known of the export when owners are asked for. */
export interface OwnersWanted {
  readonly destination: PlanDestination;
  /** Mail goes from the store to the server afterwards, which fills a mailbox from one alone. */
  readonly sends: boolean;
  readonly mailboxes: Choice;
  readonly archive: Decision | null;
  readonly recoverable: Decision | null;
}

/** Writes the table where the person says. Going back comes past here again. */
export async function writeTable(
  talk: Talk,
  { path: store }: ChosenStore,
  lines: readonly MoveLine[],
  made: string[],
): Promise<string> {
  const file = await askPath(talk, {
    message: 'Where shall the table of who goes where be written?',
    initialValue: 'plan.csv',
    check: (path) => {
      refuseInside(path, store, 'another name');
      if (statSync(dirname(resolve(path)), { throwIfNoEntry: false })?.isDirectory() !== true)
        throw new UserError(`${dirname(path)} is no folder: give another name.`);
      if (!made.includes(resolve(path)) && existsSync(path))
        throw new UserError(`${path} is there already: give another name.`);
    },
  });
  try {
    writeFileSync(file, writeMoves(moveRows(lines), ','), { flag: made.includes(file) ? 'w' : 'wx' });
  } catch (error) {
    throw new UserError(`${file} cannot be written (${(error as NodeJS.ErrnoException).code ?? ''})`, {
      exitCode: 3,
      cause: error,
    });
  }
  if (!made.includes(file)) made.push(file);
  return file;
}

/** The table with these answers, of which an empty one leaves a mailbox open; no lines where the configuration cannot be read, which the export says. */
export function linesOf(
  { store, inspection }: ChosenStore,
  { destination, archive }: OwnersWanted,
  answers: ReadonlyMap<string, string>,
): readonly MoveLine[] {
  const left = inspection.mailboxes.flatMap(({ mailbox: { type, address } }) =>
    type === 'archive' && archive === 'exclude' ? [[addressKey(address), STAYS_BEHIND] as const] : [],
  );
  try {
    const { lines } = drawUpPlan(store, inspection, {
      ...{ destination, usersCsv: [], rename: (address) => address },
      decided: new Map([...left, ...answers]),
    });
    // An empty mailbox is proposed to stay: where it was asked about, the answer counts.
    return lines.map((line) => (answers.get(addressKey(line.mailbox)) === '' ? { ...line, target: '' } : line));
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}
