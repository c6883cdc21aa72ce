/** Google's own descriptions of its APIs, read where somebody has put them: they belong to Google and are not part of this project. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where the discovery documents lie (`gmail.v1.json` and so on), as they come with the PyPI package google-api-python-client. */
export const discoveryDir = resolve(process.env['KERIO_EXIT_GOOGLE_DISCOVERY'] ?? '../shared/google-discovery');

/** A type as the discovery format describes it (a dialect of JSON Schema, draft 3). */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly readOnly?: boolean;
  readonly annotations?: { readonly required?: readonly string[] };
}

export interface Parameter extends Schema {
  readonly location?: 'path' | 'query';
  readonly required?: boolean;
  readonly repeated?: boolean;
  readonly minimum?: string;
  readonly maximum?: string;
}

export interface Method {
  readonly id: string;
  readonly httpMethod: string;
  readonly path: string;
  readonly flatPath?: string;
  readonly parameters?: Readonly<Record<string, Parameter>>;
  readonly request?: { readonly $ref: string };
  readonly scopes?: readonly string[];
  readonly mediaUpload?: { readonly protocols: Readonly<Record<string, { readonly path: string }>> };
}

interface Resource {
  readonly methods?: Readonly<Record<string, Method>>;
  readonly resources?: Readonly<Record<string, Resource>>;
}

/** One API. */
export interface Api extends Resource {
  readonly servicePath: string;
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly schemas: Readonly<Record<string, Schema>>;
}

/** All documents that are there; none where nobody has put any. */
export function readDiscovery(): readonly Api[] {
  if (!existsSync(discoveryDir)) return [];
  return readdirSync(discoveryDir)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(discoveryDir, name), 'utf8')) as Api);
}

/** Every method of an API, with those of the resources inside it. */
export function* methodsOf({ methods = {}, resources = {} }: Resource): Generator<Method> {
  yield* Object.values(methods);
  for (const resource of Object.values(resources)) yield* methodsOf(resource);
}
