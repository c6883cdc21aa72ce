/**
 * Cards in any version, read into the content lines of vCard 3.0 (RFC 2426), the version that every address book imports.
 * Lines that are right already stay as they are, octet by octet.
 */
import { type Octets, trimOctets } from '../../core/octets.js';
import { type Component, formatComponent } from '../components.js';
import { contentLine, type ContentLine, edited } from '../contentline.js';
import { escapeText } from '../text.js';
import { continuesText, joint, withLegalName } from './names.js';
import { dateNames, onceEach } from './once.js';
import { planParams, type ParamPlan } from './param-plan.js';
import { base64Value3, dataUri, decodedValue, escapedValue3, isStructured } from './value3.js';

/** A card as vCard 3.0. */
export interface Card {
  /** Its lines in order; without BEGIN, VERSION and END. */
  readonly lines: readonly ContentLine[];
  /** VERSION as written; `3.0` where it was missing. */
  readonly version: string;
  /** What had to be repaired or could not stay as it was, one short sentence each. */
  readonly notes: readonly string[];
}

/** What is to be looked at in a property, apart from its parameters. */
type Trait = 'dropped' | 'profile' | 'stray' | 'agent' | 'date' | 'uri' | 'organization';

const traits = new Map<string, Trait>([
  ['VERSION', 'dropped'],
  ['PROFILE', 'profile'],
  ['', 'stray'],
  ['AGENT', 'agent'],
  ...dateNames.map((name) => [name, 'date'] as const),
  // vCard 4.0 writes the values of these as URIs.
  ...['PHOTO', 'LOGO', 'SOUND', 'KEY', 'TEL', 'GEO'].map((name) => [name, 'uri'] as const),
  // Its commas are often not escaped, though they separate nothing.
  ['ORG', 'organization'],
]);

/**
 * Turns a VCARD component into the lines of a vCard 3.0. `mixed`: the octets are as they were in the item, no charset having
 * fitted all of them, and each value is to be decoded by itself.
 */
export function toVCard3(component: Component, mixed = false): Card {
  const version = versionOf(component);
  const conversion = new Conversion(component, version === '2.1', mixed);
  for (const line of component.lines) conversion.add(line);
  const notes: string[] = [];
  const lines = onceEach(conversion.finish(), notes);
  return { lines, version, notes: [...notes, ...conversion.notes] };
}

class Conversion {
  readonly notes: string[] = [];
  readonly #lines: ContentLine[] = [];
  readonly #agents: readonly Component[];
  /** How many of them stand in lines already. */
  #agentsUsed = 0;
  /** Stray lines that belong to the last line: joined at once, since there may be a hundred thousand. */
  #strays: Octets[] = [];

  constructor(
    private readonly component: Component,
    private readonly old: boolean,
    private readonly mixed: boolean,
  ) {
    this.#agents = component.components.filter(({ name }) => name === 'VCARD');
  }

  add(written: ContentLine): void {
    const last = this.#lines.at(-1);
    if (written.name === '' || (last !== undefined && continuesText(written, last))) {
      this.#keepStray(written, last);
      return;
    }
    const line = withLegalName(written);
    if (line.name !== written.name) this.notes.push(`${shown(written)} is no legal name: it became ${shown(line)}`);
    const trait = traits.get(line.name);
    this.#joinStrays();
    if (trait === 'agent' && trimOctets(line.value) === '' && this.#agentsUsed < this.#agents.length) {
      this.#lines.push(agentLine(line, this.#agents[this.#agentsUsed], this.mixed));
      this.#agentsUsed += 1;
    } else if (trait !== 'dropped' && !(trait === 'profile' && trimOctets(line.value).toUpperCase() === 'VCARD'))
      this.#lines.push(this.#line3(line, trait));
  }

  finish(): readonly ContentLine[] {
    this.#joinStrays();
    for (const inner of this.component.components)
      if (inner.name !== 'VCARD') this.#lines.push(contentLine('X-COMPONENT', escapeText(formatComponent(inner))));
    if (!this.component.closed) this.notes.push('the card broke off: END:VCARD was missing');
    return this.#lines;
  }

