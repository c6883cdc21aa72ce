import type { QuestionView } from '../../api.js';
import { useState } from 'preact/hooks';
import { addressOf } from '../state/route.js';
import { answer, decide, useSession } from '../state/session.js';
import { texts } from '../texts.js';

const words = texts.plan;
/** Mailboxes of a question that are named. */
const NAMED = 5;

/** Something that nobody has decided on, with the buttons that do. `onAnswered`: what it changes may be made anew. */
export function Question({
  question,
  afterwards = null,
  onAnswered,
}: {
  readonly question: QuestionView;
  /** What is to be done for the answer to count; null where it counts at once. */
  readonly afterwards?: string | null;
  readonly onAnswered: () => void;
}) {
  const [answered, setAnswered] = useState(false);
  const { title, what, concerned } = question;
  return (
    <li class="card question">
      <h3>{title}</h3>
      <p class="quiet">{what}</p>
      <ul class="sentences">
        {concerned.slice(0, NAMED).map(({ address, items }) => (
          <li key={address}>
            {address}
            {items === null ? null : <span class="quiet"> {texts.items(items)}</span>}
          </li>
        ))}
        {concerned.length > NAMED ? <li class="quiet">{words.more(concerned.length - NAMED)}</li> : null}
      </ul>
      <div class="buttons">
        <Answers
          question={question}
          onAnswered={() => {
            setAnswered(true);
            onAnswered();
          }}
        />
        {answered && afterwards !== null ? (
          <span class="tag good wrap" role="status">
            {afterwards}
          </span>
        ) : null}
      </div>
    </li>
  );
}

function Answers({ question, onAnswered }: { readonly question: QuestionView; readonly onAnswered: () => void }) {
  const { about, concerned, title } = question;
  const { way } = useSession().draft;
  const button = (label: string, give: () => void) => (
    <button
      type="button"
      aria-label={`${label}: ${title}`}
      onClick={() => {
        give();
        onAnswered();
      }}
    >
      {label}
    </button>
  );
  if (about === 'archive' || about === 'recoverable')
    return (
      <>
        {button(words.include, () => answer({ [about]: 'include' }))}
        {button(words.exclude, () => answer({ [about]: 'exclude' }))}
      </>
    );
  // Files of them are written anyway: it is asked for their accounts alone.
  if (about === 'unlisted' && (way === 'files' || way === 'microsoft'))
    return (
      <>
        {button(words.makeAccounts, () => answer({ unlisted: 'include' }))}
        {button(words.noAccounts, () => answer({ unlisted: 'exclude' }))}
        <a href={addressOf('who')}>{words.oneByOne}</a>
      </>
    );
  const stay = Object.fromEntries(concerned.map(({ address }) => [address, '-']));
  return (
    <>
      {button(words.stay, () => decide(stay))}
      <a href={addressOf('who')}>{words.oneByOne}</a>
    </>
  );
}
