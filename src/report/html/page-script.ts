/**
 * The script of the page, built by itself and put into every report: it imports nothing, and uses nothing but the browser.
 * The page is complete without it: it adds sorting and filtering to the tables.
 */

/** As much of the browser as is used here. */
export interface Node {
  textContent: string;
  readonly dataset: Record<string, string | undefined>;
  readonly children: ArrayLike<Node>;
  readonly parentElement: Node;
  hidden: boolean;
  open: boolean;
  checked: boolean;
  id: string;
  type: string;
  value: string;
  htmlFor: string;
  className: string;
  append(...nodes: (Node | string)[]): void;
  before(node: Node): void;
  replaceChildren(...nodes: Node[]): void;
  querySelector(selector: string): Node;
  querySelectorAll(selector: string): ArrayLike<Node>;
  setAttribute(name: string, value: string): void;
  getAttribute(name: string): string | null;
  removeAttribute(name: string): void;
  addEventListener(type: string, listener: () => void): void;
}

declare const document: Node & { createElement(tag: string): Node };
declare const location: { readonly pathname: string };
declare const localStorage: { getItem(key: string): string | null; setItem(key: string, value: string): void };
declare const navigator: { readonly clipboard?: { writeText(text: string): Promise<void> } };
declare const addEventListener: Node['addEventListener'];

function start(): void {
  for (const box of Array.from(document.querySelectorAll('[data-table]'))) enhance(box);
  for (const block of Array.from(document.querySelectorAll('.guide pre'))) addCopying(block);
  rememberTicks(Array.from(document.querySelectorAll('.done')));
  const closed = (): Node[] => Array.from(document.querySelectorAll('.guide[open] li details:not([open])'));
  let opened: Node[] = [];
  // Paper has nothing to click on: every step of the guides that are open is printed.
  addEventListener('beforeprint', () => {
    opened = closed();
    for (const details of opened) details.open = true;
  });
  addEventListener('afterprint', () => {
    for (const details of opened) details.open = false;
  });
}

/** A button that copies the commands of a step. Without a right to the clipboard there is none. */
function addCopying(block: Node): void {
  if (navigator.clipboard === undefined) return;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy';
  button.textContent = 'Copy';
  button.addEventListener('click', () => {
    void navigator.clipboard?.writeText(block.textContent.trimEnd()).then(() => {
      button.textContent = 'Copied';
    });
  });
  block.parentElement.before(button);
}

/** Which steps are done stays with the browser, for this very page. */
function rememberTicks(boxes: readonly Node[]): void {
  boxes.forEach((box, at) => {
    const key = `kerio-exit ${location.pathname} ${at} ${box.getAttribute('aria-label') ?? ''}`;
    try {
      box.checked = localStorage.getItem(key) === 'done';
      box.addEventListener('change', () => {
        localStorage.setItem(key, box.checked ? 'done' : '');
      });
    } catch {
      // A browser that keeps nothing for files on disk: the box can be ticked all the same.
    }
  });
}

function enhance(box: Node): void {
  const table = box.querySelector('table');
  const heads = Array.from(table.querySelectorAll('thead th'));
  const body = table.querySelector('tbody');
  const rows = Array.from(body.children);
  if (rows.length < 2) return;
  heads.forEach((head, column) => {
    addSorting(head, column, heads, body);
  });
  // A handful is seen at a glance.
  if (rows.length >= 5) addFilters(box, table, heads, rows);
}

function addSorting(head: Node, column: number, heads: readonly Node[], body: Node): void {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = head.textContent;
  head.replaceChildren(button);
  button.addEventListener('click', () => {
    const isNumber = head.className === 'n';
    const before = head.getAttribute('aria-sort');
    // Numbers are asked for from the top, names from A.
    const first = isNumber ? 'descending' : 'ascending';
    const other = isNumber ? 'ascending' : 'descending';
    const order = before === first ? other : first;
    for (const each of heads) each.removeAttribute('aria-sort');
    head.setAttribute('aria-sort', order);
    const turn = order === 'ascending' ? 1 : -1;
    const keyed = Array.from(body.children).map((row) => ({ row, key: sortKey(row.children[column], isNumber) }));
    keyed.sort((a, b) => turn * compareKeys(a.key, b.key));
    body.replaceChildren(...keyed.map(({ row }) => row));
  });
}

function sortKey(cell: Node | undefined, isNumber: boolean): number | string {
  const text = cell?.textContent.trim() ?? '';
  if (!isNumber) return text.toLowerCase();
  // `1,234`, `2.7 GB`; an empty cell is none.
  const [number = '', unit = ''] = text.replaceAll(',', '').split(' ');
  return Number(number) * 1000 ** Math.max(0, ['B', 'kB', 'MB', 'GB', 'TB'].indexOf(unit));
}

function compareKeys(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b), 'en', { numeric: true });
}

function addFilters(box: Node, table: Node, heads: readonly Node[], rows: readonly Node[]): void {
  const bar = document.createElement('div');
  bar.className = 'filters';
  const status = document.createElement('p');
  status.setAttribute('role', 'status');
  const tests: (() => (row: Node) => boolean)[] = [];
  const update = (): void => {
    const now = tests.map((make) => make());
    let shown = 0;
    for (const row of rows) {
      row.hidden = !now.every((passes) => passes(row));
      if (!row.hidden) shown += 1;
    }
    status.textContent =
      shown === rows.length ? '' : `${shown.toLocaleString('en-US')} of ${rows.length.toLocaleString('en-US')} shown`;
  };
  heads.forEach((head, column) => {
    const kind = head.dataset['filter'];
    if (kind === undefined) return;
    const values = rows.map((row) => (row.children[column]?.textContent ?? '').trim());
    const isChoice = kind === 'choice';
    const control = isChoice ? makeChoice(values) : document.createElement('input');
    if (!isChoice) control.type = 'search';
    control.id = `${table.id}-filter-${column}`;
    const label = document.createElement('label');
    label.htmlFor = control.id;
    label.textContent = isChoice ? head.textContent : `${head.textContent} contains`;
    control.addEventListener('input', update);
    tests.push(() => filterTest(control.value, column, isChoice));
    const field = document.createElement('div');
    field.append(label, control);
    bar.append(field);
  });
  if (tests.length === 0) return;
  bar.append(status);
  box.querySelector('.wide').before(bar);
}

function makeChoice(values: readonly string[]): Node {
  const select = document.createElement('select');
  for (const value of ['', ...Array.from(new Set(values)).sort().slice(0, 200)]) {
    const option = document.createElement('option');
    option.value = value;
    option.textContent = value === '' ? 'all' : value;
    select.append(option);
  }
  return select;
}

function filterTest(wanted: string, column: number, isChoice: boolean): (row: Node) => boolean {
  const word = wanted.trim().toLowerCase();
  if (word === '') return () => true;
  return (row) => {
    const text = (row.children[column]?.textContent ?? '').trim().toLowerCase();
    return isChoice ? text === word : text.includes(word);
  };
}

start();
