/**
 * Writes docs/options.md from the program itself: `node scripts/options-reference.mjs` after a build. A test compares the
 * committed file with what this makes.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtProgram, commandsOf, describeOption, helpBehind, isMain } from './command-line.mjs';
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
  const general = ['## kerio-exit', program.description(), optionTable(program), behind(program)];
  return `${introduction}\n${[section(general), ...commandsOf(program).map(commandSection)].join('\n')}`;
}

/** @param {import('commander').Command} command */
function commandSection(command) {
  return section([
    `## kerio-exit ${command.name()}`,
    command.description(),
    `\`\`\`text\nkerio-exit ${command.name()} ${command.usage()}\n\`\`\``,
    argumentTable(command),
    optionTable(command),
    behind(command),
  ]);
}

/** @param {readonly string[]} blocks */
function section(blocks) {
  return `${blocks
    .map((block) => block.trim())
    .filter((block) => block !== '')
    .join('\n\n')}\n`;
}

/** @param {import('commander').Command} command */
function argumentTable(command) {
  const rows = command.registeredArguments.map((argument) => [
    `\`${argument.name()}\``,
    argument.argChoices === undefined
      ? argument.description
      : `${argument.description} (one of ${argument.argChoices.map(code).join(', ')})`,
  ]);
  return rows.length === 0 ? '' : table(['argument', 'what it is'], rows);
}

/** @param {import('commander').Command} command */
function optionTable(command) {
  const rows = command
    .createHelp()
    .visibleOptions(command)
    .map((option) => [code(option.flags), describeOption(option, code)]);
  return table(['option', 'what it does'], rows);
}

/** @param {import('commander').Command} command */
function behind(command) {
  const text = helpBehind(command);
  return text === '' ? '' : `\`\`\`text\n${text}\n\`\`\``;
}

/** @param {string} text */
function code(text) {
  return `\`${text}\``;
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

if (isMain(import.meta.url)) writeFileSync(referencePath, optionsReference(await builtProgram()));
