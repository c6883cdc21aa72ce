/** What the fake says. */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request that was let through: who asks, and what for. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** The JSON of it; an empty object for none. */
  readonly body: Readonly<Record<string, unknown>>;
  /** What was uploaded; null for a plain call. */
  readonly media: Buffer | null;
  /** The user that the token stands for. */
  readonly user: string;
}

export const ok = (body: unknown = {}): Reply => ({ status: 200, body });

/** An error in the form that all of Google's JSON APIs share. */
export function refuse(status: number, reason: string, message: string = reason, domain = 'global'): Reply {
  return {
    status,
    body: { error: { code: status, message, errors: [{ domain, reason, message }], status: reason } },
  };
}

/** Ends a call with an error. */
export class Refusal extends Error {
  readonly reply: Reply;

  constructor(status: number, reason: string, message: string = reason) {
    super(message);
    this.reply = refuse(status, reason, message);
  }
}

/** One page of a list: `pageToken` is the number of the first entry. */
export function page<T>(all: readonly T[], call: Call, size: number): { readonly items: T[]; readonly next?: string } {
  const from = Number(call.query.get('pageToken') ?? '0');
  const items = all.slice(from, from + size);
  return from + size < all.length ? { items, next: String(from + size) } : { items };
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

/** A field that is an object. */
export function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

/** A field that is a list of objects. */
export function records(value: unknown): Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map(record) : [];
}
