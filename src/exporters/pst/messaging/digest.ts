import { createHash } from 'node:crypto';

/** Sixteen bytes that stand for something: the same in every run. */
export function digest(of: string | Buffer): Buffer {
  return createHash('md5').update(of).digest();
}
