/**
 * Checks requests against Google's own descriptions: path, verb, names and types of parameters, fields that do not exist or
 * may not be sent, required ones, formats, and whether the token's scopes allow the call.
 */
import { DRIVE_ABOUT } from './drive.js';
import { GROUPS_MIGRATION } from './groups.js';
import { type Api, type Method, methodsOf, type Parameter, readDiscovery, type Schema } from './discovery.js';

/** A request as it came. */
export interface CheckedRequest {
  readonly method: string;
  readonly url: URL;
  /** The JSON of it; undefined for none. */
  readonly body: unknown;
  readonly scopes: readonly string[];
  /** The first request of a resumable upload, or one with the content itself. */
  readonly isUpload: boolean;
}

interface Known {
  readonly api: Api;
  readonly method: Method;
  readonly path: RegExp;
  readonly isUpload: boolean;
}

const FORMATS: Readonly<Record<string, RegExp>> = {
  int64: /^-?\d{1,19}$/,
  uint64: /^\d{1,20}$/,
  byte: /^[A-Za-z0-9_\-+/]*={0,2}$/,
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  date: /^\d{4}-\d\d-\d\d$/,
  'google-fieldmask': /^[\w.,]*$/,
};

/** The name of the test that says whether requests are checked. */
export const strictNote = (): string =>
  strict.count === 0 ? 'discovery documents absent: requests are not checked' : `${strict.count} methods are checked`;

export class StrictChecker {
  readonly #methods: readonly Known[];

  constructor(apis: readonly Api[]) {
    this.#methods = apis.flatMap((api) => [...methodsOf(api)].flatMap((method) => waysOf(api, method)));
  }

  get count(): number {
    return this.#methods.length;
  }

  /** What is wrong with a request, one phrase each. Nothing where there are no descriptions to check it by. */
  check(request: CheckedRequest): readonly string[] {
    if (this.#methods.length === 0) return [];
    const { method, url, isUpload } = request;
    const known = this.#methods.find(
      (one) => one.method.httpMethod === method && one.isUpload === isUpload && one.path.test(url.pathname),
    );
    if (known === undefined) return [`no method for ${method} ${url.pathname}`];
    return [...checkParameters(known, url, isUpload), ...checkBody(known, request), ...checkScopes(known, request)];
  }
}

/** One for all tests of a process: reading the descriptions takes a while. */
export const strict = new StrictChecker(withOurs(readDiscovery()));

/** What nobody has put beside the others is described by ourselves; without any description nothing is checked. */
function withOurs(apis: readonly Api[]): readonly Api[] {
  return apis.length === 0 ? apis : [...apis, GROUPS_MIGRATION, DRIVE_ABOUT];
}

