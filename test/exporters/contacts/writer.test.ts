import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base, card, exportContacts, guid, itemOf, stored } from './support.js';

const jan = card('UID:jan', 'FN:Jan Novák', 'N:Novák;Jan;;;', 'EMAIL;TYPE=PREF:jan@acme.cz');

describe('the bundle', () => {
  it('holds the cards one after the other and says where each is', async () => {
    const petr = card('UID:petr', 'FN:Petr', 'N:Petr;;;;');
    const { outcomes, paths, read, bytes } = await exportContacts([stored(jan), stored(petr)]);
    expect(paths).toEqual([`${base}.google.csv`, `${base}.outlook.csv`, `${base}.vcf`]);
    expect(read('.vcf')).toBe(jan + petr);
    const length = Buffer.byteLength(jan);
    expect(outcomes).toEqual([
      { result: 'exported', reason: null, file: `${base}.vcf`, offset: 0, length, notes: [] },
      { result: 'exported', reason: null, file: `${base}.vcf`, offset: length, length: petr.length, notes: [] },
    ]);
    expect(bytes(`${base}.vcf`).subarray(length).toString()).toBe(petr);
  });

  it('gives a card without UID, FN and N the ones it needs', async () => {
    const { read } = await exportContacts([
      { item: itemOf(10), bytes: stored('BEGIN:VCARD\nORG:Acme\\, Inc.;IT\nEND:VCARD') },
    ]);
    expect(read('.vcf')).toBe(
      card('FN:Acme\\, Inc.', 'N:Acme\\, Inc.;;;;', 'ORG:Acme\\, Inc.;IT', `UID:${guid}-0000000a`),
    );
  });

  it('numbers the cards of one item, and keeps its UIDs from run to run without a folder GUID', async () => {
    const two = stored(card('FN:a') + card('FN:b'));
    const first = await exportContacts([two]);
    expect(first.read('.vcf').match(/^UID:.*/gm)).toEqual([`UID:${guid}-00000001`, `UID:${guid}-00000001-2`]);
    expect(first.outcomes[0]).toMatchObject({ offset: 0, length: first.bytes(`${base}.vcf`).length });
    const item = itemOf(1);
    const nameless = { item: { ...item, folder: { ...item.folder, guid: null } }, bytes: two };
    const [once, again] = [await exportContacts([nameless]), await exportContacts([nameless])];
    expect(once.read('.vcf')).toBe(again.read('.vcf'));
    expect(once.read('.vcf')).toMatch(/^UID:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}-00000001\r$/m);
  });

  it('is cut at 3,000 contacts, and so are the tables', async () => {
    const items = Array.from({ length: 3_001 }, (_, index) =>
      stored(card(`UID:${index}`, `FN:c${index}`, `N:c${index};;;;`)),
    );
    const { outcomes, paths, read } = await exportContacts(items);
    expect(paths).toEqual([
      ...[1, 2].flatMap((part) => [`${base}.${part}.google.csv`, `${base}.${part}.outlook.csv`, `${base}.${part}.vcf`]),
    ]);
    expect(read('.1.vcf').match(/^BEGIN:VCARD\r$/gm)).toHaveLength(3_000);
    expect(read('.2.vcf')).toBe(card('UID:3000', 'FN:c3000', 'N:c3000;;;;'));
    expect(read('.2.google.csv').split('\r\n')).toHaveLength(3);
    expect(read('.2.outlook.csv').split('\r\n')).toHaveLength(3);
    expect(outcomes[0]?.file).toBe(`${base}.1.vcf`);
    expect(outcomes[3_000]).toMatchObject({ file: `${base}.2.vcf`, offset: 0 });
  });

  it('is the same when it does not fit into memory', async () => {
    const note = `NOTE:${'x'.repeat(2 << 20)}`;
    const items = Array.from({ length: 40 }, (_, index) =>
      stored(card(`UID:${index}`, `FN:c${index}`, 'N:c;;;;', note)),
    );
    const { bytes, outcomes, paths } = await exportContacts(items);
    expect(paths).toHaveLength(3);
    const vcf = bytes(`${base}.vcf`);
    for (const [index, { offset, length }] of outcomes.entries()) {
      const one = vcf.subarray(offset ?? 0, (offset ?? 0) + (length ?? 0)).toString();
      expect(one.startsWith(`BEGIN:VCARD\r\nVERSION:3.0\r\nUID:${index}\r\n`)).toBe(true);
      expect(one.endsWith('END:VCARD\r\n')).toBe(true);
    }
  });
});

