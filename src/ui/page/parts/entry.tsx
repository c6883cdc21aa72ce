import type { InputHTMLAttributes, TargetedEvent } from 'preact';
import { useState } from 'preact/hooks';

/**
 * A line of text that is taken when one leaves it, or presses Enter. What is being typed is its own until then: the page is
 * drawn again many times a second while work goes on.
 */
export function Entry({
  value,
  secret = false,
  onValue,
  ...rest
}: {
  readonly value: string;
  /** It is not shown, and not kept by the browser. */
  readonly secret?: boolean;
  readonly onValue: (value: string) => void;
} & Pick<InputHTMLAttributes, 'id' | 'class' | 'placeholder' | 'aria-label' | 'aria-describedby'>) {
  const [typed, setTyped] = useState<string | null>(null);
  const common = {
    ...rest,
    ...{ value: typed ?? value, spellcheck: false },
    onInput: (event: TargetedEvent<HTMLInputElement>) => setTyped(event.currentTarget.value),
    onChange: (event: TargetedEvent<HTMLInputElement>) => {
      onValue(event.currentTarget.value);
      setTyped(null);
    },
    onBlur: () => setTyped(null),
    onKeyDown: (event: KeyboardEvent) => {
      // Takes back what was typed; only then it closes the window that it may be in.
      if (event.key !== 'Escape' || typed === null) return;
      event.preventDefault();
      event.stopPropagation();
      setTyped(null);
    },
  };
  return secret ? (
    <input type="password" autocomplete="new-password" {...common} />
  ) : (
    <input type="text" autocomplete="off" {...common} />
  );
}
