/** Answers of WebDAV servers (RFC 4918 section 14.16), read from XML that nobody vouches for. */
import { XMLParser } from 'fast-xml-parser';
import { ConnectionLost } from '../../core/failures.js';
import { isWhole, responsesIn } from './xml-scan.js';

/** An element: its texts, attributes and elements by local name. */
export interface Element {
  readonly text: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** The elements of a name in it, in order. */
  all(name: string): readonly Element[];
  /** The first of a name. */
  first(name: string): Element | null;
  /** Names of the elements in it. */
  readonly names: readonly string[];
}

/** What is said of one resource. */
export interface DavResponse {
  /** Path on the server, decoded where it can be. */
  readonly path: string;
  /** The last level of it, which may have a slash of its own in it. */
  readonly name: string;
  /** As the server wrote it. */
  readonly href: string;
  /** Of the resource as a whole; null where each property has its own. */
  readonly status: number | null;
  /** Properties that were found, by local name. */
  readonly found: ReadonlyMap<string, Element>;
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  // Names like 2024 and TRUE are names.
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  removeNSPrefix: true,
  htmlEntities: true,
  maxNestedTags: 60,
  isArray: (_, __, ___, isAttribute) => !isAttribute,
});

/** Reads an XML answer. Throws ConnectionLost when it is none: what stands in between, a proxy or a login page, has answered. */
export function readXml(body: Buffer): Element {
  const text = body.toString('utf8');
  responsesIn(text);
  return parsed(text);
}

function parsed(text: string): Element {
  try {
    return elementOf(parser.parse(text) as unknown);
  } catch (error) {
    throw new ConnectionLost(`the answer is no XML (${error instanceof Error ? error.message : String(error)})`);
  }
}

/** So many responses are read at once: what is made of each takes some ten times the room of its text. */
const AT_ONCE = 100;

/**
 * Reads a multistatus, some responses at a time. Hrefs are resolved against `base`. Throws ConnectionLost for what is none, or
 * is cut off.
 */
export function* eachResponse(body: Buffer, base: URL): Generator<DavResponse> {
  const text = body.toString('utf8');
  const spans = responsesIn(text);
  const [first] = spans;
  if (first === undefined || !/<(?:[\w.-]{1,40}:)?multistatus[\s>]/.test(text.slice(0, first[0]))) {
    const root = parsed(text).first('multistatus');
    if (root === null) throw new ConnectionLost('the answer is no multistatus');
  }
  if (!isWhole(text)) throw new ConnectionLost('the answer leaves off in the midst');
  for (let at = 0; at < spans.length; at += AT_ONCE) {
    const some = spans.slice(at, at + AT_ONCE).map(([start, end]) => text.slice(start, end));
    for (const response of parsed(`<x>${some.join('')}</x>`)
      .first('x')
      ?.all('response') ?? [])
      yield responseOf(response, base);
  }
}

/** All of them. */
export function readMultistatus(body: Buffer, base: URL): readonly DavResponse[] {
  return [...eachResponse(body, base)];
}

/** The path of an href, decoded and without a slash at its end, to compare with others. */
export function pathOf(href: string, base: URL): string {
  const plain = href.trim();
  const path = URL.canParse(plain, base.href) ? new URL(plain, base).pathname : plain;
  return unslashed(decoded(path));
}

/** The last level of an href, decoded by itself: `a%2Fb` is one name. Empty where there is none. */
export function nameOf(href: string, base: URL): string {
  const plain = href.trim();
  const path = unslashed(URL.canParse(plain, base.href) ? new URL(plain, base).pathname : plain);
  return decoded(path.slice(path.lastIndexOf('/') + 1));
}

const SLASH = 47;

/** Without slashes at its end; the root alone is one. */
function unslashed(path: string): string {
  let end = path.length;
  while (end > 1 && path.charCodeAt(end - 1) === SLASH) end -= 1;
  return path.slice(0, end);
}

function responseOf(response: Element, base: URL): DavResponse {
  const href = response.first('href')?.text.trim() ?? '';
  const found = new Map<string, Element>();
  for (const propstat of response.all('propstat')) {
    const status = statusOf(propstat.first('status'));
    if (status !== null && (status < 200 || status > 299)) continue;
    const prop = propstat.first('prop');
    for (const name of prop?.names ?? []) {
      const value = prop?.first(name);
      if (value !== undefined && value !== null) found.set(name, value);
    }
  }
  return {
    path: pathOf(href, base),
    name: nameOf(href, base),
    href,
    status: statusOf(response.first('status')),
    found,
  };
}

function statusOf(element: Element | null): number | null {
  const digits = /\s(\d{3})(?:\s|$)/.exec(element?.text ?? '')?.[1];
  return digits === undefined ? null : Number(digits);
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

const NOTHING: Readonly<Record<string, unknown>> = {};

/** A view on what the parser gives: arrays everywhere, attributes behind `@`. */
function elementOf(node: unknown): Element {
  const record = typeof node === 'object' && node !== null ? (node as Readonly<Record<string, unknown>>) : NOTHING;
  const children = (name: string): readonly unknown[] => {
    const value = Object.hasOwn(record, name) ? record[name] : undefined;
    return Array.isArray(value) ? (value as readonly unknown[]) : [];
  };
  const all = (name: string): readonly Element[] => children(name).map(elementOf);
  return {
    get text() {
      if (typeof node === 'string') return node;
      const own = record['#text'];
      return typeof own === 'string' ? own : '';
    },
    get attributes() {
      const named = Object.entries(record).filter(([name, value]) => name.startsWith('@') && typeof value === 'string');
      return Object.fromEntries(named.map(([name, value]) => [name.slice(1), String(value)]));
    },
    all,
    first: (name) => {
      const value = children(name)[0];
      return value === undefined ? null : elementOf(value);
    },
    get names() {
      return Object.keys(record).filter(
        (name) => !name.startsWith('@') && !name.startsWith('#') && !name.startsWith('?'),
      );
    },
  };
}
