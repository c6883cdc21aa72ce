/** The text of an RTF document (RTF 1.9.1), as somebody would copy it: for notes that exist in no other form. */
import type { Octets } from '../../core/octets.js';
import { fontCharset, pageCharset, rtfCharacters } from './rtf-charsets.js';

/** What holds within a group and ends with it. Never changed: groups share it until something in them differs. */
interface State {
  /** The group says something about the document and is no text of it. */
  readonly skipped: boolean;
  /** How many characters behind a `\u` stand for it where Unicode is not known. */
  readonly fallback: number;
  readonly font: number;
  readonly inFontTable: boolean;
}

/** One step through a document: a control word and its number, a control symbol, a brace, or characters. */
const TOKEN = /\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^])|([{}])|[\r\n\0]+|[^\\{}\r\n\0]+|\\/g;

const SKIPPED = new Set([
  ...[
    'colortbl',
    'stylesheet',
    'info',
    'pict',
    'objdata',
    'objclass',
    'fldinst',
    'header',
    'headerl',
    'headerr',
    'headerf',
    'footer',
  ],
  ...['footerl', 'footerr', 'footerf', 'ftnsep', 'themedata', 'colorschememapping', 'datastore', 'latentstyles'],
  ...['listtable', 'listoverridetable', 'revtbl', 'rsidtbl', 'generator', 'xmlnstbl', 'filetbl', 'template'],
]);

const CHARACTERS: Readonly<Record<string, string>> = {
  ...{ par: '\n', line: '\n', sect: '\n', page: '\n', row: '\n', nestrow: '\n', tab: '\t', cell: '\t', nestcell: '\t' },
  ...{ emdash: '—', endash: '–', lquote: '‘', rquote: '’', ldblquote: '“', rdblquote: '”', bullet: '•' },
  ...{ emspace: '\u2003', enspace: '\u2002', qmspace: '\u2005' },
};

const SYMBOLS: Readonly<Record<string, string>> = {
  ...{ '\\': '\\', '{': '{', '}': '}', '~': '\u00a0', _: '\u2011', '\n': '\n', '\r': '\n', '\t': '\t' },
};

const CHARSET_WORDS: Readonly<Record<string, string>> = { mac: 'macintosh', pc: 'cp437', pca: 'cp850' };

/** Whether octets begin an RTF document. */
export function isRtf(octets: Octets): boolean {
  return /^\s*\{\\rtf/.test(octets);
}

/** The text of a document, LF between lines. Whatever is broken in it, what can be read is there. Linear, and no recursion. */
export function rtfText(octets: Octets): string {
  return new Reader(octets).text();
}

class Reader {
  readonly #octets: Octets;
  readonly #pieces: string[] = [];
  readonly #groups: State[] = [];
  readonly #fonts = new Map<number, string>();
  #state: State = { skipped: false, fallback: 1, font: -1, inFontTable: false };
  #documentCharset = 'windows-1252';
  /** Characters of one charset, not decoded yet: some take two bytes, written in two ways. */
  #pending: Octets = '';
  #pendingCharset = '';
  /** Characters that are still to be left out, since a `\u` said them. */
  #toLeave = 0;
  /** The group has just begun with `\*`: whoever does not know its word shall skip it. */
  #optional = false;

  constructor(octets: Octets) {
    this.#octets = octets;
  }

  text(): string {
    TOKEN.lastIndex = 0;
    for (let found = TOKEN.exec(this.#octets); found !== null; found = TOKEN.exec(this.#octets)) {
      const [all, word, number, code, symbol, brace] = found;
      if (word !== undefined) {
        const skip = this.#word(word.toLowerCase(), number === undefined ? null : Number(number));
        if (skip > 0) TOKEN.lastIndex += skip;
      } else if (code !== undefined) this.#character(String.fromCharCode(Number.parseInt(code, 16)));
      else if (symbol !== undefined) this.#symbol(symbol);
      else if (brace !== undefined) this.#brace(brace);
      else if (all !== '\\' && !/^[\r\n\0]/.test(all)) this.#characters(all);
    }
    this.#flush();
    return this.#pieces.join('');
  }

  #brace(brace: string): void {
    this.#toLeave = 0;
    this.#optional = false;
    if (brace === '{') this.#groups.push(this.#state);
    else this.#state = this.#groups.pop() ?? this.#state;
  }

  #symbol(symbol: string): void {
    if (symbol === '*') this.#optional = true;
    else if (this.#leaves()) return;
    else this.#say(SYMBOLS[symbol] ?? '');
  }

  /** Gives how many bytes behind the word are no RTF. */
  #word(word: string, number: number | null): number {
    if (word === 'bin') return Math.max(0, number ?? 0);
    const optional = this.#optional;
    this.#optional = false;
    if (word === 'u') {
      if (!this.#leaves()) this.#say(String.fromCharCode((number ?? 0) & 0xffff));
      this.#toLeave = this.#state.fallback;
    } else if (word === 'uc') this.#change({ fallback: Math.min(100, Math.max(0, number ?? 1)) });
    else if (word === 'ansicpg') this.#documentCharset = pageCharset(number ?? 1252);
    else if (Object.hasOwn(CHARSET_WORDS, word)) this.#documentCharset = CHARSET_WORDS[word] ?? this.#documentCharset;
    else if (word === 'fonttbl') this.#change({ skipped: true, inFontTable: true });
    else if (word === 'f' || word === 'deff') this.#change({ font: number ?? 0 });
    else if (word === 'fcharset') this.#nameFont(number ?? 0);
    else if (optional || SKIPPED.has(word)) this.#change({ skipped: true });
    else if (Object.hasOwn(CHARACTERS, word) && !this.#leaves()) this.#say(CHARACTERS[word] ?? '');
    return 0;
  }

  #nameFont(number: number): void {
    const charset = fontCharset(number);
    if (this.#state.inFontTable && charset !== null) this.#fonts.set(this.#state.font, charset);
  }

  #change(change: Partial<State>): void {
    this.#state = { ...this.#state, ...change };
  }

  /** Whether the next character is one that a `\u` said already. */
  #leaves(): boolean {
    if (this.#toLeave === 0) return false;
    this.#toLeave -= 1;
    return true;
  }

  #characters(octets: Octets): void {
    const left = Math.min(this.#toLeave, octets.length);
    this.#toLeave -= left;
    this.#gather(left === 0 ? octets : octets.slice(left));
  }

  #character(octet: Octets): void {
    if (!this.#leaves()) this.#gather(octet);
  }

  #gather(octets: Octets): void {
    if (this.#state.skipped || octets === '') return;
    const charset = this.#fonts.get(this.#state.font) ?? this.#documentCharset;
    if (charset !== this.#pendingCharset) this.#flush();
    this.#pendingCharset = charset;
    this.#pending += octets;
  }

  #say(text: string): void {
    if (this.#state.skipped || text === '') return;
    this.#flush();
    this.#pieces.push(text);
  }

  #flush(): void {
    if (this.#pending !== '') this.#pieces.push(rtfCharacters(this.#pending, this.#pendingCharset));
    this.#pending = '';
  }
}
