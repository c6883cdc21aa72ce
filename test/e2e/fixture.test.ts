import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeTempDir, removeDir } from '../support/temp.js';
import { differencesByDovecot, differencesByPython } from './read-back.js';
import { filesBelow, kerioExit, readLedger, type Run } from './program.js';
import { sourcesOf } from './sources.js';

const store = 'fixtures/kerio-store';
const sourceOf = sourcesOf(store);
let dir: string;
beforeAll(() => {
  dir = makeTempDir('e2e');
});
afterAll(() => {
  removeDir(dir);
});

describe('export of the bundled store as mbox', () => {
  let run: Run;
  let out: string;
  beforeAll(() => {
    out = join(dir, 'mbox');
    run = kerioExit('export', store, '--out', out);
  });

  test('ends with 1, because two items are missing in the store', () => {
    expect(run).toMatchObject({ code: 1, stderr: '' });
  });

  test('reads back exactly in Python', () => {
    expect(differencesByPython(out, sourceOf)).toEqual([]);
  });

  test('reads back exactly in Dovecot, with flags and received times', () => {
    expect(differencesByDovecot(out, 'mbox', sourceOf)).toEqual([]);
  });
});

describe('export of the bundled store as Maildir', () => {
  test('reads back exactly in Dovecot, with flags and received times', () => {
    const out = join(dir, 'maildir');
    expect(kerioExit('export', store, '--out', out, '--only', 'mail', '--mail-format', 'maildir').code).toBe(1);
    expect(differencesByDovecot(out, 'maildir', sourceOf)).toEqual([]);
  });
});
