/** Which mail goes along, and what folders are called: read as the options of these names are read, and given as their flags. */
import { UserError } from '../../core/errors.js';
import { readFolderRules } from '../../naming/folder-rules.js';
import { gather, parseTime } from '../../options/arguments.js';
import { type MailFilterFlags, readMailFilter } from '../../options/mail-filter-options.js';
import { readSize } from '../../options/migrate-flags.js';
import type { Choices } from '../api.js';
import { listOf, oneOf, record, text } from './readers.js';

/** Everything goes along under its own name. */
export const NO_CHOICES: Choices = {
  ...{ since: '', until: '', subject: [], sender: [], larger: '', smaller: '', hasAttachment: false },
  ...{ excludeFolder: [], map: [], skipDeleted: false, maxSize: '' },
};

/** The choices of the page. Throws a UserError for a value that its option would refuse. */
export function readChoices(value: unknown, name: string): Choices {
  const given = record(value, name);
  const line = (key: keyof Choices): string => text(given[key], key).trim();
  const lines = (key: keyof Choices): string[] =>
    listOf(text)(given[key], key)
      .map((each) => each.trim())
      .filter((each) => each !== '');
  const flag = (key: keyof Choices): boolean => oneOf([true, false] as const)(given[key], key);
  const choices: Choices = {
    ...{ since: line('since'), until: line('until'), subject: lines('subject'), sender: lines('sender') },
    ...{ larger: line('larger'), smaller: line('smaller'), hasAttachment: flag('hasAttachment') },
    // As on the command line, commas divide them.
    excludeFolder: lines('excludeFolder').flatMap((each) => gather(each)),
    ...{ map: lines('map'), skipDeleted: flag('skipDeleted'), maxSize: line('maxSize') },
  };
  refuseUnread(choices);
  return choices;
}

/** Refused now, while the field is before one's eyes, and not when the plan is made. */
function refuseUnread(choices: Choices): void {
  const { since, until, map, maxSize } = choices;
  const from = since === '' ? null : parseTime(since, '--since');
  const to = until === '' ? null : parseTime(until, '--until');
  if (from !== null && to !== null && from >= to)
    throw new UserError(`--until ${until} is not after --since ${since}: no mail lies between.`);
  readMailFilter(mailFlags(choices));
  readFolderRules(map);
  if (maxSize !== '') readSize(maxSize);
}

/** As flags of `export`. */
export function exportChoices(choices: Choices) {
  const { since, until, skipDeleted } = choices;
  return {
    ...folderFlags(choices),
    ...(since === '' ? {} : { since }),
    ...(until === '' ? {} : { until }),
    ...mailFlags(choices),
    ...(skipDeleted ? { skipDeleted: true } : {}),
  };
}

/** As flags of `migrate`. */
export function migrateChoices(choices: Choices) {
  const { maxSize } = choices;
  return { ...folderFlags(choices), ...mailFlags(choices), ...(maxSize === '' ? {} : { maxSize }) };
}

/** What both ask of folders. */
export function folderFlags({ excludeFolder, map }: Choices) {
  return {
    ...(map.length === 0 ? {} : { map: [...map] }),
    ...(excludeFolder.length === 0 ? {} : { excludeFolder: [...excludeFolder] }),
  };
}

function mailFlags({ subject, sender, larger, smaller, hasAttachment }: Choices): MailFilterFlags {
  return {
    ...(subject.length === 0 ? {} : { subject: [...subject] }),
    ...(sender.length === 0 ? {} : { sender: [...sender] }),
    ...(larger === '' ? {} : { larger }),
    ...(smaller === '' ? {} : { smaller }),
    ...(hasAttachment ? { hasAttachment: true } : {}),
  };
}
