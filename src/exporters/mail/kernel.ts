/**
 * The two inner loops of the mail writers, as WebAssembly (`kernel.wat`, 16 bytes a step) and, where a processor or a
 * policy does not allow that, as the plain twin below. Both work on one block of memory: addresses are offsets into it.
 */
import { KERNEL_WASM } from './kernel-wasm.js';

/** The inner loops, bound to one block of memory. */
export interface Kernel {
  /**
   * Copies the bytes `start..end` to `to`: CRLF becomes LF, and a line `>*From ` gets one `>` more (mboxrd). Gives where
   * the output ends. Word 4 of the memory says whether `start` begins a line (1) or goes on inside one (0), and is kept
   * up to date. Unless `last`, it may stop up to four bytes early, where only the bytes to come can decide; word 0 says
   * where. May write up to 15 bytes behind the output.
   */
  convert(start: number, end: number, to: number, last: 0 | 1): number;
  /** How many LF in `start..end` have no CR before them. The byte before `start` must be the one before it in the file. */
  bareLineFeeds(start: number, end: number): number;
}

/** Memory with a kernel bound to it. */
export interface KernelMemory {
  readonly buffer: ArrayBuffer;
  readonly kernel: Kernel;
}

/** Gives `pages` pages of 64 KiB with a kernel for them. */
export type MakeKernel = (pages: number) => KernelMemory;

/** The WebAssembly kernel, or its twin where the engine refuses it. */
export const fastestKernel: MakeKernel = (pages) => {
  const code = Buffer.from(KERNEL_WASM, 'base64');
  if (!WebAssembly.validate(code)) return plainKernel(pages);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const instance = new WebAssembly.Instance(new WebAssembly.Module(code), { arena: { memory } });
  return { buffer: memory.buffer, kernel: instance.exports as unknown as Kernel };
};

const LF = 10;
const CR = 13;
const SPACE = 32;
const GREATER = 62;
const F = 70;
// "From" as four bytes read low byte first.
const FROM = 0x6d6f7246;

/** The kernel in TypeScript: what the WebAssembly must agree with, byte for byte. */
export const plainKernel: MakeKernel = (pages) => {
  const buffer = new ArrayBuffer(pages * 65_536);
  const bytes = new Uint8Array(buffer);
  const view = new DataView(buffer);
  const words = new Int32Array(buffer, 0, 2);
  return {
    buffer,
    kernel: {
      convert(start, end, to, last) {
        let from = start;
        let at = to;
        let lineStart = words[1] === 1;
        while (from < end) {
          const byte = bytes[from] ?? 0;
          if (lineStart && byte === F) {
            if (from + 5 > end) {
              if (last === 0) break;
            } else if (view.getInt32(from, true) === FROM && bytes[from + 4] === SPACE) bytes[at++] = GREATER;
          }
          if (byte === CR) {
            if (from + 1 === end && last === 0) {
              lineStart = false;
              break;
            }
            if (from + 1 < end && bytes[from + 1] === LF) from += 1;
          }
          const copied = bytes[from++] ?? 0;
          bytes[at++] = copied;
          lineStart = copied === LF || (lineStart && copied === GREATER);
        }
        words[0] = from;
        words[1] = lineStart ? 1 : 0;
        return at;
      },
      bareLineFeeds(start, end) {
        let count = 0;
        for (let at = start; at < end; at += 1) if (bytes[at] === LF && bytes[at - 1] !== CR) count += 1;
        return count;
      },
    },
  };
};
