import { useState } from 'preact/hooks';
import { FileField } from '../parts/field.js';
import { Sentences } from '../parts/notice.js';
import { SaveFile } from '../parts/save-file.js';
import { giveSecrets } from '../state/secrets.js';
import { useSession } from '../state/session.js';
import { texts } from '../texts.js';

const words = texts.where.users;

/** The users file: loaded from the person's disk, or pasted. What was taken is not shown again. */
export function UsersFile() {
  const { secrets, home } = useSession();
  const [text, setText] = useState('');
  const take = async (users: string): Promise<void> => {
    if (await giveSecrets({ users })) setText('');
  };
  return (
    <section class="card" aria-labelledby="users">
      <h2 id="users">{words.title}</h2>
      <p id="users-hint" class="hint">
        {words.hint}
      </p>
      {secrets.users === null ? null : (
        <p>
          <span class="tag good">{texts.where.kept}</span>{' '}
          {words.taken(secrets.users.accounts, secrets.users.withPassword)}
        </p>
      )}
      <Sentences lines={secrets.problems} summary={words.problems(secrets.problems.length)} />
      <FileField label={words.load} onText={(loaded) => void take(loaded)} />
      <div class="field">
        <label for="users-text">{words.paste}</label>
        <textarea
          id="users-text"
          rows={4}
          value={text}
          aria-describedby="users-hint"
          spellcheck={false}
          autocomplete="off"
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </div>
      <button type="button" disabled={text.trim() === ''} onClick={() => void take(text)}>
        {words.take}
      </button>
      {secrets.users === null ? null : (
        <SaveFile
          what="users"
          title={words.save}
          hint={words.saveHint}
          usual={`${home.replace(/\/$/, '')}/users.csv`}
        />
      )}
    </section>
  );
}
