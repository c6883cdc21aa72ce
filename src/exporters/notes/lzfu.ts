/** Compressed RTF, as Outlook keeps it (MS-OXRTFCP): a small LZ77 over a window that begins with words common in RTF. */
import { type Octets, octetsOf } from '../../core/octets.js';

const HEADER = 16;
const WINDOW = 4096;
const COMPRESSED = 'LZFu';
const PLAIN = 'MELA';

/** What the window holds at first (MS-OXRTFCP section 2.1.2.1). */
const FIRST_WINDOW =
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx';

/** Whether bytes are compressed RTF. */
export function isCompressedRtf(bytes: Uint8Array): boolean {
  const type = octetsOf(bytes, 8, Math.min(12, bytes.length));
  return bytes.length > HEADER && (type === COMPRESSED || type === PLAIN);
}

/** The RTF in bytes of which `isCompressedRtf` says yes; as much of it as is there. */
export function expandRtf(bytes: Uint8Array): Octets {
  const size = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).readUInt32LE(4);
  if (octetsOf(bytes, 8, 12) === PLAIN) return octetsOf(bytes, HEADER, Math.min(bytes.length, HEADER + size));
  return expand(bytes.subarray(HEADER), size);
}

function expand(bytes: Uint8Array, size: number): Octets {
  const window = Buffer.alloc(WINDOW);
  let fill = window.write(FIRST_WINDOW, 'latin1');
  // A token of two bytes gives 17 at most, whatever size the header claims.
  const expanded = Buffer.alloc(Math.min(size, bytes.length * 9));
  let length = 0;
  const put = (byte: number): void => {
    window[fill] = byte;
    fill = (fill + 1) % WINDOW;
    if (length < expanded.length) expanded[length] = byte;
    length += 1;
  };
  for (let at = 0; at < bytes.length && length < expanded.length; ) {
    const control = bytes[at] ?? 0;
    at += 1;
    for (let bit = 0; bit < 8 && at < bytes.length; bit += 1) {
      if ((control & (1 << bit)) === 0) {
        put(bytes[at] ?? 0);
        at += 1;
        continue;
      }
      const token = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
      at += 2;
      let from = token >> 4;
      // A token that points at where writing goes on ends the text.
      if (from === fill) return octetsOf(expanded, 0, Math.min(length, expanded.length));
      for (let left = (token & 15) + 2; left > 0; left -= 1) {
        put(window[from] ?? 0);
        from = (from + 1) % WINDOW;
      }
    }
  }
  return octetsOf(expanded, 0, Math.min(length, expanded.length));
}
