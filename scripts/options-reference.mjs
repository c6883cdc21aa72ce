/**
 * Writes docs/options.md from the program itself: `node scripts/options-reference.mjs` after a build. A test compares the
 * committed file with what this makes.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './steps.mjs';

/** Where the reference is kept. */
export const referencePath = join(root, 'docs/options.md');

const introduction = `# Options

Every command and every option, as \`kerio-exit <command> --help\` prints them. This file is made from the program by
\`node scripts/options-reference.mjs\`; do not edit it by hand.

Values that name several things take commas (\`--only mail,contacts\`), and such options may be given again. Globs know
\`*\` (any run of characters) and \`?\` (one), in any case. What the exit codes mean is in
[architecture.md](architecture.md#exit-codes).
`;

/**
 * The reference as Markdown.
 * @param {import('commander').Command} program
 */
export function optionsReference(program) {
  const commands = program.commands.filter((command) => command.name() !== 'help');
  const sections = [
    `## kerio-exit\n\n${program.description()}\n\n${optionTable(program)}`,
    ...commands.map(commandSection),
  ];
  return `${introduction}\n${sections.join('\n')}`;
}

/** @param {import('commander').Command} command */
function commandSection(command) {
  const blocks = [
    `## kerio-exit ${command.name()}`,
    command.description(),
    `\`\`\`text\nkerio-exit ${command.name()} ${command.usage()}\n\`\`\``,
    argumentTable(command),
    optionTable(command),
    helpBehind(command),
  ];
  return `${blocks
    .map((block) => block.trim())
    .filter((block) => block !== '')
    .join('\n\n')}\n`;
}

/** @param {import('commander').Command} command */
function argumentTable(command) {
  const rows = command.registeredArguments.map((argument) => [`\`${argument.name()}\``, argument.description]);
  return rows.length === 0 ? '' : table(['argument', 'what it is'], rows);
}

/** @param {import('commander').Command} command */
function optionTable(command) {
  const rows = command
    .createHelp()
    .visibleOptions(command)
    .map((option) => [`\`${option.flags}\``, describe(option)]);
  return table(['option', 'what it does'], rows);
}

/** @param {import('commander').Option} option */
function describe(option) {
  const { description, argChoices, mandatory, defaultValueDescription } = option;
  /** @type {unknown} */
  const value = option.defaultValue;
  const notes = [
    mandatory ? 'must be given' : '',
    argChoices === undefined ? '' : `one of ${argChoices.map((choice) => `\`${choice}\``).join(', ')}`,
    typeof value === 'string' || typeof value === 'number'
      ? `default: ${defaultValueDescription ?? `\`${value}\``}`
      : '',
  ].filter((note) => note !== '');
  return notes.length === 0 ? description : `${description} (${notes.join('; ')})`;
}

/**
 * What a command's help prints behind its options: examples, mostly.
 * @param {import('commander').Command} command
 */
function helpBehind(command) {
  let text = '';
  const before = command.configureOutput();
  command.configureOutput({ writeOut: (piece) => (text += piece) });
  command.outputHelp();
  command.configureOutput(before);
  const behind = text.slice(command.helpInformation().length).trim();
  return behind === '' ? '' : `\`\`\`text\n${behind}\n\`\`\``;
}

/**
 * @param {readonly string[]} header
 * @param {readonly (readonly string[])[]} rows
 */
function table(header, rows) {
  /** @param {readonly string[]} cells */
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
  return line(header) + line(header.map(() => '---')) + rows.map(line).join('');
}

/**
 * @param {unknown} loaded
 * @returns {loaded is typeof import('../src/cli/main.js')}
 */
function isProgram(loaded) {
  return typeof loaded === 'object' && loaded !== null && 'makeProgram' in loaded;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  /** @type {unknown} */
  const program = await import(new URL('../dist/cli/main.js', import.meta.url).href);
  if (!isProgram(program)) throw new Error('dist/ is of another version: npm run build first');
  const silent = { interactive: false, columns: 80, out: () => undefined, err: () => undefined };
  writeFileSync(referencePath, optionsReference(program.makeProgram(silent, () => undefined)));
}
