import { fastestKernel, type Kernel, type MakeKernel } from './kernel.js';

const PAGE = 65_536;
// Before the source: the kernel's words, and the one byte that `bareLineFeeds` looks back to.
const SOURCE_AT = 64;
const SOURCE_SIZE = 8 << 20;
const BATCH_AT = SOURCE_AT + SOURCE_SIZE + 64;
// A batch and the message that goes into it must stay in a processor's second-level cache: 256 KiB is faster than 1 MiB.
const BATCH_SIZE = 256 << 10;
const PAGES = Math.ceil((BATCH_AT + BATCH_SIZE + 64) / PAGE);

/** The memory one worker reads messages into and makes output in. It serves one mail writer at a time. */
export interface Arena {
  /** 8 MiB for the message being read; the store's reader fills it, and the writers read on into it. */
  readonly source: Uint8Array;
  /** 256 KiB for the output on its way to the disk. */
  readonly batch: Buffer;
  /** Where `source` and `batch` begin for the kernel. */
  readonly sourceAt: number;
  readonly batchAt: number;
  readonly kernel: Kernel;
  /** The kernel's words: where it stopped, and whether that is the start of a line. */
  readonly words: Int32Array;
}

/** Makes the memory of a worker: about 8.3 MiB. */
export function createArena(makeKernel: MakeKernel = fastestKernel): Arena {
  const { buffer, kernel } = makeKernel(PAGES);
  return {
    source: new Uint8Array(buffer, SOURCE_AT, SOURCE_SIZE),
    batch: Buffer.from(buffer, BATCH_AT, BATCH_SIZE),
    sourceAt: SOURCE_AT,
    batchAt: BATCH_AT,
    kernel,
    words: new Int32Array(buffer, 0, 2),
  };
}
