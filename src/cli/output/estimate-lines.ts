/** What a run will take, in time and room, for the terminal. */
import { type Estimate, type EstimateFor, estimates, type Load, timeText } from '../../report/estimate.js';
import { formatBytes } from './format.js';

/** Room on the disk: what is needed, and what there is; null where nobody can tell. */
export interface DiskRoom {
  readonly place: string;
  readonly needed: number;
  readonly free: number | null;
}

/** `About 3.1 GB on disk; /mnt/usb has 20.0 GB free.` */
export function roomLine({ place, needed, free }: DiskRoom): string {
  const there = free === null ? '' : `; ${place} has ${formatBytes(free)} free`;
  const enough = free !== null && needed > free ? ': that is not enough' : '';
  return `On disk it takes about ${formatBytes(needed)}${there}${enough}.`;
}

/** A line for each step that takes time. */
export function timeLines(destination: EstimateFor, load: Load): string[] {
  return load.items === 0 ? [] : timeLinesOf(estimates(destination, load));
}

/** The same for steps that are known. */
export function timeLinesOf(steps: readonly Estimate[]): string[] {
  return [
    'How long it takes:',
    ...steps.map(({ step, seconds, basis }) => `  ${step}: ${timeText(seconds)} (${basis})`),
  ];
}
