import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { texts } from '../texts.js';
import { Entry } from './entry.js';
import { FolderPicker } from './folder-picker.js';

/** A line of text that is taken when one leaves it, or presses Enter. */
export function TextField({
  label,
  value,
  hint,
  placeholder,
  secret = false,
  onValue,
}: {
  readonly label: string;
  readonly value: string;
  readonly hint?: string;
  readonly placeholder?: string;
  /** It is not shown, and not kept by the browser. */
  readonly secret?: boolean;
  readonly onValue: (value: string) => void;
}) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <Entry
        id={id}
        value={value}
        secret={secret}
        placeholder={placeholder ?? ''}
        {...(hint === undefined ? {} : { 'aria-describedby': `${id}h` })}
        onValue={onValue}
      />
      {hint === undefined ? null : (
        <p id={`${id}h`} class="hint">
          {hint}
        </p>
      )}
    </div>
  );
}

/** A day, `2024-01-31`, as the browser lets one choose it; empty for none. */
export function DayField({
  label,
  value,
  hint,
  onValue,
}: {
  readonly label: string;
  readonly value: string;
  readonly hint?: string;
  readonly onValue: (value: string) => void;
}) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="date"
        value={value}
        {...(hint === undefined ? {} : { 'aria-describedby': `${id}h` })}
        onChange={(event) => onValue(event.currentTarget.value)}
      />
      {hint === undefined ? null : (
        <p id={`${id}h`} class="hint">
          {hint}
        </p>
      )}
    </div>
  );
}

/** Several lines of text, one thing a line, taken when one leaves them. */
export function LinesField({
  label,
  value,
  hint,
  onValue,
}: {
  readonly label: string;
  readonly value: readonly string[];
  readonly hint: string;
  readonly onValue: (value: readonly string[]) => void;
}) {
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <textarea
        id={id}
        rows={2}
        value={typed ?? value.join('\n')}
        spellcheck={false}
        autocomplete="off"
        aria-describedby={`${id}h`}
        onInput={(event) => setTyped(event.currentTarget.value)}
        onChange={(event) => {
          onValue(event.currentTarget.value.split('\n').filter((line) => line.trim() !== ''));
          setTyped(null);
        }}
        onBlur={() => setTyped(null)}
      />
      <p id={`${id}h`} class="hint">
        {hint}
      </p>
    </div>
  );
}

/** A folder of this machine: typed, or picked. */
export function FolderField({
  label,
  value,
  hint,
  start,
  onValue,
}: {
  readonly label: string;
  readonly value: string;
  readonly hint: string;
  /** Where picking begins while nothing is there. */
  readonly start: string;
  readonly onValue: (value: string) => void;
}) {
  const id = useId();
  const [picking, setPicking] = useState(false);
  return (
    <div class="field path">
      <label for={id}>{label}</label>
      <div class="row">
        <Entry id={id} value={value} aria-describedby={`${id}h`} onValue={onValue} />
        <button type="button" onClick={() => setPicking(true)}>
          {texts.picker.browse}
        </button>
      </div>
      <p id={`${id}h`} class="hint">
        {hint}
      </p>
      {picking ? (
        <FolderPicker
          title={texts.picker.out}
          start={value === '' ? start : value}
          store={false}
          onChoose={onValue}
          onClose={() => setPicking(false)}
        />
      ) : null}
    </div>
  );
}

/** Something to tick. */
export function Tick({
  checked,
  onChecked,
  children,
}: {
  readonly checked: boolean;
  readonly onChecked: (checked: boolean) => void;
  readonly children: ComponentChildren;
}) {
  return (
    <label class="tick">
      <input type="checkbox" checked={checked} onChange={(event) => onChecked(event.currentTarget.checked)} />
      <span>{children}</span>
    </label>
  );
}

/** One of a few. */
export function Choice<Value extends string>({
  legend,
  value,
  choices,
  cards = false,
  columns = false,
  onValue,
}: {
  readonly legend: string;
  readonly value: Value | null;
  readonly choices: readonly { readonly value: Value; readonly label: string; readonly hint?: string }[];
  /** As boxes side by side, for what matters. */
  readonly cards?: boolean;
  /** Side by side where there is room, for many of them. */
  readonly columns?: boolean;
  readonly onValue: (value: Value) => void;
}) {
  const name = useId();
  return (
    <fieldset class={cards ? 'choice cards' : columns ? 'choice columns' : 'choice'}>
      <legend>{legend}</legend>
      <div class="options">
        {choices.map((choice) => (
          <label key={choice.value} class="option">
            <input
              type="radio"
              name={name}
              value={choice.value}
              checked={choice.value === value}
              onChange={() => onValue(choice.value)}
            />
            <span>
              <span class="option-name">{choice.label}</span>
              {choice.hint === undefined ? null : <span class="option-hint">{choice.hint}</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** One of several, in a list that opens. */
export function Select<Value extends string>({
  label,
  value,
  choices,
  hint,
  onValue,
}: {
  readonly label: string;
  readonly value: Value;
  readonly choices: readonly (readonly [value: Value, label: string])[];
  readonly hint?: string;
  readonly onValue: (value: Value) => void;
}) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        value={value}
        {...(hint === undefined ? {} : { 'aria-describedby': `${id}h` })}
        onChange={(event) => {
          const chosen = choices.find(([each]) => each === event.currentTarget.value);
          if (chosen !== undefined) onValue(chosen[0]);
        }}
      >
        {choices.map(([each, words]) => (
          <option key={each} value={each}>
            {words}
          </option>
        ))}
      </select>
      {hint === undefined ? null : (
        <p id={`${id}h`} class="hint">
          {hint}
        </p>
      )}
    </div>
  );
}

/** Bytes of a file of the person's own that are read at most. */
const MOST_FILE = 24 * 1024 * 1024;

/** A file of the person's own disk, read by the browser: only its text is used, and nothing remembers where it lay. */
export function FileField({ label, onText }: { readonly label: string; readonly onText: (text: string) => void }) {
  const id = useId();
  return (
    <p class="file">
      <input
        id={id}
        type="file"
        onChange={(event) => {
          const input = event.currentTarget;
          const [file] = input.files ?? [];
          if (file !== undefined && file.size <= MOST_FILE) void file.text().then(onText);
          // The same file can be chosen again, and its name is not left standing.
          input.value = '';
        }}
      />
      <label for={id}>{label}</label>
    </p>
  );
}
