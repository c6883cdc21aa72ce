/** Who goes where. */
import { UserError } from '../../core/errors.js';
import { refuseInside } from '../../core/inside.js';
import { writeWhole } from '../../core/whole-file.js';
import { domainRename } from '../../exporters/accounts/rename.js';
import type { Inspection } from '../../files/inspect.js';
import { freeBytes } from '../../files/room.js';
import { timeText } from '../../report/estimate.js';
import { type DrawnPlan, drawUpPlan } from '../../report/plan/draw-up.js';
import { isOpen, moveRows } from '../../report/plan/lines.js';
import { addressKey } from '../../users-cfg/account-types.js';
import type { MailboxType } from '../../store/types.js';
import { readMoves, STAYS_BEHIND, writeMoves } from '../../users-cfg/move-plan.js';
import type { PlanView } from '../api.js';
import type { LoadedPlan, PlanAsk, Way } from './messages.js';
import { inspectionOf, storeAt } from './open.js';

/** Why nobody has to decide on a shared tree. */
const LEFT_OUT: Readonly<Partial<Record<MailboxType, string>>> = {
  public: 'public folders: all of them stay behind',
  archive: 'the archive stays behind',
};

/** Draws the plan up and shows it. */
export function plan(ask: PlanAsk, way: Way): PlanView {
  const { lines, forecast, problems } = drawUp(ask, way);
  const { problems: own } = storeAt(ask.store);
  return {
    lines: lines.map((line) => {
      const { mailbox, kind, name, account, sums, largest, recoverable, target, decide } = line;
      return {
        ...{ mailbox, kind, name, account, items: sums.found, bytes: sums.bytes, largest, recoverable, target, decide },
        open: isOpen(line),
      };
    }),
    problems: [...own, ...problems],
    needed: forecast.needed,
    free: freeBytes(ask.place),
    steps: forecast.steps.map(({ step, seconds, basis }) => `${step}: ${timeText(seconds)} (${basis})`),
    licences: forecast.licences,
  };
}

/** The plan as the file that `--plan` takes. */
export function planText(ask: PlanAsk, way: Way): string {
  return writeMoves(moveRows(drawUp(ask, way).lines), ',');
}

/** Writes that file. Throws a UserError where it cannot be. */
export function savePlan({ plan: ask, path }: { readonly plan: PlanAsk; readonly path: string }, way: Way): null {
  if (!/\.csv$/i.test(path)) throw new UserError(`${path} is no table: give a name that ends in .csv.`);
  refuseInside(path, ask.store, 'the table');
  try {
    writeWhole(path, planText(ask, way));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UserError(`${path} cannot be written (${code ?? message}): name another file.`, { cause: error });
  }
  return null;
}

/** What such a file says of the mailboxes that are there. Throws a UserError as `--plan` does. */
export function loadPlan({ plan: ask, path }: { readonly plan: PlanAsk; readonly path: string }, way: Way): LoadedPlan {
  const moves = readMoves(path);
  const { lines } = drawUp(ask, way);
  const mailboxes = new Map(lines.map(({ mailbox }) => [addressKey(mailbox), mailbox]));
  const decisions = new Map<string, string>();
  const strangers: string[] = [];
  for (const { mailbox: written, target } of moves) {
    const mailbox = mailboxes.get(addressKey(written));
    if (mailbox === undefined) strangers.push(written);
    else decisions.set(mailbox, target);
  }
  const taken = decisions.size;
  return { decisions: Object.fromEntries(decisions), view: { taken, strangers, unnamed: lines.length - taken } };
}

/** The last one: to prepare and to run it is asked for several times, and users.cfg of a large company takes seconds. */
let last: { readonly key: string; readonly inspection: Inspection; readonly drawn: DrawnPlan } | null = null;

function drawUp(ask: PlanAsk, way: Way): DrawnPlan {
  const key = JSON.stringify(ask);
  const inspection = inspectionOf(ask.store, way);
  if (last?.key !== key || last.inspection !== inspection)
    last = { key, inspection, drawn: drawUpAnew(ask, inspection) };
  return last.drawn;
}

function drawUpAnew(
  { store: path, destination, renames, decisions, leftOut }: PlanAsk,
  inspection: Inspection,
): DrawnPlan {
  const decided = new Map(Object.entries(decisions).map(([mailbox, target]) => [addressKey(mailbox), target]));
  const rename = domainRename(new Map(renames));
  const drawn = drawUpPlan(storeAt(path), inspection, { ...{ destination, rename, decided }, usersCsv: [] });
  const lines = drawn.lines.map((line) => {
    // What was proposed and then taken back is open again.
    const target = decided.get(addressKey(line.mailbox)) === '' ? '' : line.target;
    const isLeftOut = target === '' && leftOut.some((type) => type === line.kind);
    return isLeftOut ? { ...line, target: STAYS_BEHIND, decide: LEFT_OUT[line.kind] ?? '' } : { ...line, target };
  });
  return { ...drawn, lines };
}
