/** The focus stays near where it was when what had it is gone: who has no mouse must not begin at the top again. */

/** Where the focus was last, and what lay around it, the nearest first. */
let trail: readonly Element[] = [];

function around(element: Element): readonly Element[] {
  const found: Element[] = [];
  for (let each: Element | null = element; each !== null; each = each.parentElement) found.push(each);
  return found;
}

/** Looks after the focus below `root` from now on. */
export function keepFocus(root: Element): void {
  document.addEventListener('focusin', ({ target }) => {
    if (target instanceof Element) trail = around(target);
  });
  // Who clicks beside it has left it.
  document.addEventListener('pointerdown', ({ target }) => {
    if (!(target instanceof Node) || trail[0]?.contains(target) !== true) trail = [];
  });
  new MutationObserver(restore).observe(root, {
    ...{ childList: true, subtree: true, attributes: true, attributeFilter: ['disabled'] },
  });
}

function isGone(element: Element): boolean {
  return !element.isConnected || element.matches(':disabled');
}

function restore(): void {
  const [last] = trail;
  const { activeElement } = document;
  const isNowhere = activeElement === null || activeElement === document.body || activeElement === last;
  if (last === undefined || !isNowhere || !isGone(last)) return;
  const near = trail.slice(1).find((each) => each.isConnected && each !== document.body);
  // An answer that was given is where it can be changed again; elsewhere another button must not be pressed by mistake.
  const inner = near?.closest('.target')?.querySelector('input, button');
  const next = inner ?? near;
  if (!(next instanceof HTMLElement)) return;
  if (inner === undefined || inner === null) next.tabIndex = -1;
  next.focus({ preventScroll: true });
}
