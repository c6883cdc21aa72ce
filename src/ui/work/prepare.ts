/** What a run would do: sizes, room, hours, what gets another name, what nobody has decided on. */
import type { InputFiles } from '../../core/input-files.js';
import { outputKind } from '../../files/job/bundles.js';
import { readMailFilter } from '../../options/mail-filter-options.js';
import { readRequest } from '../../options/export-request.js';
import type { RequestFlags } from '../../options/export-request.js';
import type { MigrateFlags } from '../../options/migrate-flags.js';
import { openSource, readMigration } from '../../options/migration.js';
import { exportQuestions, migrationQuestions } from '../../report/decisions.js';
import { type Estimate, timeText } from '../../report/estimate.js';
import { previewExport, type SizedFolder } from '../../report/export-preview.js';
import { migrationSteps } from '../../report/migration-steps.js';
import { filteredSource } from '../../transfer/filtered-source.js';
import { runMigration } from '../../transfer/run/migration.js';
import { moveTargets } from '../../users-cfg/move-plan.js';
import { addressKey } from '../../users-cfg/account-types.js';
import type { PreparationView, QuestionView } from '../api.js';
import { filesOf } from './asked.js';
import type { MoveAsk, Way } from './messages.js';
import { plan } from './plan.js';

type Prepared = Omit<PreparationView, 'licences'>;

export async function prepare(ask: MoveAsk, way: Way): Promise<PreparationView> {
  const { licences } = plan(ask.plan, way);
  const files = filesOf(ask, way);
  const legs: Prepared[] = [];
  for (const leg of ask.legs)
    legs.push(
      leg.command === 'export'
        ? prepareExport(ask.plan.store, leg.flags, files)
        : await prepareMigration(leg.flags, files, way.signal),
    );
  const sum = (value: (leg: Prepared) => number): number => legs.reduce((all, leg) => all + value(leg), 0);
  const disk = legs.find(({ needed }) => needed !== null);
  return {
    ...{ items: sum(({ items }) => items), bytes: sum(({ bytes }) => bytes), licences },
    ...{ needed: disk?.needed ?? null, free: disk?.free ?? null },
    times: [...new Set(legs.flatMap(({ times }) => times))],
    mailboxes: legs.flatMap(({ mailboxes }) => mailboxes),
    questions: onceEach(legs.flatMap(({ questions }) => questions)),
  };
}

/** Both legs of a move ask the same. */
export function onceEach(questions: readonly QuestionView[]): QuestionView[] {
  return [...new Map(questions.map((question) => [question.title, question])).values()];
}

function timesOf(steps: readonly Estimate[]): string[] {
  return steps.map(({ step, seconds, basis }) => `${step}: ${timeText(seconds)} (${basis})`);
}

function prepareExport(source: string, flags: RequestFlags, files: InputFiles): Prepared {
  const { options, out } = readRequest(source, flags, files);
  const { room, steps, notIncluded, folders } = previewExport({ source, out, options, shard: null });
  const isWritten = ({ excluded, folder }: SizedFolder): boolean =>
    excluded === null && options.only.includes(outputKind(folder.kind));
  const targets = options.plan === null ? new Map<string, string>() : moveTargets(options.plan);
  const byMailbox = new Map<string, SizedFolder[]>();
  for (const folder of folders) {
    const own = byMailbox.get(folder.address);
    if (own === undefined) byMailbox.set(folder.address, [folder]);
    else own.push(folder);
  }
  return {
    ...sizeOf(folders.filter(isWritten)),
    ...{ needed: room.needed, free: room.free, times: timesOf(steps) },
    mailboxes: [...byMailbox].map(([mailbox, own]) => {
      const named = own.filter((folder) => folder.excluded !== null || isWritten(folder));
      return {
        ...{ mailbox, target: targets.get(addressKey(mailbox)) ?? '', problem: null, notes: [] },
        ...sizeOf(own.filter(isWritten)),
        folders: named.flatMap(({ folder, label, excluded, items: count }) => {
          const [from, to] = [folder.path.join('/'), excluded ?? label.join('/')];
          return (folder.kind === 'mail' || excluded !== null) && from !== to ? [{ from, to, items: count }] : [];
        }),
      };
    }),
    questions: exportQuestions({ notIncluded, unlisted: [] }),
  };
}

function sizeOf(folders: readonly SizedFolder[]): { readonly items: number; readonly bytes: number } {
  const sum = (value: (folder: SizedFolder) => number): number => folders.reduce((all, each) => all + value(each), 0);
  return { items: sum(({ items }) => items), bytes: sum(({ bytes }) => bytes) };
}

const UNHEARD = {
  onBegin: () => undefined,
  onCounts: () => undefined,
  onWait: () => undefined,
  onEnd: () => undefined,
};

/** Signs in to every account, and sends nothing. */
async function prepareMigration(flags: MigrateFlags, files: InputFiles, signal: AbortSignal): Promise<Prepared> {
  const { request, warnings } = await readMigration(flags, files);
  const { source } = openSource(flags, files);
  const options = {
    ...request,
    source: filteredSource(source, readMailFilter(flags)),
    ...{ dryRun: true, retryFailed: false, signal },
  };
  const { plan: made } = await runMigration(options, { ...UNHEARD, onPlan: () => undefined });
  const { totals, accounts } = made;
  return {
    ...{ items: totals.messages, bytes: totals.bytes, needed: null, free: null, times: timesOf(migrationSteps(made)) },
    mailboxes: accounts.map(({ source: mailbox, target, toSend, problem, notes, folders }) => ({
      ...{ mailbox, target, items: toSend.messages, bytes: toSend.bytes, problem: problem?.message ?? null },
      notes: [...warnings, ...notes],
      folders: folders.flatMap(({ folder, target: place, rule, messages }) => {
        const [from, to] = [folder.join('/'), place?.join('/') ?? rule];
        return from === to ? [] : [{ from, to, items: messages }];
      }),
    })),
    questions: migrationQuestions(made),
  };
}
