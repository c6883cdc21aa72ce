import { type PstFile, PstDamage } from './file.js';
import { bytesIn, readProperties } from './values.js';

/** The name of a property: the GUID of its set in hexadecimal (of the two sets without one, `1` or `2`), and its key. */
export interface ReadName {
  readonly set: string;
  readonly key: number | string;
}

const namesNid = 0x61;
const firstId = 0x8000;
const firstGuid = 3;

/** The named properties of a file, by their ids ([MS-PST] 2.4.7). */
export function readNames(file: PstFile): Map<number, ReadName> {
  const node = file.node(namesNid);
  if (node === null) throw new PstDamage('it has no names of properties');
  const properties = readProperties(file, node);
  const guids = bytesIn(properties, 2) ?? Buffer.alloc(0);
  const entries = bytesIn(properties, 3) ?? Buffer.alloc(0);
  const strings = bytesIn(properties, 4) ?? Buffer.alloc(0);
  const found = new Map<number, ReadName>();
  for (let at = 0; at + 8 <= entries.length; at += 8) {
    const id = entries.readUInt32LE(at);
    const kind = entries.readUInt16LE(at + 4);
    const guid = kind >> 1;
    const from = 16 * (guid - firstGuid);
    const set = guid < firstGuid ? String(guid) : guids.toString('hex', from, from + 16);
    const key = (kind & 1) === 0 ? id : strings.toString('utf16le', id + 4, id + 4 + strings.readUInt32LE(id));
    found.set(firstId + entries.readUInt16LE(at + 6), { set, key });
  }
  return found;
}
