import type { Problem } from './problem.js';

/** Where one record of a configuration file stands in its text: a `listitem`, or the variables of a `table`. */
export interface Fragment {
  /** The name of the list or table around it; empty when that is lost. */
  readonly of: string;
  readonly kind: 'item' | 'table';
  readonly start: number;
  readonly end: number;
  /** Line of its first character, from 1. */
  readonly line: number;
  /** `own`: it ends where it says so. `lost`: the next record or the list's end came first. `cut`: the file's end did. */
  readonly ending: 'own' | 'lost' | 'cut';
}

/** The outline of a configuration file. */
export interface Outline {
  /** The first element's name; null when there is no element at all. */
  readonly root: string | null;
  /** A document type declaration: no Kerio file has one, and it can do harm. */
  readonly doctype: boolean;
  readonly fragments: readonly Fragment[];
  readonly problems: readonly Problem[];
}

/** Real files are six deep. What lies deeper than this is no Kerio configuration, and the parser stops there, too. */
const deepest = 90;

interface Open {
  readonly tag: string;
  readonly name: string;
  /** Of a listitem: its first character. Of a table: where its next variables begin. */
  start: number;
}

const markup =
  /<!--|<!\[CDATA\[|<!DOCTYPE|<\?|<(\/?)(config|listitem|list|table)(?=[\s/>])([^<>"']*(?:(?:"[^"<]*"|'[^'<]*')[^<>"']*){0,1000})>/g;

/**
 * Finds the records of a configuration file (docs/accounts.md: `config` > `table` | `list`, `list` > `listitem`) without
 * asking it to be well-formed: a record whose end is lost ends where the next one, or its list, says so. What lies
 * between the records is left to the XML parser, so that one bad record costs no other.
 */
export function outlineOf(text: string, file: string): Outline {
  const root = /<([A-Za-z_][\w:.-]*)/.exec(text)?.[1] ?? null;
  const scanner = new Scanner(text, file);
  markup.lastIndex = 0;
  let doctype = false;
  for (let found = markup.exec(text); found !== null; found = markup.exec(text)) {
    const [whole, slash, tag, attributes] = found;
    if (tag === undefined) {
      doctype ||= whole === '<!DOCTYPE';
      const end = endOfMarkup(text, whole, markup.lastIndex);
      if (end === null) break;
      markup.lastIndex = end;
    } else if (slash === '/') scanner.close(tag, found.index, markup.lastIndex);
    else scanner.open(tag, attributes ?? '', found.index, markup.lastIndex);
  }
  scanner.finish();
  return { root, doctype, fragments: scanner.fragments, problems: scanner.problems };
}

/** Where a comment, CDATA section or processing instruction ends; null when it never does. */
function endOfMarkup(text: string, opening: string, from: number): number | null {
  const closing = { '<!--': '-->', '<![CDATA[': ']]>', '<?': '?>', '<!DOCTYPE': '>' }[opening] ?? '>';
  const at = text.indexOf(closing, from);
  return at < 0 ? null : at + closing.length;
}

class Scanner {
  readonly fragments: Fragment[] = [];
  readonly problems: Problem[] = [];
  readonly #text: string;
  readonly #file: string;
  readonly #stack: Open[] = [];
  #line = 1;
  #lineAt = 0;
  #stray = 0;
  #tooDeep = false;

  constructor(text: string, file: string) {
    this.#text = text;
    this.#file = file;
  }

  open(tag: string, attributes: string, at: number, end: number): void {
    // An item straight inside an item: the first one's end is lost.
    if (tag === 'listitem' && this.#stack.at(-1)?.tag === 'listitem') this.#pop(at, 'lost');
    const table = this.#stack.at(-1);
    if (table?.tag === 'table') this.#tablePiece(table, at);
    if (this.#stack.length === deepest) {
      if (!this.#tooDeep) this.#problem(at, 'elements are nested too deep: the inner ones are passed over');
      this.#tooDeep = true;
      return;
    }
    const open = { tag, name: nameIn(attributes), start: tag === 'table' ? end : at };
    this.#stack.push(open);
    if (!attributes.endsWith('/')) return;
    this.#pop(end, 'own');
    if (table?.tag === 'table') table.start = end;
  }

  close(tag: string, at: number, end: number): void {
    if (!this.#stack.some((open) => open.tag === tag)) {
      if (this.#stray === 0) this.#problem(at, `</${tag}> closes nothing`);
      this.#stray += 1;
      return;
    }
    while (this.#stack.at(-1)?.tag !== tag) this.#pop(at, 'lost');
    this.#pop(tag === 'table' ? at : end, 'own');
    const table = this.#stack.at(-1);
    if (table?.tag === 'table') table.start = end;
  }

  finish(): void {
    if (this.#stray > 1) {
      this.#problem(this.#text.length, `${this.#stray - 1} more closing tags close nothing`);
    }
    if (this.#stack.length > 0) {
      const open = this.#stack.map(({ tag, name }) => (name === '' ? tag : `${tag} ${name}`)).join(' in ');
      this.#problem(this.#text.length, `the file ends too early, inside ${open}: it looks cut off`);
    }
    while (this.#stack.length > 0) this.#pop(this.#text.length, 'cut');
  }

  /** Ends the innermost element. Only the outermost item of nested ones is a record of its own. */
  #pop(end: number, ending: Fragment['ending']): void {
    const open = this.#stack.pop();
    if (open === undefined) return;
    if (open.tag === 'table') this.#tablePiece(open, end);
    if (open.tag !== 'listitem' || this.#stack.some((outer) => outer.tag === 'listitem')) return;
    const list = this.#stack.findLast((outer) => outer.tag === 'list');
    this.#add({ of: list?.name ?? '', kind: 'item', start: open.start, end, ending });
  }

  #tablePiece(table: Open, end: number): void {
    const { start } = table;
    // What was looked at is not looked at again, whatever comes next in the table.
    table.start = end;
    if (this.#stack.some((outer) => outer.tag === 'listitem')) return;
    if (!this.#text.slice(start, end).includes('<variable')) return;
    this.#add({ of: table.name, kind: 'table', start, end, ending: 'own' });
  }

  #add(fragment: Omit<Fragment, 'line'>): void {
    this.fragments.push({ ...fragment, line: this.#lineOf(fragment.start) });
  }

  #problem(at: number, message: string): void {
    this.problems.push({ kind: 'repaired', file: this.#file, line: this.#lineOf(at), message });
  }

  /** Counts on from the last place asked for; an earlier place (a table around later items) is counted anew. */
  #lineOf(offset: number): number {
    if (offset < this.#lineAt) {
      this.#line = 1;
      this.#lineAt = 0;
    }
    for (let at = this.#text.indexOf('\n', this.#lineAt); at >= 0 && at < offset; ) {
      this.#line += 1;
      this.#lineAt = at + 1;
      at = this.#text.indexOf('\n', this.#lineAt);
    }
    return this.#line;
  }
}

function nameIn(attributes: string): string {
  const found = /\sname\s*=\s*(?:"([^"]*)"|'([^']*)')/.exec(attributes);
  return found?.[1] ?? found?.[2] ?? '';
}
