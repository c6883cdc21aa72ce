import { useState } from 'preact/hooks';
import { FolderField, TextField, Tick } from '../parts/field.js';
import { giveSecrets } from '../state/secrets.js';
import { answer, useSession } from '../state/session.js';
import { texts } from '../texts.js';
import { KindsAndPasswords } from './where-files.js';
import { Guide } from './where-google.js';
import { EXCHANGE, KINDS } from './where-rules.js';

const words = texts.where.microsoft;

/** Microsoft 365: mail is sent with an application of Entra ID, the rest are files. */
export function MicrosoftWay() {
  const { draft, home, secrets } = useSession();
  const sends = draft.targets.some(({ address }) => address === EXCHANGE);
  return (
    <>
      <section class="card" aria-labelledby="microsoft">
        <h2 id="microsoft">{texts.ways.microsoft.title}</h2>
        <FolderField
          label={texts.where.outMicrosoft}
          hint={texts.where.outHint}
          value={draft.out}
          start={home}
          onValue={(out) => answer({ out: out.trim() })}
        />
        <Tick
          checked={sends}
          onChecked={(send) => answer({ targets: send ? [{ address: EXCHANGE, auth: 'microsoft', admin: '' }] : [] })}
        >
          {words.send}
        </Tick>
        {sends ? <Application kept={secrets.targets.includes(EXCHANGE)} /> : null}
      </section>
      <KindsAndPasswords kinds={KINDS} />
    </>
  );
}

function Application({ kept }: { readonly kept: boolean }) {
  const [tenant, setTenant] = useState('');
  const [client, setClient] = useState('');
  const [secret, setSecret] = useState('');
  const isWhole = tenant !== '' && client !== '' && secret !== '';
  const give = async (): Promise<void> => {
    const key = JSON.stringify({ tenant_id: tenant, client_id: client, client_secret: secret });
    if (await giveSecrets({ targets: { [EXCHANGE]: key } })) setSecret('');
  };
  return (
    <fieldset class="inner">
      <legend>{words.title}</legend>
      <p class="hint">{words.hint}</p>
      <TextField label={words.tenant} value={tenant} onValue={(value) => setTenant(value.trim())} />
      <TextField label={words.client} value={client} onValue={(value) => setClient(value.trim())} />
      <TextField label={words.secret} secret value={secret} onValue={(value) => setSecret(value.trim())} />
      <div class="row">
        <button type="button" disabled={!isWhole} onClick={() => void give()}>
          {texts.where.takeSecret}
        </button>
        {kept ? <span class="tag good">{texts.where.kept}</span> : null}
      </div>
      <Guide summary={words.guide} lines={words.lines} />
    </fieldset>
  );
}
