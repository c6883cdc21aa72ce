/**
 * Cards in any version, read into the content lines of vCard 3.0 (RFC 2426), the version that every address book imports.
 * Lines that are right already stay as they are, octet by octet.
 */
import { type Octets, trimOctets } from '../../message/octets.js';
import { type Component, formatComponent } from '../components.js';
import { contentLine, type ContentLine, edited } from '../contentline.js';
import { escapeText } from '../text.js';
import { planParams, type ParamPlan } from './param-plan.js';
import { base64Value3, dataUri, decodedValue, escapedValue3 } from './value3.js';

/** A card as vCard 3.0. */
export interface Card {
  /** Its lines in order; without BEGIN, VERSION and END. */
  readonly lines: readonly ContentLine[];
  /** VERSION as written; `3.0` where it was missing. */
  readonly version: string;
  /** What had to be repaired or could not stay as it was, one short sentence each. */
  readonly notes: readonly string[];
}

/** Properties that RFC 2426 allows once, and readers refuse twice. */
const single = new Set(['N', 'PRODID', 'UID', 'REV']);

/**
 * Turns a VCARD component into the lines of a vCard 3.0. `mixed`: the octets are as they were in the item, no charset having
 * fitted all of them, and each value is to be decoded by itself.
 */
export function toVCard3(component: Component, mixed = false): Card {
  const version = versionOf(component);
  const source = { old: version === '2.1', mixed };
  const lines: ContentLine[] = [];
  const notes: string[] = [];
  const seen = new Set<string>();
  const agents = component.components.filter(({ name }) => name === 'VCARD');
  for (const line of component.lines) {
    if (line.name === 'VERSION' || isProfile(line)) continue;
    if (line.name === '') keepStray(line, lines, notes);
    else if (line.name === 'AGENT' && trimOctets(line.value) === '' && agents.length > 0)
      lines.push(agentLine(line, agents.shift(), mixed));
    else lines.push(onlyOnce(line3(line, source, notes), seen, notes));
  }
  for (const inner of component.components)
    if (inner.name !== 'VCARD') lines.push(contentLine('X-COMPONENT', escapeText(formatComponent(inner))));
  if (!component.closed) notes.push('the card broke off: END:VCARD was missing');
  return { lines, version, notes };
}

function versionOf(component: Component): string {
  const line = component.lines.find(({ name }) => name === 'VERSION');
  return line === undefined ? '3.0' : trimOctets(line.value);
}

interface Source {
  /** vCard 2.1. */
  readonly old: boolean;
  readonly mixed: boolean;
}

function line3(line: ContentLine, source: Source, notes: string[]): ContentLine {
  if (line.params === '' && line.group === '' && !source.old && !source.mixed && !special.has(line.name)) return line;
  if (line.group.includes('.')) return line3(regrouped(line), source, notes);
  const plan = planParams(line.params);
  if (plan.encoding === 'base64') return base64Line(line, plan, notes);
  const uri = plan.encoding === 'none' ? uriLine(line, plan) : null;
  if (uri !== null) return uri;
  const decoded = decodedValue(line.value, plan, source.mixed);
  const rewrite = source.old || plan.encoding === 'quoted-printable';
  const value = rewrite || line.name === 'ORG' ? escapedValue3(line.name, decoded) : decoded;
  return value === line.value && plan.params === line.params ? line : edited(line, { params: plan.params, value });
}

/** Properties whose value may be a URI that vCard 3.0 writes in another way. */
const uris = new Set(['PHOTO', 'LOGO', 'SOUND', 'KEY', 'TEL', 'GEO']);
/** These, and ORG, whose commas are often not escaped though they separate nothing. */
const special = new Set([...uris, 'ORG']);

/** `PROFILE:VCARD` says what BEGIN has said; some readers refuse it. */
function isProfile({ name, value }: ContentLine): boolean {
  return name === 'PROFILE' && trimOctets(value).toUpperCase() === 'VCARD';
}

/** A group is one word (RFC 2426 section 4). */
function regrouped(line: ContentLine): ContentLine {
  const name = line.raw.slice(line.group.length + 1, line.raw.length - line.value.length - line.params.length - 1);
  return contentLine(name, line.value, line.params, line.group.replace(/\./g, '-'));
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
  if (!uris.has(line.name)) return null;
  const withoutValue = plan.params.replace(/;VALUE=[^;:]*/i, '');
  if (line.name === 'TEL') {
    if (plan.valueType !== 'uri' || !/^tel:/i.test(line.value)) return null;
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

/** The second of what may stand once becomes an extension, so that nothing is lost and the card is not refused. */
function onlyOnce(line: ContentLine, seen: Set<string>, notes: string[]): ContentLine {
  if (!single.has(line.name)) return line;
  if (!seen.has(line.name)) {
    seen.add(line.name);
    return line;
  }
  notes.push(`a second ${line.name} became X-${line.name}`);
  return contentLine(`X-${line.name}`, line.value, line.params, line.group);
}

/** A line that is no property is most often the rest of a text whose writer did not fold it. */
function keepStray(line: ContentLine, lines: ContentLine[], notes: string[]): void {
  const last = lines.at(-1);
  const text = escapeText(line.raw);
  if (last !== undefined && (last.name === 'NOTE' || last.name === 'LABEL')) {
    lines[lines.length - 1] = edited(last, { value: `${last.value}\\n${text}` });
    notes.push(`a line that is no property was joined to ${last.name}`);
  } else {
    lines.push(contentLine('X-STRAY-LINE', text));
    notes.push('a line that is no property became X-STRAY-LINE');
  }
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
