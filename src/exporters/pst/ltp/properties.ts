import { writeData } from '../ndb/data.js';
import { type Content, plainSubnode, type Subnode, type SubnodeOwner, writeSubnodes } from '../ndb/subnodes.js';
import { Heap, heapClients, longestItem } from './heap.js';
import { TreeOnHeap } from './tree-on-heap.js';
import { int32, lengthOf, types, type Value } from './values.js';
import { zeroed } from '../ndb/numbers.js';

/** Properties by their id. */
export type PropertyMap = Map<number, Value>;

/** A value that was written already, as a subnode. */
export interface WrittenValue {
  readonly id: number;
  readonly subnode: Subnode;
}

/** What belongs to a set of properties beside them. */
export interface PropertyOptions {
  /** Further subnodes of the node. */
  readonly subnodes?: readonly Subnode[];
  readonly written?: WrittenValue;
  /** The property that takes the size of everything: of the properties' own data and of all subnodes' below them. */
  readonly sizeId?: number;
}

const recordSize = 8;
/** A record's leaf lies in the first block, whose size property is filled in at the end. */
const mostProperties = Math.floor(longestItem / recordSize);
const subnodeType = 0x1f;
const firstValueNid = 0x401 * 32 + subnodeType;

/** The node for a value that is written before the properties are. */
export const writtenValueNid = 0x400 * 32 + subnodeType;

/** Writes a property context ([MS-PST] 2.3.3). `properties` gets the size, when it is asked for. */
export function writeProperties(owner: SubnodeOwner, properties: PropertyMap, options: PropertyOptions = {}): Content {
  const { blocks } = owner;
  const { written, sizeId } = options;
  if (sizeId !== undefined) properties.set(sizeId, int32(0));
  const ids = [...properties.keys(), ...(written === undefined ? [] : [written.id])].sort((a, b) => a - b);
  if (ids.length > mostProperties) throw new Error(`${ids.length} properties of one object`);
  const heap = new Heap(blocks, heapClients.properties);
  const tree = new TreeOnHeap(heap, 2, 6);
  const records = zeroed(ids.length * recordSize);
  if (ids.length > 0) tree.addLeaf(records);
  const subnodes = [...(options.subnodes ?? [])];
  let nextNid = firstValueNid;
  const place = (bytes: Buffer): number => {
    if (bytes.length === 0) return 0;
    if (bytes.length <= longestItem) return heap.add(bytes);
    const nid = nextNid;
    nextNid += 32;
    subnodes.push(plainSubnode(nid, writeData(blocks, bytes)));
    return nid;
  };
  for (const [index, id] of ids.entries()) {
    const record = records.subarray(index * recordSize, (index + 1) * recordSize);
    const value = properties.get(id);
    record.writeUInt16LE(id);
    if (value === undefined) {
      record.writeUInt16LE(types.binary, 2);
      record.writeUInt32LE(written?.subnode.nid ?? 0, 4);
    } else {
      record.writeUInt16LE(value.type, 2);
      record.writeUInt32LE('bytes' in value ? place(value.bytes) : value.number >>> 0, 4);
    }
  }
  if (written !== undefined) subnodes.push(written.subnode);
  tree.finish();
  const size = subnodes.reduce((sum, subnode) => sum + subnode.size, heap.end());
  if (sizeId !== undefined) {
    properties.set(sizeId, int32(size));
    records.writeUInt32LE(size % 0x1_0000_0000, ids.indexOf(sizeId) * recordSize + 4);
  }
  return { data: heap.finish(tree.id), subnodes: writeSubnodes(owner, subnodes), size };
}

/** The sum of the lengths of all values. */
export function totalLength(properties: PropertyMap): number {
  let sum = 0;
  for (const value of properties.values()) sum += lengthOf(value);
  return sum;
}
