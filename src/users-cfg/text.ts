import { iconv } from '../message/iconv.js';
import type { Problem } from './problem.js';

/** The text of a configuration file, and how it was had. */
export interface DecodedText {
  readonly text: string;
  /** Lower case: `utf-8`, `windows-1252`, `utf-16le`, … */
  readonly encoding: string;
  readonly problems: readonly Problem[];
}

/**
 * Turns the bytes of a configuration or CSV file into text: a byte order mark decides, else the XML declaration, else
 * UTF-8. Lines whose bytes are no UTF-8 are read as windows-1252, so that one hand-edited name spoils no other. Control
 * characters that XML 1.0 forbids (section 2.2) are dropped. Line breaks stay where they are.
 */
export function decodeText(bytes: Uint8Array, file: string): DecodedText {
  const problems: Problem[] = [];
  const decoded = decodeBytes(bytes, file, problems);
  return { text: dropControls(decoded.text, file, problems), encoding: decoded.encoding, problems };
}

function decodeBytes(bytes: Uint8Array, file: string, problems: Problem[]): { text: string; encoding: string } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (buffer[0] === 0xff && buffer[1] === 0xfe)
    return { text: iconv().decode(buffer, 'utf-16le'), encoding: 'utf-16le' };
  if (buffer[0] === 0xfe && buffer[1] === 0xff)
    return { text: iconv().decode(buffer, 'utf-16be'), encoding: 'utf-16be' };
  const bom = buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf;
  const declared = bom ? null : declaredEncoding(buffer);
  if (declared !== null && !/^(?:utf-?8|us-ascii|ascii)$/.test(declared)) {
    // A declaration that can be read as ASCII cannot be of a 16-bit encoding, whatever it says.
    if (!declared.startsWith('utf-16') && !declared.startsWith('ucs-2') && iconv().encodingExists(declared)) {
      return { text: iconv().decode(buffer, declared), encoding: declared };
    }
    problems.push(
      note(file, 1, `declares the encoding ${declared}, which it is not in or nobody knows: read as UTF-8`),
    );
  }
  const body = bom ? buffer.subarray(3) : buffer;
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body), encoding: 'utf-8' };
  } catch {
    return decodeByLine(body, file, problems);
  }
}

function declaredEncoding(buffer: Buffer): string | null {
  const head = buffer.toString('latin1', 0, 256);
  return /^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']/i.exec(head)?.[1]?.toLowerCase() ?? null;
}

function decodeByLine(buffer: Buffer, file: string, problems: Problem[]): { text: string; encoding: string } {
  const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const lines: string[] = [];
  const odd: number[] = [];
  let start = 0;
  while (start < buffer.length) {
    const lineFeed = buffer.indexOf(10, start);
    const end = lineFeed < 0 ? buffer.length : lineFeed + 1;
    const line = buffer.subarray(start, end);
    try {
      lines.push(utf8.decode(line));
    } catch {
      lines.push(iconv().decode(line, 'windows-1252'));
      odd.push(lines.length);
    }
    start = end;
  }
  problems.push({
    kind: 'repaired',
    file,
    line: odd[0] ?? null,
    message: `${odd.length} line${odd.length === 1 ? ' is' : 's are'} no UTF-8, read as windows-1252 (the first is this one)`,
  });
  return { text: lines.join(''), encoding: odd.length === lines.length ? 'windows-1252' : 'utf-8, windows-1252' };
}

/** What XML 1.0 forbids in a document, but for surrogates, which the decoders never give alone. */
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

function dropControls(text: string, file: string, problems: Problem[]): string {
  let count = 0;
  let first = 0;
  const clean = text.replace(forbidden, (_, at: number) => {
    if (count === 0) first = at;
    count += 1;
    return '';
  });
  if (count === 0) return text;
  problems.push({
    kind: 'repaired',
    file,
    line: text.slice(0, first).split('\n').length,
    message: `${count} control character${count === 1 ? '' : 's'} dropped, the first in this line`,
  });
  return clean;
}

function note(file: string, line: number, message: string): Problem {
  return { kind: 'note', file, line, message };
}
