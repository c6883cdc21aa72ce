import type { WorkView } from '../../api.js';

/** Drawn in a square of 16. */
const SIGNS: Readonly<Record<WorkView['state'], string>> = {
  running: 'M4 2l10 6-10 6z',
  pausing: 'M3 2h4v12H3zM9 2h4v12H9z',
  paused: 'M3 2h4v12H3zM9 2h4v12H9z',
  stopping: 'M3 3h10v10H3z',
  stopped: 'M3 3h10v10H3z',
  done: 'M1 8.5l2-2 3.5 3.5L13 3l2 2-8.5 9z',
  failed: 'M4 2l4 4 4-4 2 2-4 4 4 4-2 2-4-4-4 4-2-2 4-4-4-4z',
};

/** What a player shows, and a tick or a cross at the end: the state by its form, whatever the colours. Words stand beside it. */
export function StateSign({ state }: { readonly state: WorkView['state'] }) {
  return (
    <svg class="sign" viewBox="0 0 16 16" aria-hidden="true">
      <path d={SIGNS[state]} />
    </svg>
  );
}
