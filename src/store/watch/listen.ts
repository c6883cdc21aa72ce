/**
 * Hears of changed folders from the operating system. Folders are watched, never messages.
 *
 * chokidar watches the tree of folders: it copes with folders that come, go and move, on each system in its way. It is kept
 * out of `#msgs`, because it looks at every file of a directory it enters, and at all of them again at each event: a million
 * messages would cost it minutes and gigabytes. One plain watch for each `#msgs` directory says that something in it changed,
 * which is all that is needed.
 */
import { type FSWatcher as DirectoryWatch, watch as watchDirectory } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import { fsPath } from '../../core/escaped-path.js';
import { isFolderName } from './poll.js';

export interface ListenerEvents {
  /** Something in a directory changed: a folder's own, or one above folders. */
  readonly onChange: (dir: string) => void;
  /** The system gives no more watches, or broke one: from now on something may go unheard. */
  readonly onError: (error: NodeJS.ErrnoException) => void;
}

export class FolderListener {
  readonly #events: ListenerEvents;
  readonly #tree: FSWatcher;
  readonly #messages = new Map<string, DirectoryWatch>();

  private constructor(roots: readonly string[], events: ListenerEvents) {
    this.#events = events;
    this.#tree = watch([...roots], {
      followSymlinks: false,
      ignorePermissionErrors: true,
      ignored: (path, stats) => !roots.includes(path) && (stats?.isFile() === true || !isFolderName(basename(path))),
    });
  }

  /** Begins to listen below these directories; resolves when every folder is heard. */
  static async start(roots: readonly string[], events: ListenerEvents): Promise<FolderListener> {
    const listener = new FolderListener(roots, events);
    await listener.#listen();
    return listener;
  }

  async close(): Promise<void> {
    for (const watcher of this.#messages.values()) watcher.close();
    this.#messages.clear();
    await this.#tree.close();
  }

  async #listen(): Promise<void> {
    this.#tree.on('addDir', (dir) => {
      this.#watchMessages(dir);
      this.#events.onChange(dir);
    });
    this.#tree.on('unlinkDir', (dir) => {
      this.#messages.get(dir)?.close();
      this.#messages.delete(dir);
      this.#events.onChange(dirname(dir));
    });
    // Only raw events tell of files, which chokidar itself is told to ignore.
    this.#tree.on('raw', (_event, name, details) => {
      const { watchedPath } = details as { readonly watchedPath: string };
      if (name === '#msgs') this.#watchMessages(watchedPath);
      this.#events.onChange(watchedPath);
    });
    this.#tree.on('error', (error) => {
      this.#events.onError(error as NodeJS.ErrnoException);
    });
    await new Promise<void>((resolve) => {
      this.#tree.on('ready', resolve);
    });
  }

  #watchMessages(dir: string): void {
    this.#messages.get(dir)?.close();
    this.#messages.delete(dir);
    try {
      const watcher = watchDirectory(fsPath(join(dir, '#msgs')), () => {
        this.#events.onChange(dir);
      });
      watcher.on('error', (error) => {
        this.#events.onError(error);
      });
      this.#messages.set(dir, watcher);
    } catch (error) {
      // A directory above folders has no messages.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') this.#events.onError(error as NodeJS.ErrnoException);
    }
  }
}
