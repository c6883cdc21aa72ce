import { useState } from 'preact/hooks';
import type { ChecksView } from '../../api.js';
import { Tick } from '../parts/field.js';
import { Notice } from '../parts/notice.js';
import { Table } from '../parts/table.js';
import { Working } from '../parts/working.js';
import { useResult } from '../state/results.js';
import { useSession } from '../state/session.js';
import { begin, isBusy } from '../state/work.js';
import { texts } from '../texts.js';

const words = texts.where;
type Checked = ChecksView['accounts'][number];

function isGood({ findings }: Checked): boolean {
  return findings.every(({ ok }) => ok);
}

/** Signs in to every account, and says what is in the way. */
export function Check({ ready }: { readonly ready: boolean }) {
  const checks = useResult('checks');
  const { work } = useSession();
  const [onlyBad, setOnlyBad] = useState(false);
  const accounts = checks?.accounts ?? [];
  const bad = accounts.filter((account) => !isGood(account));
  const done = checks !== null && !isBusy(work);
  return (
    <section aria-labelledby="check">
      <h2 id="check">{words.check}</h2>
      <p>{words.checkHint}</p>
      <Working what="check" />
      {isBusy(work) ? null : (
        <button type="button" class="primary" disabled={!ready} onClick={() => void begin('check')}>
          {checks === null ? words.checkNow : words.checkAgain}
        </button>
      )}
      {checks === null || accounts.length === 0 ? null : (
        <>
          {done ? (
            <Notice tone={bad.length === 0 ? 'good' : 'attention'}>
              <p>{words.checked(bad.length === 0 ? accounts.length : accounts.length - bad.length, bad.length)}</p>
            </Notice>
          ) : null}
          {bad.length === 0 ? null : (
            <Tick checked={onlyBad} onChecked={setOnlyBad}>
              {words.onlyBad}
            </Tick>
          )}
          <Table<Checked>
            caption={words.checks}
            rows={onlyBad ? bad : accounts}
            keyOf={({ account, destination }) => `${account}\n${destination}`}
            empty={words.noChecks}
            columns={[
              {
                key: 'account',
                title: words.checkColumn.account,
                by: ({ account }) => account,
                cell: ({ account }) => account,
              },
              {
                key: 'destination',
                title: words.checkColumn.destination,
                by: ({ destination }) => destination,
                cell: ({ destination }) => destination,
              },
              {
                key: 'findings',
                title: words.checkColumn.findings,
                by: (account) => (isGood(account) ? 1 : 0),
                cell: (account) => <Findings account={account} />,
              },
            ]}
          />
        </>
      )}
    </section>
  );
}

function Findings({ account: { findings } }: { readonly account: Checked }) {
  return (
    <ul class="findings">
      {findings.map(({ what, ok, words: said, remedy }, at) => (
        <li key={at}>
          <span class={ok ? 'tag good' : 'tag bad'}>{ok ? words.ok : words.bad}</span> <strong>{what}</strong> {said}
          {remedy === null ? null : (
            <span class="second">
              {words.remedy} {remedy}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
