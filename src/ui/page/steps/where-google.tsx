import { FileField, TextField } from '../parts/field.js';
import { giveSecrets } from '../state/secrets.js';
import { answer, useSession } from '../state/session.js';
import { texts } from '../texts.js';
import { GOOGLE } from './where-rules.js';

const words = texts.where.google;

/** Google Workspace: the key of a service account. */
export function GoogleWay() {
  const { draft, secrets } = useSession();
  const target = draft.targets.find(({ address }) => address.startsWith(GOOGLE)) ?? {
    ...{ address: GOOGLE, auth: '', admin: '' },
  };
  return (
    <section class="card" aria-labelledby="google">
      <h2 id="google">{texts.ways.google.title}</h2>
      <h3 id="google-key">{words.key}</h3>
      <p class="hint">{words.keyHint}</p>
      <div class="row">
        <FileField
          label={texts.where.loadKey}
          onText={(text) => void giveSecrets({ targets: { [target.address]: text } })}
        />
        {secrets.targets.includes(target.address) ? <span class="tag good">{texts.where.kept}</span> : null}
      </div>
      <TextField
        label={words.admin}
        hint={words.adminHint}
        value={target.admin}
        onValue={(admin) => answer({ targets: [{ ...target, admin: admin.trim() }] })}
      />
      <Guide summary={words.guide} lines={words.lines} />
    </section>
  );
}

/** Steps at somebody else's console, folded. */
export function Guide({ summary, lines }: { readonly summary: string; readonly lines: readonly string[] }) {
  return (
    <details class="fold">
      <summary>{summary}</summary>
      <ol>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ol>
    </details>
  );
}
