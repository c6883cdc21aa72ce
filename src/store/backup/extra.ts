/** Fields that the headers of a zip carry: what did not fit elsewhere (PKWARE APPNOTE 4.5), and times. */
const ZIP64_FIELD = 0x0001;
const UNIX_TIME_FIELD = 0x5455;
const IN_ZIP64 = 0xffffffff;

/**
 * Reads extra fields: the numbers that did not fit into 32 bits, in their order (size, packed size, offset), and the time
 * of last change in unix seconds where there is one.
 */
export function readExtra(
  extra: Buffer,
  sizes: readonly [number, number, number],
): { sizes: [number, number, number]; modified: number | null } {
  const full: [number, number, number] = [...sizes];
  let modified: number | null = null;
  for (let at = 0; at + 4 <= extra.length; ) {
    const id = extra.readUInt16LE(at);
    const field = extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2));
    if (id === ZIP64_FIELD) {
      let place = 0;
      for (const [number, value] of full.entries()) {
        if (value !== IN_ZIP64 || place + 8 > field.length) continue;
        full[number] = Number(field.readBigUInt64LE(place));
        place += 8;
      }
    } else if (id === UNIX_TIME_FIELD && field.length >= 5 && ((field[0] ?? 0) & 1) === 1) {
      modified = field.readInt32LE(1);
    }
    at += 4 + field.length;
  }
  return { sizes: full, modified };
}

/** A DOS date and time as unix seconds. It carries no zone; UTC is as good a guess as any, and the same everywhere. */
export function dosTime(value: number): number {
  const [date, time] = [value >>> 16, value & 0xffff];
  const month = ((date >> 5) & 15) - 1;
  return Date.UTC(1980 + (date >> 9), month, date & 31, time >> 11, (time >> 5) & 63, (time & 31) * 2) / 1000;
}
