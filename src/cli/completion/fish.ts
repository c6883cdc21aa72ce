import type { CompletedCommand, CompletedOption, CompletionModel, Values } from './model.js';

/** The completion script for fish: to be sourced, or kept as `kerio-exit.fish` in its `completions` folder. */
export function fishCompletion({ program, options, commands }: CompletionModel): string {
  const start = `complete -c ${program}`;
  const alone = `${start} -n __fish_use_subcommand`;
  const lines = [
    `${start} -f`,
    ...options.map((option) => `${alone}${optionPart(option)}`),
    ...commands.map(({ name, description }) => `${alone} -a ${name} -d ${quoted(description)}`),
    ...commands.flatMap((command) => commandLines(command, start)),
  ];
  return `# fish completion for ${program}: ${program} complete fish | source\n${lines.map((line) => `${line}\n`).join('')}`;
}

function commandLines({ name, options, operand }: CompletedCommand, start: string): string[] {
  const here = `${start} -n '__fish_seen_subcommand_from ${name}'`;
  return [
    ...(operand === null ? [] : [`${here}${valuePart(operand)}`]),
    ...options.map((option) => `${here}${optionPart(option)}`),
  ];
}

function optionPart({ names, description, values }: CompletedOption): string {
  const flags = names.map((name) => (name.startsWith('--') ? ` -l ${name.slice(2)}` : ` -s ${name.slice(1)}`));
  const value = values === null ? '' : ` -r${valuePart(values)}`;
  return `${flags.join('')}${value} -d ${quoted(description)}`;
}

function valuePart({ kind, words }: Values): string {
  switch (kind) {
    case 'words':
      return ` -f -a ${quoted(words.join(' '))}`;
    case 'list':
      return ` -f -a ${quoted(`(__fish_complete_list , "printf '%s\\n' ${words.join(' ')}")`)}`;
    case 'folder':
      return ` -f -a '(__fish_complete_directories)'`;
    case 'path':
      return words.length === 0 ? ' -F' : ` -F -a ${quoted(words.join(' '))}`;
    case 'any':
      return ' -f';
  }
}

/** In single quotes, where fish knows two escapes. */
function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
