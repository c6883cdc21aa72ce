/**
 * Writes man/kerio-exit.1 from the program itself: `node scripts/man-page.mjs` after a build. A test compares the committed
 * file with what this makes.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { builtProgram, commandsOf, describeOption, helpBehind, isMain } from './command-line.mjs';
import { root } from './steps.mjs';

/** Where the page is kept. */
export const manPath = join(root, 'man/kerio-exit.1');

/** @type {ReadonlyArray<readonly [code: string, meaning: string]>} */
const exitCodes = [
  ['0', 'Everything that the store holds and you did not leave out is done.'],
  [
    '1',
    'Done, but something needs you: items failed or are missing, or there is a mailbox, an archive or recoverable mail that you neither asked for nor left out. Summary and report name it.',
  ],
  ['2', 'The command line or an input is wrong; nothing was written.'],
  ['3', 'The other side (a server, a disk) refused or broke off: run again to go on.'],
  ['130', 'Interrupted: run again to go on.'],
];

/** @type {ReadonlyArray<readonly [name: string, meaning: string]>} */
const environment = [
  [
    'KERIO_EXIT_FROM_SECRET, KERIO_EXIT_TO_SECRET',
    'The password or key for the source or the destination of migrate, where no file with it is named.',
  ],
  [
    'XDG_STATE_HOME',
    'Where migrate keeps what it has sent on Linux, in kerio-exit/migrate; ~/.local/state without it.',
  ],
];

/**
 * The page in the man macros of roff, which every man program reads.
 * @param {import('commander').Command} program
 */
export function manPage(program) {
  const commands = commandsOf(program);
  const lines = [
    String.raw`.\" Made from the program by scripts/man-page.mjs; do not edit it by hand.`,
    `.TH KERIO-EXIT 1 "" "kerio-exit ${program.version() ?? ''}" "User commands"`,
    '.SH NAME',
    String.raw`kerio-exit \- takes a company off Kerio Connect`,
    '.SH SYNOPSIS',
    ...commands.flatMap((command) => [`.B kerio-exit ${text(command.name())}`, text(command.usage()), '.br']),
    '.B kerio-exit',
    '.SH DESCRIPTION',
    ...paragraphs(program.description()),
    ...paragraphs(helpBehind(program)),
    '.SH OPTIONS',
    ...optionLines(program),
    '.SH COMMANDS',
    ...commands.flatMap(commandLines),
    '.SH EXIT STATUS',
    ...exitCodes.flatMap(([code, meaning]) => tagged(code, meaning)),
    '.SH ENVIRONMENT',
    ...environment.flatMap(([name, meaning]) => tagged(name, meaning)),
    '.SH SEE ALSO',
    ...filled('The folder docs of the package: getting-started.md, options.md, and a guide for each destination.'),
  ];
  // A paragraph begins by itself behind a heading.
  return `${lines.join('\n').replaceAll(/^(\.S[HS] .*)\n\.PP$/gm, '$1')}\n`;
}

/** @param {import('commander').Command} command */
function commandLines(command) {
  return [
    `.SS kerio-exit ${text(command.name())} ${text(command.usage())}`,
    ...paragraphs(sentence(command.description())),
    ...command.registeredArguments.flatMap((argument) => tagged(argument.name(), sentence(argument.description))),
    ...optionLines(command),
    ...paragraphs(helpBehind(command)),
  ];
}

/** @param {import('commander').Command} command */
function optionLines(command) {
  return command
    .createHelp()
    .visibleOptions(command)
    .flatMap((option) => tagged(option.flags, sentence(describeOption(option, (value) => value))));
}

/**
 * A term and what is to be said about it.
 * @param {string} term
 * @param {string} meaning
 */
function tagged(term, meaning) {
  return ['.TP', `.B ${text(term)}`, ...filled(meaning)];
}

/**
 * Blocks of text; those whose lines are set in, examples and tables, keep their lines.
 * @param {string} blocks
 */
function paragraphs(blocks) {
  return blocks.split(/\n{2,}|\n(?=Examples?:)/).flatMap((block) => {
    const [first = '', ...rest] = block.split('\n');
    if (!rest.some((line) => line.startsWith('  '))) return ['.PP', ...filled(block)];
    return ['.PP', text(first), '.PP', '.nf', ...rest.map(text), '.fi'];
  });
}

/** @param {string} words */
function sentence(words) {
  // `strip: …` explains a value, which is written as it is.
  const begun = /^\w+:/.test(words) ? words : words.charAt(0).toUpperCase() + words.slice(1);
  return /[.:]$/.test(begun) ? begun : `${begun}.`;
}

/**
 * Text that roff fills, in lines of less than 80 characters.
 * @param {string} words
 */
function filled(words) {
  /** @type {string[]} */
  const lines = [];
  for (const word of words.split(/\s+/).map(text)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < 79) lines.splice(-1, 1, `${last} ${word}`);
    else lines.push(word);
  }
  return lines;
}

/**
 * One line of text: no sign of it is taken for a command of roff.
 * @param {string} line
 */
function text(line) {
  return line
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('…', '...')
    .replace(/^(?=[.'])/, '\\&');
}

if (isMain(import.meta.url)) {
  mkdirSync(dirname(manPath), { recursive: true });
  writeFileSync(manPath, manPage(await builtProgram()));
}
