import { expect, test } from 'vitest';
import { diskError, fullDisk } from '../../src/core/disk-error.js';
import { UserError } from '../../src/core/errors.js';

const system = (code: string): Error => Object.assign(new Error(`${code}: it is so, write`), { code });

test('an error of the disk is a sentence that says what to do', () => {
  expect(diskError(system('ENOSPC'), 'output')).toMatchObject({
    exitCode: 3,
    message: 'The disk of the output folder is full: make room and run the same command again; what is done is kept.',
  });
  expect(diskError(system('EDQUOT'), 'state').message).toContain('The disk of the state folder is full');
  expect(diskError(system('EIO'), 'output')).toMatchObject({
    exitCode: 3,
    message:
      'The output folder cannot be written (EIO: it is so, write): mend that and run the same command again; what is done is kept.',
  });
  // As another thread tells it.
  // A quota on a disk of Linux, which Node has no name for.
  if (process.platform === 'linux')
    expect(diskError(system('Unknown system error -122'), 'output').message).toContain('output folder is full');
  expect(diskError({ message: 'EROFS: no', code: 'EROFS', stack: 'there' }, 'output')).toBeInstanceOf(UserError);
});

test('a fault of the program is not told as one of the disk', () => {
  const faults = [
    new TypeError('x is not a function'),
    Object.assign(new TypeError('The "path" argument must be of type string'), { code: 'ERR_INVALID_ARG_TYPE' }),
    Object.assign(new Error('Worker terminated due to reaching memory limit'), { code: 'ERR_WORKER_OUT_OF_MEMORY' }),
  ];
  for (const fault of faults) expect(diskError(fault, 'output')).toBe(fault);
  const told = diskError({ message: 'odd', code: null, stack: 'TypeError: odd\n    at there' }, 'output');
  expect(told).not.toBeInstanceOf(UserError);
  expect(told).toMatchObject({ message: 'odd', stack: 'TypeError: odd\n    at there' });
  expect(fullDisk(new TypeError('x'))).toBeNull();
  expect(fullDisk(undefined)).toBeNull();
});
