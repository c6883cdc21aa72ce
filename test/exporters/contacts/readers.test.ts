/** Other people's readers take what the writer makes: Radicale (CardDAV), python3-vobject, and the package vcf. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import vCard from 'vcf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureDebian } from '../../servers/debian.js';
import { type Radicale, startRadicale } from '../../servers/radicale.js';
import { corpusDir, corpusFiles, corpusNote } from '../../support/corpus.js';
import { python } from '../../support/python.js';
import { base, card, exportContacts, stored } from './support.js';
import { wrappings } from './wrapped.js';

let radicale: Radicale;
beforeAll(async () => {
  ensureDebian(['python3-vobject']);
  radicale = await startRadicale();
});
afterAll(() => radicale.stop());

/** The UIDs that python3-vobject reads, having validated every card. */
function vobjectUids(vcf: Buffer): string[] {
  const program = `import sys, json, vobject
cards = list(vobject.readComponents(sys.stdin.buffer.read().decode('utf-8')))
for card in cards: card.validate(raiseException=True)
print(json.dumps([card.uid.value for card in cards]))`;
  return JSON.parse(python(program, [], vcf)) as string[];
}

/** Puts a bundle and gives the UIDs of what comes back. */
async function radicaleUids(name: string, vcf: Buffer): Promise<string[]> {
  const { status, body } = await radicale.putCollection(`anna/${name}`, 'text/vcard', vcf);
  expect(status, `${body}\n${radicale.log().slice(-2_000)}`).toBe(201);
  return uidsOf(await radicale.getCollection(`anna/${name}`));
}

function uidsOf(text: string): string[] {
  return [...text.replace(/\r?\n[ \t]/g, '').matchAll(/^UID(?:;[^:]*)?:(.*?)\r?$/gm)].map(([, uid = '']) => uid);
}

async function expectTaken(name: string, items: readonly Buffer[], cards: number): Promise<void> {
  const { bytes } = await exportContacts(items);
  const vcf = bytes(`${base}.vcf`);
  const uids = uidsOf(vcf.toString('utf8'));
  expect(uids).toHaveLength(cards);
  expect(vobjectUids(vcf)).toEqual(uids.map((uid) => uid.replace(/\\(.)/g, '$1')));
  expect((await radicaleUids(name, vcf)).sort()).toEqual([...uids].sort());
}

describe('cards of other programs', () => {
  const files = corpusFiles('vcard', ['.vcf']);
  it(corpusNote(files), async () => {
    const items = files.flatMap((file) => {
      const original = readFileSync(join(corpusDir, file));
      return Object.values(wrappings).map((wrapping) => wrapping(original));
    });
    const { bytes, outcomes } = await exportContacts(items);
    expect(outcomes.every(({ result }) => result !== 'failed')).toBe(true);
    const vcf = bytes(`${base}.vcf`);
    if (files.length === 0) return;
    const uids = uidsOf(vcf.toString('utf8'));
    expect(uids).toHaveLength(new Set(uids).size);
    expect(vobjectUids(vcf)).toEqual(uids);
    expect((await radicaleUids('corpus', vcf)).sort()).toEqual([...uids].sort());
  });
});

describe('cards that others refuse as they were', () => {
  it.each([
    ['no names', ['EMAIL:a@b.cz']],
    [
      'two of what may stand once',
      ['N:a;;;;', 'N:b;;;;', 'PRODID:1', 'PRODID:2', 'UID:1', 'UID:2', 'VERSION:3.0', 'FN:a'],
    ],
    ['ENCODING=8BIT', ['FN:a', 'NOTE;ENCODING=8BIT:text']],
    ['base64 without an end', ['FN:a', 'PHOTO;ENCODING=b;TYPE=JPEG:QUJDR']],
    ['a picture that is an address', ['FN:a', 'PHOTO;ENCODING=b;TYPE=JPEG:https://acme.cz/a.jpg']],
    ['an unclosed quote', ['FN:a', 'ADR;LABEL="x:;;Main 1;;;;']],
    ['a quote inside a value', ['FN:a', 'TEL;X-A=b"c":5']],
    ['a line that is none', ['FN:a', 'NOTE:one', 'two', 'three: four']],
    ['an empty parameter', ['FN:a', 'TEL;:5', 'EMAIL;TYPE=:a@b.cz']],
    ['quoted-printable', ['FN:a', 'NOTE;QUOTED-PRINTABLE:a=0D=0Ab=C3=A1, c']],
    ['a group with dots', ['FN:a', 'a.b.TEL:5']],
    ['components inside', ['FN:a', 'BEGIN:X-OTHER', 'A:b', 'END:X-OTHER']],
  ])('%s', async (name, lines) => {
    await expectTaken(name.replace(/[^a-z0-9]/gi, ''), [stored(card(...lines))], 1);
  });

  it('a folder of everything at once', async () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'ř', '😀', '\\', ';', ',', ':', '"', '=', ' ', '\t', '^', '\\n'),
      maxLength: 90,
    });
    const name = fc.constantFrom(
      'FN',
      'N',
      'NOTE',
      'item1.TEL',
      'item1.X-ABLabel',
      'ADR',
      'ORG',
      'EMAIL',
      'X-Foo_Bar',
      'UID',
      'CATEGORIES',
    );
    const params = fc.constantFrom(
      '',
      ';TYPE=home,work',
      ';WORK;VOICE',
      ';X-A="b;c:d"',
      ';CHARSET=UTF-8',
      ';PREF=1',
      ';x=;',
      ';"',
    );
    const line = fc.tuple(name, params, text).map((pieces) => `${pieces[0]}${pieces[1]}:${pieces[2]}`);
    const cards = fc.sample(fc.array(line, { minLength: 1, maxLength: 8 }), { seed: 4, numRuns: 400 });
    const items = cards.map((lines) => stored(card(...lines)));
    const { bytes, outcomes } = await exportContacts(items);
    const vcf = bytes(`${base}.vcf`);
    const count = outcomes.filter(({ result }) => result === 'exported').length;
    expect(count).toBeGreaterThan(300);
    expect(vobjectUids(vcf)).toHaveLength(count);
    expect(await radicaleUids('random', vcf)).toHaveLength(count);
  });
});

describe('the package vcf', () => {
  it('reads the fields of a card of every version', async () => {
    const old =
      'BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Nov=C3=A1k;Jan\nTEL;WORK;VOICE:5\nEND:VCARD\n';
    const { read } = await exportContacts([stored(old)]);
    const [found] = vCard.parse(read('.vcf'));
    expect(found?.get('n').valueOf()).toBe('Novák;Jan');
    expect(found?.get('fn').valueOf()).toBe('Jan Novák');
    expect(found?.get('tel')).toMatchObject({ type: ['work', 'voice'] });
  });
});
