/** Up and down in rows of things to press or to fill in. */
const CONTROLS = 'input:not(:disabled), button:not(:disabled), a[href], summary, select';

/**
 * Arrow up and down go to the same place of the row above or below; where it has nothing to press, nothing happens. For
 * `onKeyDown` of what holds the rows. Lists and what is ticked keep their own arrows.
 */
export function moveByArrows(event: KeyboardEvent, rowSelector: string): void {
  const isDown = event.key === 'ArrowDown';
  const from = event.target;
  if ((!isDown && event.key !== 'ArrowUp') || !(from instanceof HTMLElement) || hasOwnArrows(from)) return;
  const row = from.closest(rowSelector);
  const other = isDown ? row?.nextElementSibling : row?.previousElementSibling;
  if (row === null || other === null || other === undefined) return;
  const cell = [...row.children].findIndex((child) => child.contains(from));
  const there = other.children[cell]?.querySelectorAll<HTMLElement>(CONTROLS) ?? [];
  const same = other.matches(CONTROLS) ? other : other.children[cell]?.matches(CONTROLS) ? other.children[cell] : null;
  const alike = [...there].filter(({ localName }) => localName === from.localName);
  const next = same ?? alike.find(({ textContent }) => textContent === from.textContent) ?? alike[0] ?? there[0];
  if (!(next instanceof HTMLElement)) return;
  event.preventDefault();
  next.focus();
  if (next instanceof HTMLInputElement) next.select();
}

function hasOwnArrows(from: HTMLElement): boolean {
  return from instanceof HTMLSelectElement || (from instanceof HTMLInputElement && from.type !== 'text');
}
