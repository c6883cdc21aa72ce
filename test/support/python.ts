import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Debian's own Python, which finds Debian's modules; another one may stand before it in PATH. */
const interpreter = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';

/**
 * Runs a small Python 3 program and gives what it printed. Arguments are its `sys.argv[1:]`. Throws with what it said on
 * standard error when it fails.
 */
export function python(program: string, args: readonly string[] = [], input?: Uint8Array | string): string {
  const run = spawnSync(interpreter, ['-c', program, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    ...(input === undefined ? {} : { input }),
    env: { ...process.env, PYTHONIOENCODING: 'utf-8', TZ: 'UTC' },
  });
  if (run.error !== undefined) throw run.error;
  if (run.status !== 0) throw new Error(`python3 ended with ${run.status ?? 'a signal'}\n${run.stderr}`);
  return run.stdout;
}

/** One message of an mbox file as Python's `mailbox` module cuts it out. */
export interface MboxMessage {
  /** The From_ line without `From `. */
  readonly from: string;
  /** The message behind the From_ line, quoting and all; without the blank line that ends it. */
  readonly bytes: Buffer;
}

/** Reads mbox files with Python's `mailbox`; gives the messages of each. */
export function readMboxes(files: readonly string[]): readonly (readonly MboxMessage[])[] {
  const output = python(
    `import mailbox, json, base64, sys
for name in json.load(sys.stdin):
    box = mailbox.mbox(name, create=False)
    print(json.dumps([(box.get_file(key, from_=True).readline().decode('ascii'),
                       base64.b64encode(box.get_bytes(key)).decode()) for key in box.iterkeys()]))`,
    [],
    JSON.stringify(files),
  );
  const boxes = output.trimEnd().split('\n');
  return boxes.map((box) =>
    (JSON.parse(box) as readonly (readonly [string, string])[]).map(([from, bytes]) => ({
      from: from.replace(/^From /, '').trimEnd(),
      bytes: Buffer.from(bytes, 'base64'),
    })),
  );
}
