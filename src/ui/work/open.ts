/** Looks into a store, and remembers what it saw: the plan, the items and the run need it again. */
import { displayPath } from '../../core/escaped-path.js';
import { type Inspection, inspectStore } from '../../files/inspect.js';
import type { Sums } from '../../ledger/sums.js';
import { inspectionProblems } from '../../report/inspection-problems.js';
import { openStore, type Store } from '../../store/open.js';
import type { InspectionView, SumsView } from '../api.js';
import { Meter } from './meter.js';
import { Interrupted } from './interrupted.js';
import type { Way } from './messages.js';

interface Opened {
  readonly path: string;
  readonly store: Store;
  inspection: Inspection | null;
}

const known: { opened: Opened | null } = { opened: null };

/** A store with all its trees. The one of before is forgotten. Throws a UserError for what is no store. */
export function storeAt(path: string): Store {
  return openedAt(path).store;
}

function openedAt(path: string): Opened {
  if (known.opened?.path === path) return known.opened;
  forget();
  return (known.opened = { path, store: openStore(path, { archive: true, recoverable: true }), inspection: null });
}

function forget(): void {
  known.opened?.store.close();
  known.opened = null;
}

/** What is in it, looked at once. Throws Interrupted when somebody wants an end before that. */
export function inspectionOf(path: string, way: Way): Inspection {
  const opened = openedAt(path);
  if (opened.inspection !== null) return opened.inspection;
  const meter = new Meter(way);
  try {
    opened.inspection = inspectStore(opened.store, (items) => {
      meter.add(items, 0);
      if (way.signal.aborted) throw new Interrupted();
    });
    return opened.inspection;
  } finally {
    meter.end();
  }
}

/** Looks into it anew. */
export function open({ store: path }: { readonly store: string }, way: Way): InspectionView {
  forget();
  const inspection = inspectionOf(path, way);
  const store = storeAt(path);
  const { sums, mailboxes } = inspection;
  return {
    ...{ root: displayPath(store.root), level: store.level, usersCfg: store.usersCfg, sums: sumsView(sums) },
    kinds: Object.fromEntries(
      Object.entries(sums.kinds).map(([kind, { found, bytes }]) => [kind, { items: found, bytes }]),
    ),
    years: Object.entries(sums.years).sort(([a], [b]) => (a < b ? -1 : 1)),
    mailboxes: mailboxes.map(({ mailbox, sums: own, folders }) => ({
      ...{ mailbox: mailbox.address, type: mailbox.type, sums: sumsView(own) },
      folders: folders.map((folder) => ({
        ...{ path: folder.path, kind: folder.kind, sums: sumsView(folder.sums), problems: folder.problems },
      })),
    })),
    problems: inspectionProblems(store, inspection),
  };
}

/** The counts of sums. */
export function sumsView({ found, exported, skipped, failed, missing, bytes }: SumsView | Sums): SumsView {
  return { found, exported, skipped, failed, missing, bytes };
}
