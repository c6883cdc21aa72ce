import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import yauzl from 'yauzl';
import { makeZip } from './zip.js';

/** What an independent reader finds in a zip. */
async function readBack(zip: Buffer): Promise<Record<string, string>> {
  const opened = await promisify<Buffer, yauzl.Options, yauzl.ZipFile>(yauzl.fromBuffer)(zip, { lazyEntries: true });
  const open = promisify<yauzl.Entry, Readable>((entry, done) => opened.openReadStream(entry, done));
  const found: Record<string, string> = {};
  return new Promise((resolve, reject) => {
    opened.on('error', reject);
    opened.on('end', () => {
      resolve(found);
    });
    opened.on('entry', (entry: yauzl.Entry) => {
      void (async () => {
        found[entry.fileName] = (await buffer(await open(entry))).toString('latin1');
        opened.readEntry();
      })().catch(reject);
    });
    opened.readEntry();
  });
}

test.each([{}, { zip64: true }, { descriptors: true }])('zips made for tests are zips: %j', async (options) => {
  const entries = [
    { name: 'a/b.eml', bytes: Buffer.from('text '.repeat(100)), modified: 1_577_836_800 },
    { name: 'a/c.eml', bytes: Buffer.from([0, 1, 255]), stored: true },
  ];
  expect(await readBack(makeZip(entries, options))).toEqual({
    'a/b.eml': 'text '.repeat(100),
    'a/c.eml': '\0\x01\xff',
  });
});
