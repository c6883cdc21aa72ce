/** `status.fld`: what a folder is, in one line of tokens (docs/store-format.md, status.fld). */
import type { Kind } from '../../core/kinds.js';
import { AccessList, type AccessRight, readAccess } from './access.js';

export interface FolderStatus {
  /** The digits behind `T`; null without the token. */
  readonly type: string | null;
  /** The kind that type stands for; null for an unknown one. */
  readonly kind: Kind | null;
  readonly guid: string | null;
  /** UIDVALIDITY; null without the token. */
  readonly uidValidity: number | null;
  readonly access: readonly AccessRight[];
  /** How many more access tokens there are than are read. */
  readonly moreAccess: number;
  /** The letters of all tokens, in order: for the report of dialects. */
  readonly letters: string;
}

/**
 * `T` → kind. 0 and 2 were seen in real stores; the others follow the order of the vendor's own list of folder types
 * (likely, docs/store-format.md).
 */
const KINDS: Readonly<Record<string, Kind>> = {
  '0': 'mail',
  '1': 'contacts',
  '2': 'calendar',
  '3': 'tasks',
  '4': 'journal',
  '5': 'notes',
};

/** Reads a status.fld of one line or many. Never throws: what is not understood is left out. */
export function parseStatusFld(text: string): FolderStatus {
  const tokens = text.split(/[\s\0\ufeff]+/).filter((token) => token !== '');
  let type: string | null = null;
  let guid: string | null = null;
  let uidValidity: number | null = null;
  let letters = '';
  const access = new AccessList<AccessRight>();
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at] ?? '';
    const value = token.slice(1);
    letters += token.charAt(0);
    if (token.startsWith('T') && /^\d+$/.test(value)) type ??= value;
    else if (token.startsWith('G') && /^[0-9A-Fa-f-]{8,64}$/.test(value)) guid ??= value.toLowerCase();
    else if (token.startsWith('V') && /^[0-9A-Fa-f]{1,8}$/.test(value)) uidValidity ??= Number.parseInt(value, 16);
    else if (token.startsWith('A') && value !== '') {
      const { right, words } = readAccess(value, tokens, at + 1);
      access.add(right);
      at += words;
    }
  }
  return {
    type,
    kind: type === null ? null : (KINDS[String(Number(type))] ?? null),
    guid,
    uidValidity,
    access: access.rights,
    moreAccess: access.more,
    letters,
  };
}