function waysOf(api: Api, method: Method): Known[] {
  const plain = api.servicePath + (method.flatPath ?? method.path);
  const uploads = Object.values(method.mediaUpload?.protocols ?? {}).map(({ path }) => path.replace(/^\//, ''));
  const way = (path: string, isUpload: boolean): Known => ({ api, method, isUpload, path: pathPattern(path) });
  return [way(plain, false), ...[...new Set(uploads)].map((path) => way(path, true))];
}

function pathPattern(path: string): RegExp {
  const escaped = path.replace(/[.+]/g, '\\$&').replace(/\{\\?\+?\w+\}/g, '[^/:]+');
  return new RegExp(`^/${escaped}$`);
}

function checkParameters({ api, method }: Known, url: URL, isUpload: boolean): string[] {
  const faults: string[] = [];
  const seen = new Set<string>();
  for (const [name, value] of url.searchParams) {
    const parameter = method.parameters?.[name] ?? api.parameters[name];
    if (parameter === undefined || parameter.location === 'path') faults.push(`unknown parameter ${name}`);
    else faults.push(...checkParameter(name, value, parameter));
    if (seen.has(name) && parameter?.repeated !== true) faults.push(`${name} stands twice`);
    seen.add(name);
  }
  for (const [name, { required, location }] of Object.entries(method.parameters ?? {}))
    if (required === true && location === 'query' && !seen.has(name)) faults.push(`${name} is missing`);
  if (isUpload && !seen.has('uploadType')) faults.push('uploadType is missing');
  return faults;
}

function checkParameter(name: string, value: string, parameter: Parameter): string[] {
  const { type, minimum = '-Infinity', maximum = 'Infinity' } = parameter;
  if (parameter.enum !== undefined && !parameter.enum.includes(value))
    return [`${name}=${value} is none of its values`];
  if (type === 'boolean' && !/^(true|false)$/.test(value)) return [`${name}=${value} is no boolean`];
  const number = Number(value);
  if (type === 'integer' && !(Number.isInteger(number) && number >= Number(minimum) && number <= Number(maximum)))
    return [`${name}=${value} is out of range`];
  return [];
}

function checkBody({ api, method }: Known, { body, isUpload }: CheckedRequest): string[] {
  if (method.request === undefined) return body === undefined ? [] : ['a body is not allowed'];
  // What is uploaded has its description in the upload, or none.
  if (isUpload && body === undefined) return [];
  const faults = [...faultsOf(body ?? {}, { $ref: method.request.$ref }, { api, id: method.id, at: '' })];
  // What is uploaded stands for the field that would hold it.
  return isUpload ? faults.filter((fault) => fault !== '.raw: is required') : faults;
}

interface Place {
  readonly api: Api;
  readonly id: string;
  readonly at: string;
}

function* faultsOf(value: unknown, schema: Schema, place: Place): Generator<string> {
  const { api, at } = place;
  if (schema.$ref !== undefined) {
    const named = api.schemas[schema.$ref];
    if (named === undefined) yield `${at}: the description has no ${schema.$ref}`;
    else yield* faultsOf(value, named, place);
  } else if (schema.type === 'array') {
    if (!Array.isArray(value)) yield `${at}: no list`;
    else
      for (const [index, one] of value.entries())
        yield* faultsOf(one, schema.items ?? {}, { ...place, at: `${at}[${index}]` });
  } else if (schema.type === 'object' || schema.properties !== undefined) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) yield `${at}: no object`;
    else yield* faultsOfObject(value as Readonly<Record<string, unknown>>, schema, place);
  } else yield* faultsOfSimple(value, schema, at);
}

function* faultsOfObject(value: Readonly<Record<string, unknown>>, schema: Schema, place: Place): Generator<string> {
  const { properties = {}, additionalProperties } = schema;
  for (const [name, one] of Object.entries(value)) {
    const at = `${place.at}.${name}`;
    const property = properties[name] ?? additionalProperties;
    if (one === undefined) continue;
    if (property === undefined) yield `${at}: there is no such field`;
    else if (property.readOnly === true) yield `${at}: may not be sent`;
    else yield* faultsOf(one, property, { ...place, at });
  }
  for (const [name, { annotations }] of Object.entries(properties))
    if (annotations?.required?.includes(place.id) === true && value[name] === undefined)
      yield `${place.at}.${name}: is required`;
}

function* faultsOfSimple(value: unknown, { type, format, enum: allowed }: Schema, at: string): Generator<string> {
  if (type === undefined || type === 'any') return;
  const isNumber = type === 'integer' || type === 'number';
  if (typeof value !== (isNumber ? 'number' : type)) yield `${at}: no ${type}`;
  else if (type === 'integer' && !Number.isInteger(value)) yield `${at}: no integer`;
  else if (typeof value === 'string') {
    if (allowed !== undefined && !allowed.includes(value)) yield `${at}: ${value} is none of its values`;
    const pattern = format === undefined ? undefined : FORMATS[format];
    if (pattern?.test(value) === false) yield `${at}: ${value} is no ${format ?? ''}`;
  }
}

function checkScopes({ method }: Known, { scopes }: CheckedRequest): string[] {
  const allowed = method.scopes ?? [];
  return allowed.length === 0 || allowed.some((scope) => scopes.includes(scope))
    ? []
    : ['no scope of the token allows it'];
}
