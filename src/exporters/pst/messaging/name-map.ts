import type { PropertyMap } from '../ltp/properties.js';
import { binary, int32, utf16 } from '../ltp/values.js';
import { checksum, u32 } from '../ndb/numbers.js';
import { type PropertyName, propertyNames } from './named.js';

/** A prime, as Outlook takes it. */
const bucketCount = 251;
const firstBucket = 0x1000;
/** GUIDs of the file's own list are counted from here: 1 and 2 are `PS_MAPI` and `PS_PUBLIC_STRINGS`. */
const firstGuid = 3;

/**
 * The properties of the map from names to ids ([MS-PST] 2.4.7): the GUIDs, an entry for each name in the order of the ids, the
 * texts, and buckets to find a name by. It must not be empty: readers refuse such files.
 */
export function nameMap(names: readonly PropertyName[] = propertyNames): PropertyMap {
  const guids: Buffer[] = [];
  const strings: Buffer[] = [];
  const entries: Buffer[] = [];
  const buckets = new Map<number, Buffer[]>();
  let stringsSize = 0;
  const guidIndex = (set: Buffer | number): number => {
    if (typeof set === 'number') return set;
    const known = guids.findIndex((guid) => guid.equals(set));
    return firstGuid + (known < 0 ? guids.push(set) - 1 : known);
  };
  for (const [index, { set, key }] of names.entries()) {
    const isText = typeof key === 'string';
    const kind = guidIndex(set) * 2 + (isText ? 1 : 0);
    let id = 0;
    let hash = 0;
    if (isText) {
      const string = utf16(key);
      const padded = Buffer.concat([u32(string.length), string, Buffer.alloc((4 - (string.length % 4)) % 4)]);
      id = stringsSize;
      hash = checksum(string);
      strings.push(padded);
      stringsSize += padded.length;
    } else id = hash = key;
    entries.push(record(id, kind, index));
    const bucket = ((hash ^ kind) >>> 0) % bucketCount;
    buckets.set(bucket, [...(buckets.get(bucket) ?? []), record(hash, kind, index)]);
  }
  const map: PropertyMap = new Map([
    [1, int32(bucketCount)],
    [2, binary(Buffer.concat(guids))],
    [3, binary(Buffer.concat(entries))],
    [4, binary(Buffer.concat(strings))],
  ]);
  for (const [bucket, records] of buckets) map.set(firstBucket + bucket, binary(Buffer.concat(records)));
  return map;
}

function record(id: number, kind: number, index: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(id);
  bytes.writeUInt16LE(kind, 4);
  bytes.writeUInt16LE(index, 6);
  return bytes;
}
