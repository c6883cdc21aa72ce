import { useObserved } from '../state/observed.js';
import type { Way } from '../../api.js';
import { Choice, TextField, Tick } from '../parts/field.js';
import { Notice } from '../parts/notice.js';
import { Step } from '../parts/step.js';
import { forgetSecrets, secretRefusal } from '../state/secrets.js';
import { answer, useSession } from '../state/session.js';
import { texts } from '../texts.js';
import { Accounts } from './where-accounts.js';
import { Check } from './where-check.js';
import { WhichMail } from './where-choices.js';
import { FilesWay } from './where-files.js';
import { GoogleWay } from './where-google.js';
import { MicrosoftWay } from './where-microsoft.js';
import { missingIn, needsUsers, withOwn } from './where-rules.js';
import { ServersWay } from './where-servers.js';
import { UsersFile } from './where-users.js';

const words = texts.where;
const WAYS: readonly Way[] = ['files', 'google', 'microsoft', 'servers'];

/** Where to, how to sign in there, and whether that works. */
export function WhereStep() {
  const { draft, secrets } = useSession();
  const { way } = draft;
  const refused = useObserved(secretRefusal);
  // Of Microsoft, files may be all.
  const sends = way === 'google' || way === 'servers' || (way === 'microsoft' && draft.targets.length > 0);
  const missing = missingIn(draft, secrets);
  return (
    <Step name="where" next={{ ready: missing === null, why: words.missing[missing ?? 'way'] }}>
      <Choice<Way>
        legend={words.choose}
        cards
        value={way}
        choices={WAYS.map((value) => ({ value, label: texts.ways[value].title, hint: texts.ways[value].what }))}
        onValue={(value) => {
          if (value !== way) answer({ way: value, targets: [] });
        }}
      />
      {refused === null ? null : (
        <Notice tone="attention" mark={words.refused} alert>
          <p>{refused}</p>
        </Notice>
      )}
      {way === 'files' ? <FilesWay /> : null}
      {way === 'google' ? (
        <>
          <GoogleWay />
          <Accounts />
        </>
      ) : null}
      {way === 'microsoft' ? <MicrosoftWay /> : null}
      {way === 'servers' ? <ServersWay /> : null}
      {needsUsers(draft) ? <UsersFile /> : null}
      {way === null ? null : (
        <>
          <Meetings />
          <WhichMail />
        </>
      )}
      {sends ? <More /> : null}
      {secrets.targets.length > 0 || secrets.users !== null ? (
        <section class="card" aria-labelledby="secrets">
          <h2 id="secrets">{words.secrets}</h2>
          <p>{words.secretsHint}</p>
          <button type="button" onClick={() => void forgetSecrets()}>
            {words.forget}
          </button>
        </section>
      ) : null}
      {sends ? <Check missing={missing} /> : null}
    </Step>
  );
}

function Meetings() {
  const { own } = useSession().draft;
  return (
    <section class="card" aria-labelledby="meetings">
      <h2 id="meetings">{words.meetings}</h2>
      <Tick
        checked={own['attendees'] === 'strip'}
        onChecked={(strip) => answer({ own: withOwn(own, 'attendees', strip ? 'strip' : null) })}
      >
        {words.strip}
      </Tick>
      <p class="hint">{words.stripHint}</p>
    </section>
  );
}

function More() {
  const { ca, insecure, plaintext, stateDir } = useSession().draft;
  return (
    <details class="fold card">
      <summary>{words.more}</summary>
      <TextField label={words.ca} value={ca} onValue={(value) => answer({ ca: value.trim() })} />
      <TextField
        label={words.stateDir}
        hint={words.stateDirHint}
        value={stateDir}
        onValue={(value) => answer({ stateDir: value.trim() })}
      />
      <Tick checked={insecure} onChecked={(value) => answer({ insecure: value })}>
        {words.insecure}
      </Tick>
      <Tick checked={plaintext} onChecked={(value) => answer({ plaintext: value })}>
        {words.plaintext}
      </Tick>
    </details>
  );
}
