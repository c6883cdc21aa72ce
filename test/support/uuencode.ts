/** The lines of uuencoded bytes as POSIX writes them, with the blank or the grave accent for zero. */
export function uuLines(bytes: Uint8Array, zero: ' ' | '`' = '`'): string[] {
  const char = (value: number): string => (value === 0 ? zero : String.fromCharCode(value + 32));
  const lines: string[] = [];
  for (let start = 0; start < bytes.length; start += 45) {
    const piece = bytes.subarray(start, start + 45);
    let line = char(piece.length);
    for (let at = 0; at < piece.length; at += 3) {
      const bits = ((piece[at] ?? 0) << 16) | ((piece[at + 1] ?? 0) << 8) | (piece[at + 2] ?? 0);
      for (const shift of [18, 12, 6, 0]) line += char((bits >> shift) & 63);
    }
    lines.push(line);
  }
  return [...lines, zero];
}

/** A uuencoded file. */
export function uuencoded(name: string, bytes: Uint8Array): string {
  return [`begin 666 ${name}`, ...uuLines(bytes), 'end', ''].join('\n');
}
