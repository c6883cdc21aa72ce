/** What a run will take, in time and room, for the terminal. */
import { type Estimate, timeText } from '../../report/estimate.js';
import type { DiskRoom } from '../../report/export-preview.js';
import { formatBytes } from './format.js';

/** `About 3.1 GB on disk; /mnt/usb has 20.0 GB free.` */
export function roomLine({ place, needed, free }: DiskRoom): string {
  const there = free === null ? '' : `; ${place} has ${formatBytes(free)} free`;
  const enough = free !== null && needed > free ? ': that is not enough' : '';
  return `On disk it takes about ${formatBytes(needed)}${there}${enough}.`;
}

/** A line for each step that takes time. */
export function timeLinesOf(steps: readonly Estimate[]): string[] {
  return [
    'How long it takes:',
    ...steps.map(({ step, seconds, basis }) => `  ${step}: ${timeText(seconds)} (${basis})`),
  ];
}
