/** Property values as they lie in the file ([MS-OXCDATA] 2.11). */
import { zeroed } from '../ndb/numbers.js';

/** The types that occur here. */
export const types = {
  int16: 0x2,
  int32: 0x3,
  double: 0x5,
  boolean: 0xb,
  object: 0xd,
  int64: 0x14,
  text: 0x1f,
  time: 0x40,
  guid: 0x48,
  binary: 0x102,
  int32s: 0x1003,
  texts: 0x101f,
  binaries: 0x1102,
} as const;

/** A value of at most four bytes, which stands in the property's own record. */
export interface InlineValue {
  readonly type: number;
  readonly number: number;
}

/** Any other value. Text is UTF-16 without an end mark. */
export interface LongValue {
  readonly type: number;
  readonly bytes: Buffer;
}

export type Value = InlineValue | LongValue;

const inlineWidths = new Map<number, number>([
  [types.int16, 2],
  [types.int32, 4],
  [types.boolean, 1],
]);
const eightBytes: ReadonlySet<number> = new Set([types.double, types.int64, types.time]);

/** Bytes that a value of the type takes in its own record; null where it lies elsewhere. */
export function inlineWidth(type: number): number | null {
  return inlineWidths.get(type) ?? null;
}

/** Bytes of the type's cell in a row: of what lies elsewhere, those of the reference. */
export function cellWidth(type: number): number {
  return inlineWidth(type) ?? (eightBytes.has(type) ? 8 : 4);
}

/** How long a value is by itself. */
export function lengthOf(value: Value): number {
  return 'bytes' in value ? value.bytes.length : (inlineWidth(value.type) ?? 0);
}

export function int32(number: number): Value {
  return { type: types.int32, number };
}

export function boolean(flag: boolean): Value {
  return { type: types.boolean, number: flag ? 1 : 0 };
}

export function binary(bytes: Uint8Array): Value {
  return {
    type: types.binary,
    bytes: Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length),
  };
}

export function text(string: string): Value {
  return { type: types.text, bytes: utf16(string) };
}

export function double(number: number): Value {
  const bytes = zeroed(8);
  bytes.writeDoubleLE(number);
  return { type: types.double, bytes };
}

const unixEpoch = 11_644_473_600n;

/** A time in unix seconds (fractions count) as a FILETIME: 100 ns since 1601, UTC. What is before that is 1601. */
export function time(unixSeconds: number): Value {
  const ticks = BigInt(Math.round(unixSeconds * 1000)) * 10_000n + unixEpoch * 10_000_000n;
  const bytes = zeroed(8);
  bytes.writeBigUInt64LE(ticks > 0n ? ticks : 0n);
  return { type: types.time, bytes };
}

export function int32s(numbers: readonly number[]): Value {
  const bytes = zeroed(4 * numbers.length);
  for (const [index, number] of numbers.entries()) bytes.writeInt32LE(number, 4 * index);
  return { type: types.int32s, bytes };
}

export function texts(strings: readonly string[]): Value {
  return { type: types.texts, bytes: several(strings.map(utf16)) };
}

export function binaries(list: readonly Buffer[]): Value {
  return { type: types.binaries, bytes: several(list) };
}

/** Several values of any length: their count, where each begins, then the values ([MS-PST] 2.3.3.4.2). */
function several(values: readonly Buffer[]): Buffer {
  const head = zeroed(4 + 4 * values.length);
  head.writeUInt32LE(values.length);
  let at = head.length;
  for (const [index, value] of values.entries()) {
    head.writeUInt32LE(at, 4 + 4 * index);
    at += value.length;
  }
  return Buffer.concat([head, ...values]);
}

export function utf16(string: string): Buffer {
  return Buffer.from(string, 'utf16le');
}
