import type { Shell } from '../../naming/shells.js';
import { DEFAULT_OPTIONS, differingOptions, type ExportOptions } from '../../files/plan/options.js';

/** How each option is said on the command line; nothing where it has its default. */
const ARGUMENTS: { readonly [Key in keyof ExportOptions]: (value: ExportOptions[Key]) => readonly string[] } = {
  target: (target) => ['--target', target],
  mailFormat: (format) => ['--mail-format', format],
  pstSize: (bytes) => ['--pst-size', `${bytes / 1_000_000}MB`],
  only: (kinds) => ['--only', kinds.join(',')],
  users: (globs) => repeated('--user', globs),
  excludeUsers: (globs) => repeated('--exclude-user', globs),
  domains: (globs) => repeated('--domain', globs),
  plan: (plan) => (plan === null ? [] : ['--plan', plan.file]),
  folders: (globs) => repeated('--folder', globs),
  excludeFolders: (globs) => repeated('--exclude-folder', globs),
  map: (rules) =>
    repeated(
      '--map',
      rules.map(([from, to]) => `${from}=${to}`),
    ),
  since: (time) => (time === null ? [] : ['--since', timeText(time)]),
  until: (time) => (time === null ? [] : ['--until', timeText(time)]),
  mail: (filter) => [
    ...repeated('--subject', filter.subject),
    ...repeated('--sender', filter.sender),
    ...(filter.larger === null ? [] : ['--larger', String(filter.larger)]),
    ...(filter.smaller === null ? [] : ['--smaller', String(filter.smaller)]),
    ...(filter.hasAttachment ? ['--has-attachment'] : []),
  ],
  archive: (on) => (on ? ['--include', 'archive'] : []),
  recoverable: (on) => (on ? ['--include', 'recoverable'] : []),
  excludeArchive: (on) => (on ? ['--exclude-archive'] : []),
  excludeRecoverable: (on) => (on ? ['--exclude-recoverable'] : []),
  skipDeleted: (on) => (on ? ['--skip-deleted'] : []),
  oneFilePerContact: (on) => (on ? ['--one-file-per-contact'] : []),
  maxPhotoKb: (kb) => (kb === null ? [] : ['--max-photo', String(kb)]),
  attendees: (how) => ['--attendees', how],
  inlineAttachments: (on) => (on ? ['--inline-attachments'] : []),
};

/** The `kerio-exit export` that makes an output with these options. */
export function exportCommand(source: string, out: string, options: Partial<ExportOptions>, shell: Shell): string {
  const all = { ...DEFAULT_OPTIONS, ...options };
  const changed = new Set(differingOptions(all, DEFAULT_OPTIONS));
  const keys = Object.keys(ARGUMENTS) as (keyof ExportOptions)[];
  const words = keys.filter((key) => changed.has(key)).flatMap((key) => argumentsOf(key, all));
  return [
    'kerio-exit',
    'export',
    shell.path(source),
    '--out',
    shell.path(out),
    ...words.map((text) => shell.word(text)),
  ].join(' ');
}

function argumentsOf(key: keyof ExportOptions, options: ExportOptions): readonly string[] {
  const say = ARGUMENTS[key] as (value: ExportOptions[keyof ExportOptions]) => readonly string[];
  return say(options[key]);
}

function repeated(option: string, values: readonly string[]): string[] {
  return values.flatMap((value) => [option, value]);
}

function timeText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}
