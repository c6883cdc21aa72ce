/**
 * Command lines for people, in the shell that their machine has: a POSIX one, or PowerShell on Windows. PowerShell here is what
 * comes with Windows (5.1), so that its lines run in both.
 */
import { powershellWord, shellWord } from './shell-word.js';

export type ShellName = 'posix' | 'powershell';

/** How a shell says what the guides say. */
export interface Shell {
  readonly name: ShellName;
  /** One word of a command. */
  word(text: string): string;
  /** The path of a file or folder as a word; ours are given with `/`. */
  path(path: string): string;
  /** Gives a name to a text, for `use`. */
  set(name: string, text: string): string;
  use(name: string): string;
  /** Lists the files of an ending below a folder. */
  find(folder: string, ending: string): string;
  /** Prints the lines with a text in the files of an ending in a folder. */
  search(folder: string, ending: string, text: string): string;
  /** A program's line, and what is done when it fails: its user goes into a file. */
  orNote(command: string, user: string, file: string): string;
  /**
   * Does something for each mailbox of a user below a folder; shared trees are left out, and `renames` say which domains have
   * new names; `moved` says which mailboxes have another address, or (null) are left out. `body` is told how the folder and the address at the destination are used in it.
   */
  eachMailbox(
    folder: string,
    renames: ReadonlyMap<string, string>,
    body: (dir: string, user: string) => string,
    moved?: ReadonlyMap<string, string | null>,
  ): string;
}

const POSIX: Shell = {
  name: 'posix',
  word: shellWord,
  // A path of Windows, in a shell that came there with Git or Cygwin.
  path: (path) => shellWord(/^(?:[A-Za-z]:)?\\/.test(path) ? path.replaceAll('\\', '/') : path),
  set: (name, text) => `${name}=${shellWord(text)}`,
  use: (name) => `"$${name}"`,
  find: (folder, ending) => `find ${POSIX.path(folder)} -name ${shellWord(`*${ending}`)}`,
  search: (folder, ending, text) => `grep -h ${shellWord(text)} ${POSIX.path(folder)}/*${ending}`,
  orNote: (command, user, file) => `${command} || echo ${user} >> ${file}`,
  eachMailbox: (folder, renames, body, moved = new Map<string, string | null>()) => {
    const mailboxes = [...moved].map(
      ([name, to]) => `${shellWord(name)}) ${to === null ? 'continue' : `user=${shellWord(to)}`};; `,
    );
    const domains = [...renames].map(([from, to]) => `*@${from}) user="\${user%@*}@${to}";; `);
    const cases = [...mailboxes, ...domains].join('');
    return (
      `for dir in ${POSIX.path(folder)}/*@*; do user=$(basename "$dir"); ` +
      `case $user in _public@*|_archive@*|_resources@*) continue;; ${cases}esac; ${body('"$dir"', '"$user"')}; done`
    );
  },
};

const POWERSHELL: Shell = {
  name: 'powershell',
  word: powershellArgument,
  path: (path) => powershellArgument(windowsPath(path)),
  set: (name, text) => `$${name} = ${powershellWord(text)}`,
  use: (name) => `$${name}`,
  find: (folder, ending) =>
    `(Get-ChildItem ${POWERSHELL.path(folder)} -Recurse -Filter ${powershellWord(`*${ending}`)}).FullName`,
  search: (folder, ending, text) =>
    `(Select-String -SimpleMatch ${powershellWord(text)} -Path ${powershellWord(windowsPath(`${folder}/*${ending}`))}).Line`,
  orNote: (command, user, file) => `${command}; if ($LASTEXITCODE -ne 0) { Add-Content ${file} ${user} }`,
  eachMailbox: (folder, renames, body, moved = new Map<string, string | null>()) => {
    const staying = [...moved].flatMap(([name, to]) => (to === null ? [powershellWord(name)] : []));
    const others = staying.length === 0 ? '' : `Where-Object Name -NotIn ${staying.join(', ')} | `;
    const mailboxes = [...moved].flatMap(([name, to]) =>
      to === null ? [] : [`${powershellWord(name)} = ${powershellWord(to)}`],
    );
    const table =
      mailboxes.length === 0
        ? ''
        : `$to = @{ ${mailboxes.join('; ')} }; if ($to.ContainsKey($_.Name)) { $user = $to[$_.Name] }; `;
    const changes = [...renames]
      .map(([from, to]) => ` -replace ${powershellWord(`@${escaped(from)}$`)}, ${powershellWord(`@${to}`)}`)
      .join('');
    return (
      `Get-ChildItem ${POWERSHELL.path(folder)} -Directory -Filter '*@*' | ` +
      `Where-Object Name -NotMatch '^_(public|archive|resources)@' | ` +
      others +
      `ForEach-Object { $dir = $_.FullName; $user = $_.Name${changes}; ${table}${body('$dir', '$user')} }`
    );
  },
};

const SHELLS: Readonly<Record<ShellName, Shell>> = { posix: POSIX, powershell: POWERSHELL };

/** The names of the shells, for an option. */
export const SHELL_NAMES = Object.keys(SHELLS) as readonly ShellName[];

/** A shell by its name; without one that of a platform. */
export function shellOf(name: ShellName | undefined, platform: NodeJS.Platform = process.platform): Shell {
  return SHELLS[name ?? (platform === 'win32' ? 'powershell' : 'posix')];
}

/**
 * A word for a program. The starters of programs are often batch files (`kerio-exit.cmd`), whose own signs count once
 * more: PowerShell puts double quotes only around what has a blank.
 */
function powershellArgument(text: string): string {
  if (/^[\w./\\:+=-][\w@%+=:./\\-]*$/.test(text)) return text;
  return powershellWord(/[&|<>^]/.test(text) && !/\s/.test(text) ? `"${text}"` : text);
}

function windowsPath(path: string): string {
  return path.replaceAll('/', '\\');
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** A path of Windows as the Linux that Windows brings along (WSL) names it; any other as it is. */
export function pathInWsl(path: string): string {
  const drive = /^([A-Za-z]):[\\/]/.exec(path);
  return drive?.[1] === undefined ? path : `/mnt/${drive[1].toLowerCase()}/${path.slice(3).replaceAll('\\', '/')}`;
}