  #joinStrays(): void {
    const last = this.#lines.at(-1);
    if (last === undefined || this.#strays.length === 0) return;
    const value = [last.value, ...this.#strays].join(joint(last.name) ?? '');
    this.#lines[this.#lines.length - 1] = edited(last, { value });
    this.#strays = [];
  }

  #line3(line: ContentLine, trait: Trait | undefined): ContentLine {
    const plain = line.params === '' && !this.old && !this.mixed && line.group === '';
    if (plain && trait !== 'uri' && trait !== 'organization') return line;
    const plan = planParams(line.params);
    if (plan.renamed)
      this.notes.push(`a parameter of ${shown(line)} had no legal name: - stands for what is none in it`);
    if (plan.encoding === 'base64') return base64Line(line, plan, this.notes);
    const uri = trait === 'uri' && plan.encoding === 'none' ? uriLine(line, plan) : null;
    if (uri !== null) return uri;
    const decoded = decodedValue(line.value, plan, this.mixed);
    const rewrite = this.old || plan.encoding === 'quoted-printable' || trait === 'organization';
    const value = rewrite ? escapedValue3(line.name, decoded) : decoded;
    return value === line.value && plan.params === line.params ? line : edited(line, { params: plan.params, value });
  }

  /** A line that is no property is most often the rest of a text whose writer did not fold it. */
  #keepStray(line: ContentLine, last: ContentLine | undefined): void {
    const decoded = this.mixed ? decodedValue(line.raw, planParams(''), true) : line.raw;
    if (last === undefined || last.name === 'X-STRAY-LINE' || joint(last.name) === null) {
      this.#lines.push(contentLine('X-STRAY-LINE', escapeText(decoded)));
      this.notes.push('a line that is no property became X-STRAY-LINE');
      return;
    }
    // Some writers escape everything but the line ends.
    const text = isStructured(last.name) || /\\[,;nN\\]/.test(decoded) ? decoded : escapeText(decoded);
    this.#strays.push(text);
    this.notes.push(`a line that is no property was joined to ${last.name}`);
  }
}

/** A name as it is told to people. */
function shown({ name }: ContentLine): string {
  return name.slice(0, 60);
}

function versionOf(component: Component): string {
  const line = component.lines.find(({ name }) => name === 'VERSION');
  return line === undefined ? '3.0' : trimOctets(line.value);
}

function base64Line(line: ContentLine, plan: ParamPlan, notes: string[]): ContentLine {
  if (/^[ \t]*[a-z][a-z0-9+.-]*:/i.test(line.value)) {
    const data = dataUri(line.value);
    if (data === null)
      return edited(line, {
        params: `${plan.params.replace(/;ENCODING=b/i, '')};VALUE=uri`,
        value: trimOctets(line.value),
      });
    return edited(line, { params: plan.params, value: base64Value3(data.base64).value });
  }
  const { value, cut } = base64Value3(line.value);
  if (cut) notes.push(`${line.name} is cut in the middle of its base64`);
  return value === line.value && plan.params === line.params ? line : edited(line, { params: plan.params, value });
}

/** vCard 4.0 writes pictures, telephone numbers and places as URIs (RFC 6350); vCard 3.0 readers know only the plain forms. */
function uriLine(line: ContentLine, plan: ParamPlan): ContentLine | null {
  if (line.name === 'TEL' && plan.valueType !== 'uri') return null;
  const withoutValue = plan.params.replace(/;VALUE=[^;:]*/i, '');
  if (line.name === 'TEL') {
    if (!/^tel:/i.test(line.value)) return null;
    return edited(line, { params: withoutValue, value: line.value.slice(4) });
  }
  if (line.name === 'GEO') {
    const [, latitude, longitude] = /^geo:(-?[\d.]+),(-?[\d.]+)/i.exec(line.value) ?? [];
    if (latitude === undefined || longitude === undefined) return null;
    return edited(line, { params: withoutValue, value: `${latitude};${longitude}` });
  }
  const data = dataUri(line.value);
  if (data !== null) {
    const type = data.subtype === '' || /;TYPE=/i.test(plan.params) ? '' : `;TYPE=${data.subtype.toUpperCase()}`;
    const params = `${withoutValue.replace(/;MEDIATYPE=[^;:]*/i, '')};ENCODING=b${type}`;
    return edited(line, { params, value: base64Value3(data.base64).value });
  }
  if (plan.valueType === null && /^(?:https?|ftp):/i.test(line.value))
    return edited(line, { params: `${plan.params};VALUE=uri` });
  return null;
}

/** vCard 3.0 puts the agent's card into the value (RFC 2426 section 3.5.4). */
function agentLine(line: ContentLine, agent: Component | undefined, mixed: boolean): ContentLine {
  const card = agent === undefined ? '' : plainCard(toVCard3(agent, mixed).lines);
  return edited(line, { params: planParams(line.params).params, value: escapeText(card) });
}

/** The card as one text with bare line feeds, to be escaped as a whole. */
function plainCard(lines: readonly ContentLine[]): Octets {
  return ['BEGIN:VCARD', 'VERSION:3.0', ...lines.map(({ raw }) => raw), 'END:VCARD'].join('\n');
}
