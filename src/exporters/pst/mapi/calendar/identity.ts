import { u32 } from '../../ndb/numbers.js';

const head = Buffer.from('040000008200e00074c5b7101a82e008', 'hex');
const foreign = Buffer.from('vCal-Uid\x01\0\0\0', 'latin1');

/**
 * The id of an event for all who take part ([MS-OXOCAL] 2.2.1.27): Outlook's own, which is written in hexadecimal, or any other
 * UID wrapped up.
 */
export function globalObjectId(uid: string): Buffer {
  if (/^040000008200E00074C5B7101A82E008(?:[0-9A-F]{2}){24,500}$/i.test(uid)) {
    const own = Buffer.from(uid, 'hex');
    own.fill(0, 16, 20);
    return own;
  }
  const data = Buffer.concat([foreign, Buffer.from(`${uid}\0`, 'utf8')]);
  return Buffer.concat([head, Buffer.alloc(20), u32(data.length), data]);
}

/** The same for one occurrence of a series: its day stands in the id. */
export function occurrenceObjectId(
  clean: Buffer,
  { year, month, day }: { year: number; month: number; day: number },
): Buffer {
  const id = Buffer.from(clean);
  id.writeUInt16BE(year, 16);
  id[18] = month;
  id[19] = day;
  return id;
}
