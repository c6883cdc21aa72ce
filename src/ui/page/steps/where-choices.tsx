import type { Choices } from '../../api.js';
import { DayField, LinesField, TextField, Tick } from '../parts/field.js';
import { answer, useSession } from '../state/session.js';
import { texts } from '../texts.js';

const words = texts.where.which;

/** Which mail goes along, and what becomes of folders: folded, for most take all of it. */
export function WhichMail() {
  const { way, choices } = useSession().draft;
  const set = (change: Partial<Choices>): void => answer({ choices: { ...choices, ...change } });
  const said = countOf(choices);
  return (
    <details class="fold card">
      <summary>
        {words.title} {said === 0 ? null : <span class="tag">{words.said(said)}</span>}
      </summary>
      <p class="hint">{words.hint}</p>
      {way === 'files' ? (
        <div class="two">
          <DayField label={words.since} value={choices.since} onValue={(since) => set({ since })} />
          <DayField
            label={words.until}
            hint={words.untilHint}
            value={choices.until}
            onValue={(until) => set({ until })}
          />
        </div>
      ) : null}
      <div class="two">
        <TextField
          label={words.larger}
          placeholder={words.example}
          value={choices.larger}
          onValue={(larger) => set({ larger })}
        />
        <TextField
          label={words.smaller}
          placeholder={words.example}
          value={choices.smaller}
          onValue={(smaller) => set({ smaller })}
        />
        <LinesField
          label={words.sender}
          hint={words.senderHint}
          value={choices.sender}
          onValue={(sender) => set({ sender })}
        />
        <LinesField
          label={words.subject}
          hint={words.subjectHint}
          value={choices.subject}
          onValue={(subject) => set({ subject })}
        />
      </div>
      <Tick checked={choices.hasAttachment} onChecked={(hasAttachment) => set({ hasAttachment })}>
        {words.hasAttachment}
      </Tick>
      {way === 'files' ? (
        <Tick checked={choices.skipDeleted} onChecked={(skipDeleted) => set({ skipDeleted })}>
          {words.skipDeleted}
        </Tick>
      ) : (
        <TextField
          label={words.maxSize}
          hint={words.maxSizeHint}
          placeholder={words.example}
          value={choices.maxSize}
          onValue={(maxSize) => set({ maxSize })}
        />
      )}
      <div class="two">
        <LinesField
          label={words.excludeFolder}
          hint={words.excludeFolderHint}
          value={choices.excludeFolder}
          onValue={(excludeFolder) => set({ excludeFolder })}
        />
        <LinesField label={words.map} hint={words.mapHint} value={choices.map} onValue={(map) => set({ map })} />
      </div>
    </details>
  );
}

/** How much was said. */
function countOf(choices: Choices): number {
  const values: readonly (string | boolean | readonly string[])[] = Object.values(choices);
  return values.filter((value) => (typeof value === 'boolean' ? value : value.length > 0)).length;
}
