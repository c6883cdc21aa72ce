import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { ensureDebian } from '../servers/debian.js';
import { NEVER } from './never.js';

/** One exchange: what the program must have printed since the last one, and the keys that are pressed then. */
export type Exchange = readonly [awaited: string, keys: string];

/** Keys by name. */
export const KEYS = {
  enter: '\r',
  escape: '\x1b',
  ctrlC: '\x03',
  ctrlD: '\x04',
  tab: '\t',
  down: '\x1b[B',
  up: '\x1b[A',
  /** Empties a line that is being typed. */
  clear: '\x15',
} as const;

/** How a program on a terminal ended, and everything it printed, as it was and without escape sequences. */
export interface TerminalRun {
  readonly code: number;
  readonly raw: string;
  readonly out: string;
}

export interface TerminalOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Lines and columns. */
  readonly size?: readonly [lines: number, columns: number];
}

/**
 * Runs a command on a terminal of its own (200 columns, 60 lines unless told). Each text is waited for, escape sequences left aside,
 * before its keys are pressed. Throws with what was printed when a text does not come, or the command does not end; at once, as it
 * were, when the program does nothing but wait for keys (see IDLE in the Python below).
 */
export async function runOnTerminal(
  command: readonly string[],
  exchanges: readonly Exchange[],
  { cwd = process.cwd(), env = {}, size = [60, 200] }: TerminalOptions = {},
): Promise<TerminalRun> {
  ensureDebian(['python3']);
  const child = spawn('python3', ['-c', ON_A_TERMINAL], {
    cwd,
    env: { ...process.env, TERM: 'xterm', NO_COLOR: '1', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify({ command, exchanges, size, seconds: NEVER / 2000 }));
  const [output] = await Promise.all([text(child.stdout), once(child, 'close')]);
  const run = JSON.parse(output) as TerminalRun & { readonly waiting: string | null };
  if (run.waiting !== null) throw new Error(`waited in vain for ${run.waiting}; the terminal shows:\n${run.out}`);
  return { code: run.code, raw: run.raw, out: run.out };
}

const ON_A_TERMINAL = String.raw`
import codecs, fcntl, json, os, pty, re, select, signal, struct, sys, termios, time

task = json.load(sys.stdin)
pid, fd = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', *task['size'], 0, 0))
    os.execvp(task['command'][0], task['command'])

ESCAPES = re.compile(r'\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07]*\x07|[@-_=>])')
decoder = codecs.getincrementaldecoder('utf-8')('replace')
raw, searched, ended = '', 0, False

def plain():
    return ESCAPES.sub('', raw).replace('\r', '')

# So many looks, one a second, at a process that sleeps in all its threads, without one tick of the processor, one child or one
# socket: it waits for keys or for a timer, however slow the machine is, and no timer of the program is that long.
IDLE = 120

def is_alone():
    try:
        if any(open(f'/proc/{pid}/task/{task}/children').read().strip() for task in os.listdir(f'/proc/{pid}/task')):
            return False
        links = [os.readlink(f'/proc/{pid}/fd/{n}') for n in os.listdir(f'/proc/{pid}/fd')]
        return not any(link.startswith('socket:') for link in links)
    except OSError:
        return False

def ticks():
    # Null where anything runs or waits for a disk.
    total = 0
    try:
        for task in os.listdir(f'/proc/{pid}/task'):
            fields = open(f'/proc/{pid}/task/{task}/stat').read().rsplit(')', 1)[1].split()
            if fields[0] != 'S':
                return None
            total += int(fields[11]) + int(fields[12])
    except OSError:
        return None
    return total

def read(until, enough):
    global raw, ended
    looks, before = 0, None
    while not enough():
        left = until - time.time()
        if left <= 0:
            return False
        if not select.select([fd], [], [], min(left, 1))[0]:
            now = ticks()
            looks = looks + 1 if now is not None and now == before and is_alone() else 0
            before = now
            if looks >= IDLE:
                return False
            continue
        looks, before = 0, None
        try:
            data = os.read(fd, 65536)
        except OSError:
            data = b''
        if not data:
            ended = True
            return enough()
        raw += decoder.decode(data)
    return True

waiting = None
for awaited, keys in task['exchanges']:
    if not read(time.time() + task['seconds'], lambda: awaited in plain()[searched:]):
        waiting = json.dumps(awaited)
        break
    searched = plain().index(awaited, searched) + len(awaited)
    os.write(fd, keys.encode())

if waiting is None:
    read(time.time() + task['seconds'], lambda: ended)
    if not ended:
        waiting = 'the end'
if waiting is not None:
    os.kill(pid, signal.SIGKILL)
code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
json.dump({'code': code, 'raw': raw, 'out': plain(), 'waiting': waiting}, sys.stdout)
`;
