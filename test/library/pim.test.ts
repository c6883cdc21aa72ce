import { expect, test } from 'vitest';
import { readPim, type PimItem } from '../../src/library/pim.js';

const eml = (type: string, body: string): Buffer =>
  Buffer.from(`Subject: Lunch\r\nContent-Type: ${type}\r\n\r\n${body}`);
const event =
  'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:e1\r\nDTSTART:20240102T030000Z\r\nSUMMARY:Lunch\r\nORGANIZER:mailto:a@b.cz\r\nATTENDEE:mailto:c@b.cz\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n';

async function read(
  request: Parameters<typeof readPim>[0],
): Promise<{ items: PimItem[]; read: number; failed: number }> {
  const items: PimItem[] = [];
  const summary = await readPim(request, { onItem: (item) => items.push(item) });
  return { ...summary, items };
}
const textOf = (item: PimItem | undefined): string => Buffer.from(item?.texts[0] ?? []).toString();

test('a contact becomes a card of version 3, and what is none is told', async () => {
  const card = eml('text/vcard', 'BEGIN:VCARD\r\nVERSION:2.1\r\nN:Novák;Jan\r\nUID:c1\r\nEND:VCARD\r\n');
  const { items, ...counts } = await read({ kind: 'contacts', items: [card, eml('text/plain', 'no card')] });
  expect(counts).toEqual({ read: 1, failed: 1 });
  expect(textOf(items[0])).toContain('VERSION:3.0\r\n');
  expect(items[1]).toMatchObject({ index: 1, texts: [], failure: 'there is no vCard inside' });
});

test('an event is given as a component, with its guests or without', async () => {
  const items = [eml('text/calendar', event)];
  expect(textOf((await read({ kind: 'calendar', items })).items[0])).toMatch(
    /^BEGIN:VEVENT\r\n[^]*ATTENDEE:mailto:c@b\.cz\r\n/,
  );
  expect(textOf((await read({ kind: 'calendar', items, attendees: 'strip' })).items[0])).not.toContain('ATTENDEE');
});

test('what a task folder holds beside tasks is told', async () => {
  const { read: ok, failed, items } = await read({ kind: 'tasks', items: [eml('text/plain', 'x')] });
  expect([ok, failed, items[0]?.failure]).toEqual([0, 1, 'there is no calendar entry inside']);
});

test('items may come one after the other, until a signal', async () => {
  const controller = new AbortController();
  async function* coming(): AsyncGenerator<Buffer> {
    for (let at = 0; ; at += 1) {
      if (at === 5) controller.abort('enough');
      yield await Promise.resolve(eml('text/calendar', event));
    }
  }
  const seen: number[] = [];
  const reading = readPim(
    { kind: 'calendar', items: coming(), signal: controller.signal },
    { onItem: ({ index }) => seen.push(index) },
  );
  await expect(reading).rejects.toBe('enough');
  expect(seen).toEqual([0, 1, 2, 3, 4]);
});
