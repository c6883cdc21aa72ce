import type { CompletedCommand, CompletedOption, CompletionModel, Values } from './model.js';

/** The completion script for zsh: to be sourced, or kept as `_kerio-exit` in a folder of `fpath`. */
export function zshCompletion({ program, options, commands }: CompletionModel): string {
  return `#compdef ${program}
# zsh completion for ${program}: source <(${program} complete zsh), after compinit

_kerio_exit() {
  local context state state_descr line
  typeset -A opt_args
  local -a commands
  commands=(
${commands.map(({ name, description }) => `    ${quoted(`${name}:${description}`)}`).join('\n')}
  )
  _arguments -C \\
${options.map((option) => `    ${optionSpec(option)} \\`).join('\n')}
    '1:command:->command' \\
    '*::argument:->argument' && return
  case $state in
    command) _describe command commands ;;
    argument)
      case $line[1] in
${commands.map(commandCase).join('\n')}
      esac ;;
  esac
}

if [[ $funcstack[1] == _kerio_exit || $funcstack[1] == _${program} ]]; then _kerio_exit "$@"
else compdef _kerio_exit ${program}
fi
`;
}

function commandCase({ name, options, operand }: CompletedCommand): string {
  const specs = options.map(optionSpec);
  if (operand !== null) specs.push(quoted(`1:${name} what:${offer(operand)}`));
  return `        ${name})
          _arguments \\
${specs.map((spec) => `            ${spec}`).join(' \\\n')} ;;`;
}

/** An optspec of `_arguments`: names that exclude each other, what it does, what its value is. */
function optionSpec({ names, description, values, repeatable }: CompletedOption): string {
  const explained = `[${description.replace(/[[\]\\]/g, '\\$&').replaceAll(':', '\\:')}]`;
  const value = values === null ? '' : `:value:${offer(values)}`;
  const sign = values === null ? '' : '=';
  const [only = ''] = names;
  if (names.length === 1) return quoted(`${repeatable ? '*' : ''}${only}${sign}${explained}${value}`);
  return `${quoted(`(${names.join(' ')})`)}{${names.map((name) => `${name}${name.startsWith('--') ? sign : ''}`).join(',')}}${quoted(explained + value)}`;
}

function offer({ kind, words }: Values): string {
  switch (kind) {
    case 'words':
      return `(${words.join(' ')})`;
    case 'list':
      return `{_values -s , word ${words.join(' ')}}`;
    case 'folder':
      return '_files -/';
    case 'path':
      return words.length === 0 ? '_files' : `{compadd ${words.join(' ')}; _files}`;
    case 'any':
      return ' ';
  }
}

/** In single quotes. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
