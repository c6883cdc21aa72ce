import { XMLParser } from 'fast-xml-parser';
import type { Problem } from './problem.js';
import type { Fragment } from './scan.js';
import { faultIn } from './well-formed.js';

/** One `variable`: its name as written, its text with entities decoded. Nothing is coerced: `007` stays `007`. */
export interface Variable {
  readonly name: string;
  readonly value: string;
}

/** A list inside a record. */
export interface NestedList {
  readonly name: string;
  readonly records: readonly (readonly Variable[])[];
}

/** One `listitem`, or the variables of one `table`. Order and repeated names are kept. */
export interface ConfigRecord {
  /** The name of its list or table: `User`, `Alias`, `Directories`. */
  readonly of: string;
  readonly kind: 'item' | 'table';
  /** Line in the file, from 1. */
  readonly line: number;
  readonly variables: readonly Variable[];
  readonly lists: readonly NestedList[];
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  // Without it numeric character references stay as they are.
  htmlEntities: true,
  jPath: false,
});

/**
 * Parses the records of a configuration file. A record that is not well-formed is repaired where that is safe (a bare
 * `&`, a stray `<`), else it is lost and reported with its line; no record harms another.
 */
export function parseRecords(
  text: string,
  fragments: readonly Fragment[],
  file: string,
): { readonly records: readonly ConfigRecord[]; readonly problems: readonly Problem[] } {
  const records: ConfigRecord[] = [];
  const problems: Problem[] = [];
  for (const fragment of fragments) {
    const source = text.slice(fragment.start, fragment.end);
    const record = parseOne(source, fragment, file, problems);
    if (record !== null) records.push(record);
  }
  return { records, problems };
}

function parseOne(source: string, fragment: Fragment, file: string, problems: Problem[]): ConfigRecord | null {
  const { line, of } = fragment;
  const what = `${fragment.kind === 'item' ? 'record' : 'table'}${of === '' ? '' : ` of ${of}`}`;
  if (fragment.ending === 'cut') {
    problems.push({ kind: 'unreadable', file, line, message: `a ${what} has no end${hint(source)}: it is lost` });
    return null;
  }
  const ended = fragment.ending === 'lost' ? `${source}</listitem>` : source;
  const xml = fragment.kind === 'item' ? ended : `<listitem>${source}</listitem>`;
  const fault = faultIn(xml);
  const repaired = fault === null ? xml : repair(xml);
  const reason = fault === null || faultIn(repaired) === null ? null : fault.message;
  const parsed = reason === null ? parseOrReason(repaired) : reason;
  if (typeof parsed === 'string') {
    const at = line + (fault?.line ?? 1) - 1;
    const message = `a ${what} is not well-formed${hint(source)}: it is lost (${parsed})`;
    problems.push({ kind: 'unreadable', file, line: at, message });
    return null;
  }
  if (fault !== null || fragment.ending === 'lost') {
    problems.push({ kind: 'repaired', file, line, message: `a ${what} was not well-formed and has been repaired` });
  }
  return recordOf(parsed[0], fragment);
}

/** The elements of well-formed markup, or why the parser would not have it: nested too deep, or a name it forbids. */
function parseOrReason(xml: string): readonly Parsed[] | string {
  try {
    return parseElements(xml);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Escapes `&` that begins no reference, and `<` that begins no markup of these files. */
function repair(xml: string): string {
  return xml
    .replace(/&(?!(?:#\d+|#[xX][\da-fA-F]+|[A-Za-z]\w*);)/g, '&amp;')
    .replace(/<(?!\/?(?:variable|listitem|list|table)(?=[\s/>])|!--|!\[CDATA\[)/g, '&lt;');
}

/** The name in a record that is lost, so that people know whom to look for. */
function hint(source: string): string {
  const value = (name: string): string => new RegExp(`<variable name="${name}">([^<&]{1,64})<`).exec(source)?.[1] ?? '';
  const name = value('Name') || value('Lhs');
  const domain = value('Domain');
  return name === '' ? '' : ` (${name}${domain === '' ? '' : `@${domain}`})`;
}

/** What the parser gives for an element: its name as the one key beside `:@` and `#text`. */
interface Parsed {
  readonly ':@'?: Readonly<Record<string, string>>;
  readonly '#text'?: string;
  readonly [tag: string]: readonly Parsed[] | string | Readonly<Record<string, string>> | undefined;
}

function parseElements(xml: string): readonly Parsed[] {
  if (xml === '') return [];
  const parsed = parser.parse(xml) as readonly Parsed[];
  return parsed.filter((element) => 'listitem' in element);
}

function childrenOf(element: Parsed | undefined, tag: string): readonly Parsed[] {
  const children = element?.[tag];
  return Array.isArray(children) ? (children as readonly Parsed[]) : [];
}

function recordOf(element: Parsed | undefined, { of, kind, line }: Fragment): ConfigRecord {
  const children = childrenOf(element, 'listitem');
  const lists = children.flatMap((child) => ('list' in child ? [nestedList(child)] : []));
  return { of, kind, line, variables: variablesOf(children), lists };
}

function nestedList(element: Parsed): NestedList {
  const records = childrenOf(element, 'list')
    .filter((child) => 'listitem' in child)
    .map((child) => variablesOf(childrenOf(child, 'listitem')));
  return { name: element[':@']?.['name'] ?? '', records };
}

function variablesOf(children: readonly Parsed[]): readonly Variable[] {
  const variables: Variable[] = [];
  for (const child of children) {
    if (!('variable' in child)) continue;
    const value = childrenOf(child, 'variable')
      .map((part) => part['#text'] ?? '')
      .join('');
    variables.push({ name: child[':@']?.['name'] ?? '', value });
  }
  return variables;
}
