/** Opens an address that nobody else may see in the browser. */
import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeTree } from '../core/platform.js';

/** What leads the browser to the address. */
export interface Opener {
  readonly file: string;
  /** Takes it away again. */
  remove(): void;
}

/** Opens it. Where there is no browser nothing happens: the address on the terminal has to do. */
export function openBrowser(address: string): Opener {
  const opener = makeOpener(address);
  const [command, args] = commandFor(opener.file, process.platform);
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
  return opener;
}

/**
 * Other users of the machine see the arguments of every process: the browser is given a file that only this user may read, and
 * that leads on.
 */
export function makeOpener(address: string): Opener {
  const folder = ownFolder();
  const file = join(folder, 'open.html');
  const page = `<!doctype html>\n<meta charset="utf-8">\n<meta http-equiv="refresh" content="0;url=${address}">\n`;
  writeFileSync(file, page, { mode: 0o600 });
  return { file, remove: () => removeTree(folder) };
}

/** What opens a file with the program that is meant for it. */
export function commandFor(
  file: string,
  platform: NodeJS.Platform,
): readonly [command: string, args: readonly string[]] {
  if (platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', file]];
  return [platform === 'darwin' ? 'open' : 'xdg-open', [file]];
}

/** Browsers that are shut in see the home folder, but not that for temporary files, and nothing hidden. */
function ownFolder(): string {
  try {
    return mkdtempSync(join(homedir(), 'kerio-exit-'));
  } catch {
    return mkdtempSync(join(tmpdir(), 'kerio-exit-'));
  }
}
