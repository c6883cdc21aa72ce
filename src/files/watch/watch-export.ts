/** Keeps an export current: an export, then rounds of work on the folders that change, until told to stop. */
import { openStore } from '../../store/open.js';
import { QUICK } from '../../store/watch/burst.js';
import { demandLiveStore, keepCurrent, type Watching } from '../../store/watch/keep-current.js';
import { type ExportEvents, type ExportRequest, type ExportResult } from '../export.js';
import { Workspace } from '../workspace/workspace.js';
import { CurrentExport } from './current-export.js';

/** `signal`: what has changed by then is still exported. During the first export it interrupts that. */
export interface WatchRequest extends Omit<ExportRequest, 'mirror' | 'shard'>, Watching {
  readonly signal: AbortSignal;
}

export interface WatchEvents extends ExportEvents {
  /**
   * The output has everything that was in the store at this time. `result` is null when nothing was written since the last
   * time.
   */
  readonly onCurrent?: (upTo: Date, result: ExportResult | null) => Promise<void> | void;
  /** Something is not as it should be, and watching goes on; a sentence. */
  readonly onProblem?: (message: string) => void;
}

/** Exports a store and keeps the output current. Throws what `runExport` throws. */
export async function watchStore(request: WatchRequest, events: WatchEvents = {}): Promise<ExportResult> {
  const { options, source, out } = request;
  const store = openStore(source, { archive: options.archive, recoverable: options.recoverable });
  demandLiveStore(store, source);
  const workspace = Workspace.open({ out, source, options, fresh: request.fresh === true, shard: null });
  const current = new CurrentExport(store, workspace, request);
  const kept = {
    gather: QUICK,
    begin: () => current.begin(events),
    update: (dirs: ReadonlySet<string>) => current.update(dirs),
    due: () => Infinity,
    owes: () => false,
  };
  try {
    await keepCurrent(store, kept, request, {
      onCurrent: (upTo, changed) => events.onCurrent?.(upTo, changed ? current.result() : null),
      onProblem: (message) => events.onProblem?.(message),
    });
    return current.result();
  } finally {
    workspace.close();
  }
}
