/** A list to tick entries in, on a terminal: arrows, blank, `a` for all, Enter. */
import { emitKeypressEvents, type Key } from 'node:readline';
import { UserError } from '../errors.js';
import { printable } from './format.js';
import type { Terminal } from './terminal.js';

/** What is ticked and where the cursor is. */
export interface Checklist {
  readonly entries: readonly string[];
  readonly ticked: ReadonlySet<number>;
  readonly cursor: number;
}

/** A list with everything ticked. */
export function newChecklist(entries: readonly string[]): Checklist {
  return { entries, ticked: new Set(entries.keys()), cursor: 0 };
}

/** The list after a key; `done` after Enter, `left` after Escape or Ctrl-C. */
export function pressKey(list: Checklist, key: Key): Checklist | 'done' | 'left' {
  const last = list.entries.length - 1;
  if (key.name === 'escape' || (key.ctrl === true && key.name === 'c')) return 'left';
  switch (key.name) {
    case 'return':
    case 'enter':
      return 'done';
    case 'up':
    case 'k':
      return { ...list, cursor: list.cursor === 0 ? last : list.cursor - 1 };
    case 'down':
    case 'j':
      return { ...list, cursor: list.cursor === last ? 0 : list.cursor + 1 };
    case 'space':
      return { ...list, ticked: toggled(list.ticked, list.cursor) };
    case 'a':
      return { ...list, ticked: new Set(list.ticked.size === list.entries.length ? [] : list.entries.keys()) };
    default:
      return list;
  }
}

function toggled(ticked: ReadonlySet<number>, at: number): ReadonlySet<number> {
  const next = new Set(ticked);
  if (!next.delete(at)) next.add(at);
  return next;
}

/** The lines to show: a window of the list around the cursor. */
export function renderChecklist(list: Checklist, question: string, height: number): readonly string[] {
  const first = Math.max(0, Math.min(list.cursor - Math.floor(height / 2), list.entries.length - height));
  const shown = list.entries.slice(first, first + height).map((entry, at) => {
    const number = first + at;
    return `${number === list.cursor ? '>' : ' '} [${list.ticked.has(number) ? 'x' : ' '}] ${printable(entry)}`;
  });
  const count = `${list.ticked.size} of ${list.entries.length}`;
  return [`${question} ${count} ticked (blank: tick, a: all or none, Enter: go on, Esc: leave)`, ...shown];
}

const HEIGHT = 15;

/** Lets a person tick entries; gives the numbers of the ticked ones. Throws a UserError when they leave. */
export async function chooseFrom(entries: readonly string[], question: string, terminal: Terminal): Promise<number[]> {
  const { stdin } = process;
  emitKeypressEvents(stdin);
  stdin.setRawMode(true);
  stdin.resume();
  let list = newChecklist(entries);
  let drawn = 0;
  const draw = (): void => {
    const lines = renderChecklist(list, question, HEIGHT);
    terminal.err(`${drawn === 0 ? '' : `\x1b[${drawn}A\x1b[J`}${lines.join('\n')}\n`);
    drawn = lines.length;
  };
  try {
    draw();
    return await new Promise<number[]>((resolve, reject) => {
      const press = (_: string | undefined, key: Key): void => {
        const next = pressKey(list, key);
        if (typeof next !== 'string') {
          list = next;
          draw();
          return;
        }
        stdin.off('keypress', press);
        if (next === 'done') resolve([...list.ticked].sort((a, b) => a - b));
        else reject(new UserError('left without choosing'));
      };
      stdin.on('keypress', press);
    });
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
  }
}
