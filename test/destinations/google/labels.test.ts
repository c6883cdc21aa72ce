/** Names of labels that Gmail refuses, or has in another case: in every run the folder is the same label, and no other folder’s mail suffers. */
import { expect, test } from 'vitest';
import { storeSource } from '../../../src/sources/kerio/store-source.js';
import { openStore } from '../../../src/store/open.js';
import { verifyMigration } from '../../../src/transfer/verify/verify-all.js';
import type { FakeGoogle } from '../../servers/google/fake-google.js';
import { refuse } from '../../servers/google/reply.js';
import { tempDir } from '../../support/temp.js';
import { account, makeStore, runOptions } from '../../transfer/support.js';
import { ANNA, destinationAt, eachWithGoogle, moveTo } from './support.js';

let google: FakeGoogle;
eachWithGoogle((fresh) => {
  google = fresh;
});

function mail(name: string) {
  const head = `Message-ID: <${name}@x>\nDate: Fri, 03 Jan 2020 03:04:05 +0000\nFrom: a@x\n`;
  return { bytes: `${head}Subject: ${name}\n\nbody ${name}\n`, received: 1_578_020_645, flags: 1 };
}

const there = (): string[] =>
  google
    .mailbox(ANNA)
    .lines()
    .map((line) => `${line.slice(0, line.indexOf('|'))} ${/^Subject: (.*)$/m.exec(line)?.[1] ?? ''}`)
    .sort();

const known = () => {
  const state = tempDir('state');
  return { stateDir: { state, logs: `${state}/logs` } };
};

async function differencesOf(store: string, run: ReturnType<typeof known>): Promise<readonly unknown[]> {
  const options = runOptions([destinationAt(google)], {
    source: storeSource(openStore(store)),
    accounts: [account(ANNA)],
  });
  const { accounts } = await verifyMigration({ ...options, ...run });
  return accounts.flatMap(({ boxes }) => boxes.flatMap(({ differences }) => differences));
}

/** Gmail in another language refuses this name. */
function refuseLabel(name: string, ...replies: ReturnType<typeof refuse>[]): void {
  for (const reply of replies.length > 0 ? replies : [refuse(400, 'invalidArgument', 'Invalid label name')])
    google.faults.add({ on: /^POST .*\/labels$/, saying: `"name":"${name}"`, times: 1e9, when: 'before', reply });
}

test('a refused name is the same label in the next run, in the proof, and without a journal', async () => {
  refuseLabel('Gearchiveerd');
  const store = makeStore({ Gearchiveerd: { items: [mail('a')] }, Work: { items: [mail('a'), mail('b')] } });
  const run = known();
  await moveTo(google, store, run);
  const wanted = ['Work b', 'Work,_Gearchiveerd a'];
  expect(there()).toEqual(wanted);
  expect(await differencesOf(store, run)).toEqual([]);
  const before = google.requests.length;
  await moveTo(google, store, run);
  await moveTo(google, store, known());
  expect(google.requests.slice(before).filter((request) => /import/.test(request))).toEqual([]);
  expect(there()).toEqual(wanted);
});

test('a folder whose name begins with _ is not taken for another’s stand-in', async () => {
  const store = makeStore({ _work: { items: [mail('b')] }, work: { items: [mail('a')] } });
  const run = known();
  await moveTo(google, store, run);
  await moveTo(google, store, known());
  expect(there()).toEqual(['_work b', 'work a']);
  expect(await differencesOf(store, run)).toEqual([]);
});

test('a label in another case is the folder’s', async () => {
  google.mailbox(ANNA).labels.set('Label_9', 'work/DEEP');
  google.mailbox(ANNA).labels.set('Label_8', 'work');
  const store = makeStore({ Work: { folders: { Deep: { items: [mail('a')] } } } });
  const run = known();
  await moveTo(google, store, run);
  expect(there()).toEqual(['work/DEEP a']);
  expect(await differencesOf(store, run)).toEqual([]);
});

test('a label that can be had in no way costs its folder alone, and a later run brings it', async () => {
  refuseLabel('Strange', refuse(400, 'invalidArgument', 'Too many labels'));
  refuseLabel('_Strange', refuse(400, 'invalidArgument', 'Too many labels'));
  const store = makeStore({ Strange: { items: [mail('a'), mail('c')] }, Work: { items: [mail('b')] } });
  const run = known();
  const { report } = await moveTo(google, store, run);
  expect(report?.totals).toMatchObject({ found: 3, exported: 1, failed: 2 });
  expect(report?.attention[0]?.reason).toBe('Gmail refuses the label Strange: Too many labels');
  expect(there()).toEqual(['Work b']);
  google.faults.clear();
  const second = await moveTo(google, store, { ...run, retryFailed: true });
  expect(second.report?.totals).toMatchObject({ exported: 3, failed: 0 });
  expect(there()).toEqual(['Strange a', 'Strange c', 'Work b']);
});
