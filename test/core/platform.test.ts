import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  emptyDirectory,
  flushDirectory,
  flushFile,
  moveFile,
  openForReading,
  patiently,
  patientlyAsync,
  refuseLink,
  removeTree,
} from '../../src/core/platform.js';
import { tempDir } from '../support/temp.js';

function failing(code: string, times: number): () => string {
  let left = times;
  return () => {
    if (left === 0) return 'done';
    left -= 1;
    throw Object.assign(new Error(code), { code });
  };
}

describe('what another program may hold', () => {
  const patience = (waited: number[]) => ({ pauses: [5, 10, 20], wait: (ms: number) => void waited.push(ms) });

  test.each(['EPERM', 'EBUSY', 'EACCES', 'ENOTEMPTY'])('is tried again after %s, waiting longer and longer', (code) => {
    const waited: number[] = [];
    expect(patiently(failing(code, 3), undefined, patience(waited))).toBe('done');
    expect(waited).toEqual([5, 10, 20]);
    expect(() => patiently(failing(code, 4), undefined, patience([]))).toThrow(code);
  });

  test('other errors, and those that waiting does not mend, come at once', () => {
    const waited: number[] = [];
    expect(() => patiently(failing('ENOSPC', 1), undefined, patience(waited))).toThrow('ENOSPC');
    expect(() => patiently(failing('EPERM', 1), () => true, patience(waited))).toThrow('EPERM');
    expect(waited).toEqual([]);
  });

  test('is tried once where nobody holds anything', async () => {
    expect(() => patiently(failing('EPERM', 1))).toThrow('EPERM');
    await expect(patientlyAsync(async () => Promise.resolve(failing('EBUSY', 1)()))).rejects.toThrow('EBUSY');
    expect(await patientlyAsync(async () => Promise.resolve('done'))).toBe('done');
  });
});

test('a link is refused as O_NOFOLLOW does, also where that is not known', () => {
  const dir = tempDir();
  writeFileSync(join(dir, 'file'), 'x');
  symlinkSync(join(dir, 'file'), join(dir, 'link'));
  refuseLink(join(dir, 'file'));
  refuseLink(join(dir, 'none'));
  for (const open of [() => openForReading(join(dir, 'link'), false), () => refuseLink(join(dir, 'link'))])
    expect(open).toThrow(expect.objectContaining({ code: 'ELOOP' }));
  expect(readFileSync(openForReading(join(dir, 'link'), true), 'utf8')).toBe('x');
});

test('files are flushed, moved over others, and folders emptied', () => {
  const dir = tempDir();
  writeFileSync(join(dir, 'old'), 'old');
  writeFileSync(join(dir, 'new'), 'new');
  flushFile(join(dir, 'new'));
  flushDirectory(dir);
  moveFile(join(dir, 'new'), join(dir, 'old'));
  expect(readFileSync(join(dir, 'old'), 'utf8')).toBe('new');
  mkdirSync(join(dir, 'deep/er'), { recursive: true });
  emptyDirectory(dir);
  expect(readdirSync(dir)).toEqual([]);
  removeTree(join(dir, 'none'));
});