describe('cards that meet', () => {
  it('writes the same card once', async () => {
    const { outcomes, read } = await exportContacts([stored(jan), stored(jan.replace(/\r\n/g, '\n'))]);
    expect(read('.vcf')).toBe(jan);
    expect(outcomes[1]).toMatchObject({
      result: 'skipped',
      reason: 'the same card as in 00000001: same UID, same content',
      file: null,
    });
  });

  it.each([
    ['REV', 'REV:2020-01-02T00:00:00Z', 'REV:2020-01-01T00:00:00Z', ['a', `${guid}-00000002`]],
    ['REV', 'REV:20200101T000000Z', 'REV:2020-01-01T00:00:01Z', [`${guid}-00000001`, 'a']],
    ['place', 'NOTE:1', 'NOTE:2', [`${guid}-00000001`, 'a']],
  ])('leaves the UID to the newer of two by %s: %s, %s', async (_, first, second, uids) => {
    const items = [first, second].map((line) => stored(card('UID:a', 'FN:A', 'N:A;;;;', line)));
    const { outcomes, read } = await exportContacts(items);
    expect(read('.vcf').match(/(?<=^UID:).*(?=\r)/gm)).toEqual(uids);
    expect(read('.vcf')).toContain(`${first}\r\n`);
    expect(outcomes.map(({ result, notes }) => [result, notes.length])).toEqual([
      ['exported', 1],
      ['exported', 1],
    ]);
  });

  it('takes the time of the index where the cards do not say', async () => {
    const one = (note: string): Buffer => stored(card('UID:a', 'FN:A', 'N:A;;;;', `NOTE:${note}`));
    const { read } = await exportContacts([
      { item: itemOf(1, { indexTime: 200, indexTimeFrom: 'index T' }), bytes: one('new') },
      { item: itemOf(2, { indexTime: 100, indexTimeFrom: 'index T' }), bytes: one('old') },
    ]);
    expect(read('.vcf').match(/(?<=^UID:).*(?=\r)/gm)).toEqual(['a', `${guid}-00000002`]);
  });
});

describe('bad items', () => {
  it('are said to have failed, and the rest is exported', async () => {
    const { outcomes, read } = await exportContacts([
      Buffer.alloc(0),
      stored('Hello!', 'Content-Type: text/plain'),
      stored(jan),
      stored('BEGIN:VCARD\nVERSION:3.0\nEND:VCARD\n'),
    ]);
    expect(outcomes.map(({ result, reason }) => [result, reason])).toEqual([
      ['failed', 'the item is empty'],
      ['failed', 'there is no vCard inside'],
      ['exported', null],
      ['failed', 'the card inside is empty'],
    ]);
    expect(read('.vcf')).toBe(jan);
  });

  it('says what was left of a card that is cut in the middle of its base64', async () => {
    const base64 = Buffer.from(jan).toString('base64');
    const cut = stored(base64.slice(0, -30), 'Content-Type: text/vcard\nContent-Transfer-Encoding: base64');
    const { outcomes, read } = await exportContacts([cut, stored(jan.replace('UID:jan', 'UID:other'))]);
    expect(outcomes.map(({ result }) => result)).toEqual(['exported', 'exported']);
    expect(outcomes[0]?.notes).toEqual([
      'the base64 of the card is cut in the middle',
      'the card broke off: END:VCARD was missing',
    ]);
    expect(read('.vcf').match(/^END:VCARD\r$/gm)).toHaveLength(2);
  });

  it('exports a card with a note of 5 MB, and says so', async () => {
    const note = `NOTE:${'příliš '.repeat(600_000)}`;
    const { outcomes, read } = await exportContacts([stored(card('UID:a', 'FN:A', 'N:A;;;;', note))]);
    expect(outcomes[0]?.notes).toEqual([expect.stringMatching(/^the card has \d+ KB: some address books refuse it$/)]);
    expect(read('.vcf').replaceAll('\r\n ', '')).toContain(`${note}\r\n`);
  });
});

