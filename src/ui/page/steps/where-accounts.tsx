import type { AccountsView } from '../../api.js';
import { Command } from '../parts/copy.js';
import { Notice, Sentences } from '../parts/notice.js';
import { Table } from '../parts/table.js';
import { Working } from '../parts/working.js';
import { useResult } from '../state/results.js';
import { useSession } from '../state/session.js';
import { begin, isBusy } from '../state/work.js';
import { texts } from '../texts.js';
import { GOOGLE } from './where-rules.js';

const words = texts.where.accountsAt;
type AccountStep = AccountsView['steps'][number];
const ORDER: Readonly<Record<AccountStep['state'], number>> = { failed: 0, 'to make': 1, made: 2, there: 3 };
const BY_STATE = { key: 'state', descending: false } as const;
/** Rows at a time. */
const SHOWN = 25;

/** Users, groups and rooms at Google: first it is shown what is missing there, and then made by a button of its own. */
export function Accounts() {
  const { draft, secrets, work, accountsCommand } = useSession();
  const accounts = useResult('accounts');
  const target = draft.targets.find(({ address }) => address.startsWith(GOOGLE));
  const missing = !secrets.targets.includes(target?.address ?? GOOGLE)
    ? texts.where.missing.key
    : (target?.admin ?? '') === ''
      ? words.needsAdmin
      : null;
  return (
    <section class="card" aria-labelledby="accounts">
      <h2 id="accounts">{words.title}</h2>
      <p>{words.hint}</p>
      <Working what="accounts" />
      <Working what="makeAccounts" />
      {isBusy(work) ? null : (
        <div class="row">
          <button type="button" disabled={missing !== null} onClick={() => void begin('accounts')}>
            {accounts === null ? words.look : words.lookAgain}
          </button>
          {missing === null ? null : <p class="quiet">{missing}</p>}
        </div>
      )}
      {accounts === null ? null : <Found accounts={accounts} ready={missing === null && !isBusy(work)} />}
      {accountsCommand === '' ? null : (
        <details class="fold">
          <summary>{texts.shell.sameCommand}</summary>
          <p class="hint">{words.commandHint}</p>
          <Command line={accountsCommand} what={words.command} />
        </details>
      )}
    </section>
  );
}

function Found({
  accounts: { made, steps, passwords, problems },
  ready,
}: {
  readonly accounts: AccountsView;
  readonly ready: boolean;
}) {
  const count = (wanted: AccountStep['state']): number => steps.filter(({ state }) => state === wanted).length;
  const toMake = count('to make');
  const failed = count('failed');
  return (
    <>
      <Notice tone={failed > 0 || toMake > 0 ? 'attention' : 'good'}>
        <p>{made ? words.made(count('made'), count('there'), failed) : words.found(toMake, count('there'))}</p>
        {passwords === null ? null : (
          <p>
            {words.passwords} <code>{passwords}</code>
          </p>
        )}
      </Notice>
      <Sentences lines={problems} summary={texts.who.problems(problems.length)} />
      <Table<AccountStep>
        caption={words.table}
        rows={steps}
        keyOf={({ what, name }) => `${what}\n${name}`}
        empty={words.nobody}
        first={BY_STATE}
        page={SHOWN}
        columns={[
          { key: 'name', title: words.column.name, by: ({ name }) => name, cell: ({ name }) => name },
          {
            key: 'what',
            title: words.column.what,
            by: ({ what }) => words.whats[what] ?? what,
            cell: ({ what }) => words.whats[what] ?? what,
          },
          {
            key: 'state',
            title: words.column.state,
            by: ({ state }) => ORDER[state],
            cell: ({ state }) => (
              <span class={state === 'failed' ? 'tag bad' : state === 'to make' ? 'tag' : 'tag good'}>
                {words.states[state]}
              </span>
            ),
          },
          { key: 'words', title: words.column.words, cell: ({ words: said }) => said },
        ]}
      />
      {made || toMake === 0 ? null : (
        <>
          <div class="buttons">
            <button type="button" class="primary" disabled={!ready} onClick={() => void begin('makeAccounts')}>
              {words.make(toMake)}
            </button>
          </div>
          <p class="hint">{words.makeHint}</p>
        </>
      )}
    </>
  );
}
