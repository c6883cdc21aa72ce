import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import vCard from 'vcf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Radicale, startRadicale } from '../../servers/radicale.js';
import { startXandikos, type Xandikos } from '../../servers/xandikos.js';
import { corpusDir, corpusFiles, corpusNote } from '../../support/corpus.js';
import { parseStrictly, refusalsOf } from '../../support/strict-parsers.js';
import { oddCards } from './odd-cards.js';
import { base, exportContacts, stored } from './support.js';

let radicale: Radicale;
let xandikos: Xandikos;

beforeAll(async () => {
  [radicale, xandikos] = await Promise.all([startRadicale(), startXandikos()]);
});

afterAll(async () => {
  await radicale.stop();
  await xandikos.stop();
});

/** The forms of a date that the CardDAV server of Nextcloud takes; Debian's older sabre/vobject does not look. */
const dateForm = /^(?:(?:\d{4}|--)-?\d{2}-?\d{2}(?:T.*)?|\d{4}(?:-\d{2})?|---?\d{2})$/;

/** Has every importer take the contacts of a folder: the file as a whole, and each card by itself. */
async function expectTaken(name: string, items: readonly Uint8Array[], count: number): Promise<void> {
  const { bytes, outcomes } = await exportContacts(items);
  expect(outcomes.filter(({ result }) => result !== 'exported')).toEqual([]);
  const whole = bytes(`${base}.vcf`);
  const cards = whole.toString('utf8').split(/(?<=^END:VCARD\r\n)/m);
  expect(cards).toHaveLength(count);
  for (const card of cards)
    for (const [, value = ''] of card.matchAll(/^(?:BDAY|ANNIVERSARY|REV)(?!.*VALUE=text)[^:]*:(.*)\r$/gim))
      expect(value).toMatch(dateForm);
  const file = { name, kind: 'card', bytes: whole } as const;
  for (const parser of ['vobject', 'sabre'] as const) {
    const [verdict] = parseStrictly(parser, [file]);
    expect({ parser, refusals: verdict?.refusals }).toEqual({ parser, refusals: [] });
    expect(verdict?.components).toHaveLength(count);
  }
  expect(vCard.parse(whole.toString('utf8'))).toHaveLength(count);
  expect(await radicale.putCollection(`u/${name}`, 'text/vcard', whole)).toMatchObject({ status: 201 });
  const refused: unknown[] = [];
  for (const [index, card] of cards.entries()) {
    const { status, body } = await xandikos.put('card', `${name}-${index}`, card);
    if (status !== 201) refused.push({ card, status, body });
  }
  expect(refused).toEqual([]);
}

describe('importers take every card, the file as a whole and card by card', () => {
  it('odd ones', async () => {
    await expectTaken('odd', Object.values(oddCards), Object.keys(oddCards).length);
  });

  const files = corpusFiles('vcard', ['.vcf']);
  it(corpusNote(files), async () => {
    if (files.length === 0) return;
    const items = files.map((file) => readFileSync(join(corpusDir, file)));
    const count = items.map((item) => item.toString('latin1').match(/^BEGIN:VCARD/gim)?.length ?? 0);
    await expectTaken(
      'corpus',
      items,
      count.reduce((sum, one) => sum + one, 0),
    );
  });
});

it('the parsers do refuse: they see what a card of the store would be without mending', () => {
  const bytes = stored('BEGIN:VCARD\nVERSION:3.0\nX_A:1\nFN:a\nEND:VCARD\n');
  const body = bytes.subarray(bytes.indexOf('BEGIN'));
  expect(refusalsOf(parseStrictly('sabre', [{ name: 'a', kind: 'card', bytes: body }]))).not.toEqual([]);
});
