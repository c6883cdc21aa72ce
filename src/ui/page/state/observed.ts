/** A value that components follow. */
import { useEffect, useState } from 'preact/hooks';

/** One value, and whoever wants to know when it is another. */
export interface Observed<Value> {
  get(): Value;
  set(value: Value): void;
  follow(listener: () => void): () => void;
}

/** Begins with a value. */
export function observed<Value>(first: Value): Observed<Value> {
  let value = first;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set: (next) => {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of [...listeners]) listener();
    },
    follow: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The value now; the component is drawn again when it is another. */
export function useObserved<Value>(source: Observed<Value>): Value {
  const [, redraw] = useState(0);
  const drawn = source.get();
  useEffect(() => {
    const stop = source.follow(() => redraw((count) => count + 1));
    // It may have changed between drawing and following.
    if (!Object.is(drawn, source.get())) redraw((count) => count + 1);
    return stop;
  }, [source]);
  return drawn;
}
