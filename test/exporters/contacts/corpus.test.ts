import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { corpusDir, corpusFiles, corpusNote } from '../../support/corpus.js';
import { contentOf } from './content.js';
import { base, exportContacts, guid } from './support.js';
import { inCharset, wrappings } from './wrapped.js';

const files = corpusFiles('vcard', ['.vcf']);

/** What a card lacks it is given: nothing else may be new. */
const added = /^\.(FN|N|UID)\|\|/;

function compare(item: Buffer, before: string[][]): Promise<void> {
  return exportContacts([item]).then(({ outcomes, bytes }) => {
    expect(outcomes[0]?.result).toBe('exported');
    const octets = bytes(`${base}.vcf`).toString('latin1');
    const after = contentOf(octets);
    expect(after).toHaveLength(before.length);
    for (const [index, properties] of before.entries()) {
      const rest = [...(after[index] ?? [])];
      const lost = properties.filter((property) => {
        const at = rest.indexOf(property);
        if (at >= 0) rest.splice(at, 1);
        return at < 0;
      });
      expect(lost).toEqual([]);
      expect(rest.filter((property) => !added.test(property))).toEqual([]);
    }
    expectImportable(octets);
  });
}

/** The profile of docs/contacts.md. */
function expectImportable(octets: string): void {
  expect(octets.startsWith('BEGIN:VCARD\r\nVERSION:3.0\r\n')).toBe(true);
  expect(octets.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  for (const line of octets.split('\r\n')) expect(line.length).toBeLessThanOrEqual(75);
  expect(Buffer.from(octets, 'latin1').toString('utf8')).not.toContain('\ufffd');
  const cards = octets.replaceAll('\r\n ', '').split('END:VCARD\r\n').slice(0, -1);
  for (const card of cards)
    for (const name of ['FN', 'N', 'UID', 'VERSION'])
      expect(card.match(new RegExp(`^(?:[^.:]+\\.)?${name}[:;].`, 'gim'))?.length ?? 0, name).toBeGreaterThan(0);
}

test(corpusNote(files), () => {
  expect(guid).toHaveLength(36);
});

for (const file of files) {
  const card = readFileSync(join(corpusDir, file));
  const before = contentOf(card.toString('latin1'));
  test(`${file} says the same in the bundle, however its item was encoded`, async () => {
    for (const wrapping of Object.values(wrappings)) await compare(wrapping(card), before);
    for (const charset of ['windows-1250', 'windows-1252', 'iso-8859-2'])
      for (const declared of [true, false]) {
        const item = inCharset(card, charset, declared);
        if (item !== null && (declared || /^[\0-\x7f]*$/.test(card.toString('latin1')))) await compare(item, before);
      }
  });
}
