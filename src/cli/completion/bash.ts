import type { CompletedCommand, CompletionModel, Values } from './model.js';

/** The completion script for bash 3.2 and newer. Everything is in it: Tab starts no program. */
export function bashCompletion({ program, options, commands }: CompletionModel): string {
  const names = commands.map(({ name }) => name);
  const first = [...names, ...flagsOf(options)].join(' ');
  return `# bash completion for ${program}: source <(${program} complete bash)
${HELPERS}
_kerio_exit() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command='' i
  COMPREPLY=()
  # bash takes "--option=value" for three words.
  if [[ $cur == '=' ]]; then cur=''
  elif [[ $prev == '=' ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in
      ${names.join('|')}) command=\${COMP_WORDS[i]}; break ;;
    esac
  done
  case "$command $prev" in
${commands.flatMap(valueCases).join('\n')}
  esac
  case $command in
${commands.map(wordCase).join('\n')}
    *) _kerio_exit_words '${first}' ;;
  esac
}

# Where nothing is offered bash completes file names, unless a function above forbids it.
complete -o default -o bashdefault -F _kerio_exit ${program}
`;
}

const HELPERS = `
_kerio_exit_nothing() { compopt +o default +o bashdefault 2>/dev/null; }

_kerio_exit_folder() { compopt +o default +o bashdefault -o dirnames 2>/dev/null; }

_kerio_exit_words() {
  local word
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -W "$1" -- "$cur")
  [[ \${#COMPREPLY[@]} -gt 0 ]] || _kerio_exit_nothing
}

# Words with commas between them; those that are there already are not offered again.
_kerio_exit_list() {
  local before='' left='' word
  [[ $cur == *,* ]] && before=\${cur%,*},
  for word in $1; do [[ ",$before" == *",$word,"* ]] || left+="$before$word "; done
  _kerio_exit_words "$left"
  compopt -o nospace 2>/dev/null
}
`;

/** What follows an option that takes a value; options with the same values share a line. */
function valueCases({ name, options }: CompletedCommand): string[] {
  const byOffer = new Map<string, string[]>();
  for (const { names, values } of options) {
    if (values === null) continue;
    const patterns = names.map((flag) => `'${name} ${flag}'`);
    byOffer.set(offer(values), [...(byOffer.get(offer(values)) ?? []), ...patterns]);
  }
  return [...byOffer].map(([action, patterns]) => `    ${patterns.join('|')}) ${action}; return ;;`);
}

/** What stands alone: options, and the argument. */
function wordCase({ name, options, operand }: CompletedCommand): string {
  const flags = `_kerio_exit_words '${flagsOf(options).join(' ')}'`;
  if (operand === null) return `    ${name}) ${flags} ;;`;
  return `    ${name}) if [[ $cur == -* ]]; then ${flags}; else ${offer(operand)}; fi ;;`;
}

function offer({ kind, words }: Values): string {
  switch (kind) {
    case 'words':
      return `_kerio_exit_words '${words.join(' ')}'`;
    case 'list':
      return `_kerio_exit_list '${words.join(' ')}'`;
    case 'folder':
      return '_kerio_exit_folder';
    case 'path':
      return words.length === 0 ? ':' : `COMPREPLY=($(compgen -W '${words.join(' ')}' -- "$cur"))`;
    case 'any':
      return '_kerio_exit_nothing';
  }
}

function flagsOf(options: CompletionModel['options']): string[] {
  return options.flatMap(({ names }) => names);
}
