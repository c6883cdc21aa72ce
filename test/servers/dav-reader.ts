/** What a DAV server holds, asked for by requests of the tests' own. */

/** A user of a DAV server. */
export interface DavUser {
  readonly url: string;
  readonly user: string;
  readonly password: string;
}

/** An object as the server gives it back. */
export interface StoredObject {
  readonly collection: string;
  readonly path: string;
  readonly text: string;
}

/** One request. */
export async function askDav(
  { user, password }: DavUser,
  method: string,
  url: string,
  {
    depth,
    body,
    headers,
  }: { readonly depth?: number; readonly body?: string; readonly headers?: Record<string, string> } = {},
): Promise<{ readonly status: number; readonly text: string }> {
  const init = {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
      ...(depth === undefined ? {} : { depth: String(depth) }),
      ...(body === undefined ? {} : { 'content-type': 'application/xml; charset=utf-8' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
  };
  // SOGo closes a connection without saying so: what was asked over it then is asked again.
  const response = await fetch(url, init).catch(() => fetch(url, init));
  return { status: response.status, text: await response.text() };
}

/** Every object below a home: collections by name, then objects by path. */
export async function readHome(who: DavUser, home: string): Promise<readonly StoredObject[]> {
  const objects: StoredObject[] = [];
  for (const { path, name } of await children(who, home)) {
    for (const each of await children(who, path)) {
      const { text } = await askDav(who, 'GET', new URL(each.path, who.url).href);
      objects.push({ collection: name, path: each.path, text });
    }
  }
  return objects;
}

/** What is in a collection, itself left out. */
async function children(who: DavUser, path: string): Promise<{ readonly path: string; readonly name: string }[]> {
  const body = '<d:propfind xmlns:d="DAV:"><d:prop><d:displayname/></d:prop></d:propfind>';
  const { text } = await askDav(who, 'PROPFIND', new URL(path, who.url).href, { depth: 1, body });
  const found = [...text.matchAll(/<(?:\w+:)?response>([\s\S]*?)<\/(?:\w+:)?response>/g)].map(([, inner = '']) => {
    const href = /<(?:\w+:)?href[^>]*>([^<]*)</.exec(inner)?.[1] ?? '';
    const name = /<(?:\w+:)?displayname[^>]*>(?:<!\[CDATA\[)?([^<\]]*)[<\]]/.exec(inner)?.[1] ?? '';
    return { path: new URL(href, who.url).pathname, name };
  });
  const plain = (each: string): string => each.replace(/\/$/, '');
  return found.filter((each) => plain(each.path) !== plain(new URL(path, who.url).pathname));
}

/** The unfolded lines of an object whose names are among these. */
export function linesOf(text: string, names: readonly string[]): string[] {
  return text
    .replace(/\r?\n[ \t]/g, '')
    .split(/\r?\n/)
    .filter((line) => names.includes(/^[A-Z-]+/.exec(line)?.[0] ?? ''));
}
