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
import type { Missing } from './where-rules.js';

const words = texts.where;
type Checked = ChecksView['accounts'][number];
const BAD_FIRST = { key: 'findings', descending: false } as const;
/** Rows at a time: each has several lines. */
const SHOWN = 50;
/** Kinds of obstacles that are named. */
const NAMED = 8;

function isGood({ findings }: Checked): boolean {
  return findings.every(({ ok }) => ok);
}

/** Signs in to every account, and says what is in the way. */
export function Check({ missing }: { readonly missing: Missing | null }) {
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
        <div class="row">
          <button type="button" class="primary" disabled={missing !== null} onClick={() => void begin('check')}>
            {checks === null ? words.checkNow : words.checkAgain}
          </button>
          {missing === null ? null : <p class="quiet">{words.missing[missing]}</p>}
        </div>
      )}
      {checks === null || accounts.length === 0 ? null : (
        <>
          {done ? (
            <Notice tone={bad.length === 0 ? 'good' : 'attention'}>
              <p>{words.checked(bad.length === 0 ? accounts.length : accounts.length - bad.length, bad.length)}</p>
            </Notice>
          ) : null}
          <Obstacles bad={bad} />
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
            first={BAD_FIRST}
            page={SHOWN}
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

/** The same thing in the way of many is said once, with how many it is. */
function Obstacles({ bad }: { readonly bad: readonly Checked[] }) {
  const counts = new Map<string, number>();
  for (const { account, findings } of bad)
    for (const { what, ok, words: said } of findings)
      if (!ok) {
        const line = `${what}: ${said.replaceAll(account, '…')}`;
        counts.set(line, (counts.get(line) ?? 0) + 1);
      }
  const often = [...counts].filter(([, count]) => count > 1).sort(([, a], [, b]) => b - a);
  if (often.length === 0) return null;
  return (
    <>
      <h3>{words.often}</h3>
      <ul class="sentences">
        {often.slice(0, NAMED).map(([line, count]) => (
          <li key={line}>
            {line} <span class="tag bad">{words.accounts(count)}</span>
          </li>
        ))}
      </ul>
    </>
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
