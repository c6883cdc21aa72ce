import { type Octets, trimOctets, upperOctets } from '../core/octets.js';
import { type ContentLine, readContentLines } from './contentline.js';
import { formatContentLine } from './fold.js';

/** What stands between BEGIN and END: a card, a calendar, an event. */
export interface Component {
  /** Upper case: `VCARD`, `VEVENT`. */
  readonly name: string;
  /** Its own content lines, in order, stray ones (empty name) among them. */
  readonly lines: readonly ContentLine[];
  /** The components inside it, in order. */
  readonly components: readonly Component[];
  /** False when its END is missing: the text broke off, or the next component begins before it. */
  readonly closed: boolean;
}

/** What a text of components holds. */
export interface ComponentText {
  /** The outermost components, in order. */
  readonly components: readonly Component[];
  /** Lines outside every component, in order. */
  readonly outside: readonly ContentLine[];
  /** The same in pieces: a BEGIN or END that stands among them ends a piece. None is empty. */
  readonly pieces: readonly (readonly ContentLine[])[];
  /** What was wrong with BEGIN and END, one short sentence each. */
  readonly problems: readonly string[];
}

interface Open {
  readonly name: string;
  readonly lines: ContentLine[];
  readonly components: Component[];
}

/**
 * Which components never hold which: one that begins while another of its own rank or lower is open shows that an END is
 * missing. Names without a rank (VLOCATION, X-…) may stand anywhere.
 */
const ranks = new Map<string, number>([
  ...['VCALENDAR', 'VCARD', 'VNOTE'].map((name) => [name, 0] as const),
  ...['VEVENT', 'VTODO', 'VJOURNAL', 'VFREEBUSY', 'VTIMEZONE', 'VAVAILABILITY'].map((name) => [name, 1] as const),
  ...['VALARM', 'STANDARD', 'DAYLIGHT', 'AVAILABLE'].map((name) => [name, 2] as const),
]);

/** Components inside components beyond which a text is an attack: what is nested deeper belongs to the one around it. */
const deepest = 20;
/** Cards inside cards, as agents. Each level doubles the escapes of those inside, so that few make a text of gigabytes. */
const mostAgents = 3;

/** Reads the components of a text: several of them, with missing, crossed or broken ENDs, and anything around them. */
export function readComponents(text: Octets): ComponentText {
  return new ComponentReader().read(readContentLines(text));
}

/** Writes a component: BEGIN, its lines, its components, END; folded, with CRLF. Stray lines are left out. */
export function formatComponent(component: Component): Octets {
  let text = `BEGIN:${component.name}\r\n`;
  for (const line of component.lines) if (line.name !== '') text += formatContentLine(line);
  for (const inner of component.components) text += formatComponent(inner);
  return `${text}END:${component.name}\r\n`;
}

class ComponentReader {
  private readonly components: Component[] = [];
  private readonly pieces: ContentLine[][] = [];
  private readonly problems: string[] = [];
  private readonly open: Open[] = [];
  /** Components that were nested too deep to be opened, by name, and how often: their ENDs are still to come. */
  private readonly tooDeep = new Map<string, number>();

  /** Where lines go: the innermost open component's, or the last of `pieces`. */
  private current = this.outside();

  read(lines: readonly ContentLine[]): ComponentText {
    let before: ContentLine | undefined;
    for (const line of lines) {
      if (line.name === 'END') this.end(upperOctets(trimOctets(line.value)));
      else if (line.name === 'BEGIN' && trimOctets(line.value) !== '')
        this.begin(upperOctets(trimOctets(line.value)), before);
      else if (line.name !== '' || !this.cutEnd(line, line === lines.at(-1))) this.current.push(line);
      before = line;
    }
    while (this.open.length > 0) this.close(false);
    const pieces = this.pieces.filter((piece) => piece.length > 0);
    return { components: this.components, outside: pieces.flat(), pieces, problems: this.problems };
  }

  /** Begins a piece of the lines outside. */
  private outside(): ContentLine[] {
    const piece: ContentLine[] = [];
    this.pieces.push(piece);
    return piece;
  }

  private begin(written: string, before: ContentLine | undefined): void {
    const name = wholeName(written);
    if (name !== written) this.problems.push(`BEGIN:${written.slice(0, 40)} was read as BEGIN:${name}`);
    const rank = ranks.get(name);
    // vCard 2.1 section 2.4.3: the agent's card stands inside the card, behind an empty AGENT.
    const agent =
      name === 'VCARD' &&
      before?.name === 'AGENT' &&
      trimOctets(before.value) === '' &&
      this.open.filter((component) => component.name === 'VCARD').length <= mostAgents;
    if (rank !== undefined && !agent) {
      const crossed = this.open.findIndex((component) => (ranks.get(component.name) ?? -1) >= rank);
      while (crossed >= 0 && this.open.length > crossed) this.close(false);
    }
    if (this.open.length === deepest) {
      if (this.tooDeep.size === 0) this.problems.push('components are nested too deep: the inner ones were dissolved');
      this.tooDeep.set(name, (this.tooDeep.get(name) ?? 0) + 1);
      return;
    }
    this.current = [];
    this.open.push({ name, lines: this.current, components: [] });
  }

  private end(name: string): void {
    const dissolved = this.tooDeep.get(name) ?? 0;
    if (dissolved > 0) {
      this.tooDeep.set(name, dissolved - 1);
      return;
    }
    if (name === this.open.at(-1)?.name) {
      this.close(true);
      return;
    }
    const depth = this.open.findLastIndex((component) => name.startsWith(component.name));
    if (depth >= 0) {
      if (name !== this.open[depth]?.name)
        this.problems.push(`END:${name.slice(0, 40)} was read as the end it begins with`);
      while (this.open.length > depth + 1) this.close(false);
      this.close(true);
      return;
    }
    const current = this.open.at(-1);
    if (current === undefined) {
      this.problems.push(`END:${name.slice(0, 40)} without a BEGIN`);
      this.current = this.outside();
    } else if (isCutName(name, current.name) || ranks.get(name) === ranks.get(current.name)) {
      this.problems.push(`END:${name.slice(0, 40)} ends ${current.name}`);
      this.close(true);
    } else this.problems.push(`END:${name.slice(0, 40)} inside ${current.name} was ignored`);
  }

  /** The text broke off inside its last END. */
  private cutEnd(line: ContentLine, last: boolean): boolean {
    return last && this.open.length > 0 && 'END'.startsWith(trimOctets(line.raw).toUpperCase());
  }

  private close(closed: boolean): void {
    const component = this.open.pop();
    if (component === undefined) return;
    this.tooDeep.clear();
    if (!closed) this.problems.push(`END:${component.name} is missing`);
    const outer = this.open.at(-1);
    const { name, lines, components } = component;
    (outer?.components ?? this.components).push({ name, lines, components, closed });
    this.current = outer?.lines ?? this.outside();
  }
}

/** `BEGIN:VEVEN`: the only known name that it can be the beginning of. */
function wholeName(name: string): string {
  if (ranks.has(name) || name.length < 3) return name;
  const [whole, other] = [...ranks.keys()].filter((known) => known.startsWith(name));
  return other === undefined ? (whole ?? name) : name;
}

/** `END:VCAR`, or `END:` alone. */
function isCutName(name: string, whole: string): boolean {
  return whole.startsWith(name);
}