describe('damaged items', () => {
  it('have an outcome, whatever was done to them', async () => {
    const whole = stored(jan).toString('latin1');
    const cut = fc.tuple(fc.nat(whole.length), fc.nat(40), fc.string({ unit: 'binary', maxLength: 20 }));
    const pieces = fc.constantFrom(
      '\r',
      '\n',
      '\0',
      '"',
      ';',
      ':',
      '=',
      'BEGIN:VCARD\r\n',
      'END:VCARD\r\n',
      'END:',
      '\xff',
    );
    const damage = fc.array(fc.oneof(cut, fc.tuple(fc.nat(whole.length), fc.nat(3), pieces)), { maxLength: 4 });
    const items = fc.sample(damage, { seed: 11, numRuns: 2_000 }).map((damages) => {
      let text = whole;
      for (const [at, length, put] of damages) text = text.slice(0, at) + put + text.slice(at + length);
      return Buffer.from(text, 'latin1');
    });
    const { outcomes, bytes } = await exportContacts(items);
    expect(outcomes).toHaveLength(2_000);
    const vcf = bytes(`${base}.vcf`).toString('latin1');
    for (const { result, reason, offset, length } of outcomes) {
      if (result !== 'exported') expect(reason).not.toBeNull();
      else expect(vcf.slice(offset ?? 0, (offset ?? 0) + (length ?? 0))).toMatch(/^BEGIN:VCARD\r\n[^]*END:VCARD\r\n$/);
    }
    expect(isUtf8(bytes(`${base}.vcf`))).toBe(true);
  });
});

describe('photos', () => {
  const picture = Buffer.alloc(120 << 10, 'x');
  const withPhoto = stored(
    card('UID:a', 'FN:A', 'N:A;;;;', `PHOTO;ENCODING=b;TYPE=JPEG:${picture.toString('base64')}`),
  );

  it('are kept with a warning above 100 KB, or left out above --max-photo', async () => {
    const kept = await exportContacts([withPhoto]);
    expect(kept.read('.vcf').replaceAll('\r\n ', '')).toContain(`:${picture.toString('base64')}\r\n`);
    expect(kept.outcomes[0]?.notes).toEqual(['the photo has 120 KB: address books may leave out photos above 100 KB']);
    const small = await exportContacts([withPhoto], { maxPhotoKb: 119 });
    expect(small.read('.vcf')).toBe(card('UID:a', 'FN:A', 'N:A;;;;'));
    expect(small.outcomes[0]?.notes).toEqual(['the photo of 120 KB was left out by --max-photo']);
    expect((await exportContacts([withPhoto], { maxPhotoKb: 120 })).read('.vcf')).toContain('PHOTO;');
  });

  it('come from the part beside the card when the card has none', async () => {
    const fields = 'Content-Type: multipart/mixed; boundary=b';
    const body = (own: string): string =>
      `--b\nContent-Type: text/vcard\n\n${card('UID:a', 'FN:A', 'N:A;;;;', ...(own === '' ? [] : [own]))}` +
      '--b\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\naGVsbG8=\n--b--\n';
    expect((await exportContacts([stored(body(''), fields)])).read('.vcf')).toBe(
      card('UID:a', 'FN:A', 'N:A;;;;', 'PHOTO;ENCODING=b;TYPE=PNG:aGVsbG8='),
    );
    const own = 'PHOTO;VALUE=uri:https://acme.cz/jan.jpg';
    expect((await exportContacts([stored(body(own), fields)])).read('.vcf')).toBe(
      card('UID:a', 'FN:A', 'N:A;;;;', own),
    );
  });
});

describe('--one-file-per-contact', () => {
  it('writes a file for each card, with names that are safe and different', async () => {
    const items = ['Jan/../Novák', 'jan_.._novák', 'CON'].map((name, index) =>
      stored(card(`UID:${index}`, `FN:${name}`, 'N:A;;;;')),
    );
    const { outcomes, paths, bytes } = await exportContacts(items, { oneFilePerContact: true });
    const names = ['Jan_.._Novák', 'jan_.._novák (2)', '_CON'].map((name) => `${base}/${name}.vcf`);
    expect([...paths].sort()).toEqual([`${base}.google.csv`, `${base}.outlook.csv`, ...names].sort());
    expect(outcomes.map(({ file, offset }) => [file, offset])).toEqual(names.map((name) => [name, 0]));
    expect(bytes(names[2] ?? '').toString()).toBe(card('UID:2', 'FN:CON', 'N:A;;;;'));
  });
});
