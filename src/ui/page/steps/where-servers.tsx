import { useState } from 'preact/hooks';
import type { TargetDraft } from '../../api.js';
import { Select, TextField, Tick } from '../parts/field.js';
import { giveSecrets } from '../state/secrets.js';
import { answer, useSession } from '../state/session.js';
import { texts } from '../texts.js';
import { addressFrom, SERVERS, type ServerName, serverOf, usualTargets, withOwn } from './where-rules.js';

const words = texts.where.servers;
type Auth = 'login' | 'admin' | 'master';
const AUTHS: readonly Auth[] = ['login', 'admin', 'master'];

/** Hosts of one's own: mail, contacts and calendars, filters, each with its way to sign in. */
export function ServersWay() {
  const { targets, own } = useSession().draft;
  const replace = (server: ServerName, target: TargetDraft): void =>
    answer({
      targets: SERVERS.flatMap((each) => {
        const kept = each === server ? target : targets.find((other) => serverOf(other) === each);
        return kept === undefined || kept.address === '' ? [] : [kept];
      }),
    });
  return (
    <section class="card" aria-labelledby="servers">
      <h2 id="servers">{texts.ways.servers.title}</h2>
      <Product />
      {SERVERS.map((server) => (
        <Server
          key={server}
          server={server}
          target={targets.find((each) => serverOf(each) === server) ?? { address: '', auth: 'login', admin: '' }}
          onTarget={(target) => replace(server, target)}
        />
      ))}
      {targets.some((target) => serverOf(target) === 'sieve') ? (
        <Tick
          checked={own['activate-filters'] === true}
          onChecked={(active) => answer({ own: withOwn(own, 'activate-filters', active ? true : null) })}
        >
          {words.activate}
        </Tick>
      ) : null}
    </section>
  );
}

/** Fills in what is usual. */
function Product() {
  const [product, setProduct] = useState('');
  const [host, setHost] = useState('');
  return (
    <form
      class="three"
      onSubmit={(event) => {
        event.preventDefault();
        if (host.trim() !== '') answer({ targets: usualTargets(product, host.trim()) });
      }}
    >
      <Select label={words.product} value={product} choices={words.products} onValue={setProduct} />
      <div class="field">
        <label for="product-host">{words.host}</label>
        <input
          id="product-host"
          type="text"
          value={host}
          placeholder={words.hostPlaceholder}
          spellcheck={false}
          autocomplete="off"
          onInput={(event) => setHost(event.currentTarget.value)}
        />
      </div>
      <button type="submit" disabled={host.trim() === ''}>
        {words.fill}
      </button>
      <p class="hint">{words.productHint}</p>
    </form>
  );
}

function Server({
  server,
  target,
  onTarget,
}: {
  readonly server: ServerName;
  readonly target: TargetDraft;
  readonly onTarget: (target: TargetDraft) => void;
}) {
  const { secrets } = useSession();
  const [title, placeholder] = words.kinds[server];
  const { address, admin } = target;
  const auth = AUTHS.find((each) => each === target.auth) ?? 'login';
  return (
    <fieldset class="inner">
      <legend>{title}</legend>
      <div class="two">
        <TextField
          label={words.address}
          hint={words.addressHint}
          value={address}
          placeholder={placeholder}
          onValue={(typed) => onTarget({ ...target, address: addressFrom(server, typed) })}
        />
        {address === '' ? null : (
          <Select<Auth>
            label={words.auth}
            value={auth}
            choices={AUTHS.map((each) => [each, words.auths[each] ?? each] as const)}
            onValue={(value) => onTarget({ ...target, auth: value })}
          />
        )}
      </div>
      {address === '' || auth === 'login' ? null : (
        <div class="two">
          <TextField
            label={words.admin}
            value={admin}
            onValue={(name) => onTarget({ ...target, admin: name.trim() })}
          />
          <TextField
            label={words.password}
            secret
            value=""
            {...(secrets.targets.includes(address) ? { hint: words.passwordKept } : {})}
            onValue={(password) => {
              if (password !== '') void giveSecrets({ targets: { [address]: password } });
            }}
          />
        </div>
      )}
    </fieldset>
  );
}
