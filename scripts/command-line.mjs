/** The program's own description of its command line, for documents that are made from it. */
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * What an option does, with its choices and its default.
 * @param {import('commander').Option} option
 * @param {(value: string) => string} quote how a value is marked in the document
 */
export function describeOption(option, quote) {
  const { description, argChoices, mandatory, defaultValueDescription } = option;
  /** @type {unknown} */
  const value = option.defaultValue;
  const notes = [
    mandatory ? 'must be given' : '',
    argChoices === undefined ? '' : `one of ${argChoices.map(quote).join(', ')}`,
    typeof value === 'string' || typeof value === 'number'
      ? `default: ${defaultValueDescription ?? quote(String(value))}`
      : '',
  ].filter((note) => note !== '');
  return notes.length === 0 ? description : `${description} (${notes.join('; ')})`;
}

/**
 * What a command's help prints behind its options: examples, mostly.
 * @param {import('commander').Command} command
 */
export function helpBehind(command) {
  let text = '';
  const before = command.configureOutput();
  command.configureOutput({ writeOut: (piece) => (text += piece) });
  command.outputHelp();
  command.configureOutput(before);
  return text.slice(command.helpInformation().length).trim();
}

/**
 * The commands, without the one that prints help.
 * @param {import('commander').Command} program
 */
export function commandsOf(program) {
  return program.commands.filter((command) => command.name() !== 'help');
}

/**
 * Whether a script was started by itself, not imported.
 * @param {string} url
 */
export function isMain(url) {
  return process.argv[1] !== undefined && url === pathToFileURL(process.argv[1]).href;
}

/**
 * The program of dist/, as `npm run build` left it.
 * @returns {Promise<import('commander').Command>}
 */
export async function builtProgram() {
  const path = fileURLToPath(new URL('../dist/main.js', import.meta.url));
  /** @type {unknown} */
  const loaded = await import(pathToFileURL(path).href);
  if (!isProgram(loaded)) throw new Error('dist/ is of another version: npm run build first');
  const silent = { interactive: false, columns: 80, out: () => undefined, err: () => undefined };
  return loaded.makeProgram(silent, () => undefined);
}

/**
 * @param {unknown} loaded
 * @returns {loaded is typeof import('../src/cli/main.js')}
 */
function isProgram(loaded) {
  return typeof loaded === 'object' && loaded !== null && 'makeProgram' in loaded;
}
