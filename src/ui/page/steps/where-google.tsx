import { Choice, FileField, TextField, Tick } from '../parts/field.js';
import { giveSecrets } from '../state/secrets.js';
import { answer, useSession } from '../state/session.js';
import { texts } from '../texts.js';
import { GOOGLE, withOwn } from './where-rules.js';

const words = texts.where.google;
const PUBLIC = ['user', 'group', 'skip'] as const;

/** Google Workspace: the key of a service account. */
export function GoogleWay() {
  const { draft, secrets } = useSession();
  const { own } = draft;
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
      <Choice
        legend={words.public}
        value={PUBLIC.find((how) => how === own['public']) ?? 'user'}
        choices={PUBLIC.map((value) => {
          const [label, hint] = words.publicChoices[value];
          return { value, label, hint };
        })}
        onValue={(how) => answer({ own: withOwn(own, 'public', how === 'user' ? null : how) })}
      />
      <Tick
        checked={own['sharing'] === true}
        onChecked={(sharing) => answer({ own: withOwn(own, 'sharing', sharing ? true : null) })}
      >
        {words.sharing}
      </Tick>
      <p class="hint">{words.sharingHint}</p>
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
