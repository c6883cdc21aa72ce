/** What nobody has decided on yet, in words: the same on the terminal, on the pages and in the steps that come next. */
import type { NotIncluded, UnlistedMailbox } from '../store/tree/census.js';
import { countOf } from './numbers.js';

/** The part of a report that asks for a decision. */
export interface Undecided {
  readonly notIncluded: readonly NotIncluded[];
  readonly unlisted: readonly UnlistedMailbox[];
}

/** What a question is about. */
export interface Concerned {
  readonly address: string;
  /** Null when nobody can count them. */
  readonly items: number | null;
}

/** One question, and all whom it concerns. */
export interface Question {
  /** Which of the questions it is, for whoever offers the answers. */
  readonly about: 'archive' | 'recoverable' | 'plan' | 'unlisted';
  /** `recoverable mail of 3 mailboxes (7 items)`. */
  readonly title: string;
  /** What each of them is, for a table. */
  readonly what: string;
  /** The options that answer it. */
  readonly remedy: string;
  readonly concerned: readonly Concerned[];
}

/** The questions that an export leaves open. */
export function exportQuestions({ notIncluded, unlisted }: Undecided): Question[] {
  return [
    ...treeQuestions(notIncluded, {
      archive: ['not exported', '--include archive takes it along, --exclude-archive leaves it out'],
      recoverable: ['not exported', '--include recoverable takes it along, --exclude-recoverable leaves it out'],
      plan: ['not exported', 'its line of the plan says where it goes: an address as goes_to, or - to leave it behind'],
    }),
    {
      about: 'unlisted' as const,
      title: `${countOf(unlisted.length, 'mailbox')} without an account (${itemsOf(unlisted)}, exported)`,
      what: 'no account: no file names its user',
      remedy:
        '--include-unlisted makes an account, --exclude-unlisted makes none, --exclude-user leaves the mailbox out, too',
      concerned: unlisted,
    },
  ].filter(({ concerned }) => concerned.length > 0);
}

/** The questions that a migration leaves open. */
export function migrationQuestions({ notIncluded, unlisted }: Undecided): Question[] {
  return [
    {
      about: 'unlisted' as const,
      title: `${countOf(unlisted.length, 'mailbox')} in no line of the users file (${itemsOf(unlisted)})`,
      what: 'in no line of the users file: not moved',
      remedy: 'a line says where it goes; the target - in that line, or --exclude, that it stays behind',
      concerned: unlisted,
    },
    ...treeQuestions(notIncluded, {
      archive: ['not moved', 'a line of the users file says whose mailbox it goes to, --exclude-archive leaves it out'],
      recoverable: ['not moved', '--include recoverable sends it along, --exclude-recoverable leaves it out'],
      plan: ['not moved', 'its line of the plan says where it goes: an address as goes_to, or - to leave it behind'],
    }),
  ].filter(({ concerned }) => concerned.length > 0);
}

function treeQuestions(
  trees: readonly NotIncluded[],
  words: Readonly<Record<NotIncluded['what'], readonly [state: string, remedy: string]>>,
): Question[] {
  const archives = trees.filter(({ what }) => what === 'archive');
  const recoverable = trees.filter(({ what }) => what === 'recoverable');
  const open = trees.filter(({ what }) => what === 'plan');
  return [
    {
      about: 'plan',
      title: `${countOf(open.length, 'mailbox')} that the plan leaves open (${itemsOf(open)})`,
      what: `left open by the plan, ${words.plan[0]}`,
      remedy: words.plan[1],
      concerned: open,
    },
    {
      about: 'archive',
      title: `${archives.length === 1 ? 'the mail archive' : countOf(archives.length, 'mail archive')} (${itemsOf(archives)})`,
      what: `mail archive, ${words.archive[0]}`,
      remedy: words.archive[1],
      concerned: archives,
    },
    {
      about: 'recoverable',
      title: `recoverable mail of ${countOf(recoverable.length, 'mailbox')} (${itemsOf(recoverable)})`,
      what: `recoverable mail (kept after deletion), ${words.recoverable[0]}`,
      remedy: words.recoverable[1],
      concerned: recoverable,
    },
  ];
}

/** Questions in one line: `the mail archive (2 items) and recoverable mail of 1 mailbox (1 item)`; empty without any. */
export function questionsText(questions: readonly Question[]): string {
  const titles = questions.map(({ title }) => title);
  const last = titles.pop() ?? '';
  return titles.length === 0 ? last : `${titles.join(', ')} and ${last}`;
}

/** How many items that are: `3 items`. */
function itemsOf(concerned: readonly Concerned[]): string {
  if (concerned.some(({ items }) => items === null)) return 'items not counted';
  return countOf(
    concerned.reduce((sum, { items }) => sum + (items ?? 0), 0),
    'item',
  );
}
