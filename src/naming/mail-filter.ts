/** The user's own choice of mail by what its header and size tell: one for export and migration. */
import { readAddresses } from '../message/address-list.js';
import { firstValue, type HeaderBlock } from '../message/header.js';
import { decodeWords } from '../message/words.js';
import { matchesAny } from './glob.js';

/** Which mail is taken. Of one property any value will do; of several properties all have to fit. */
export interface MailFilter {
  /** Globs; one without `*` and `?` is looked for anywhere in the text. */
  readonly subject: readonly string[];
  readonly sender: readonly string[];
  /** Bytes: only mail of more, and of fewer. */
  readonly larger: number | null;
  readonly smaller: number | null;
  readonly hasAttachment: boolean;
}

/** Takes everything. */
export const ALL_MAIL: MailFilter = { subject: [], sender: [], larger: null, smaller: null, hasAttachment: false };

/** What a header may hold is the work of strangers: no glob is tried on more of it, in characters. */
const LOOKED_AT = 1000;

/** Whether anything is left out at all. */
export function filtersMail({ subject, sender, larger, smaller, hasAttachment }: MailFilter): boolean {
  return subject.length + sender.length > 0 || larger !== null || smaller !== null || hasAttachment;
}

/** Whether the size alone decides. */
export function filtersHeaders({ subject, sender, hasAttachment }: MailFilter): boolean {
  return subject.length + sender.length > 0 || hasAttachment;
}

/** Why a size leaves a mail out; null when it does not. */
export function sizeReason({ larger, smaller }: MailFilter, size: number): string | null {
  if (larger !== null && size <= larger) return 'not larger than --larger';
  return smaller !== null && size >= smaller ? 'not smaller than --smaller' : null;
}

/** Why a header leaves a mail out; null when it does not. `bytes` hold the header block. */
export function headerReason(filter: MailFilter, bytes: Uint8Array, header: HeaderBlock): string | null {
  const value = (name: string): string => (firstValue(bytes, header, name) ?? '').slice(0, LOOKED_AT);
  if (filter.subject.length > 0) {
    const subject = decodeWords(value('subject')).replace(/\s+/g, ' ').trim().slice(0, LOOKED_AT);
    if (!fits(filter.subject, [subject])) return 'subject not chosen by --subject';
  }
  if (filter.sender.length > 0) {
    const senders = readAddresses(value('from')).flatMap(({ name, address }) => [
      address.slice(0, LOOKED_AT),
      decodeWords(name).slice(0, LOOKED_AT),
    ]);
    if (!fits(filter.sender, senders)) return 'sender not chosen by --sender';
  }
  return filter.hasAttachment && !tellsOfAttachment(value) ? 'no attachment, left out by --has-attachment' : null;
}

function fits(globs: readonly string[], texts: readonly string[]): boolean {
  const anywhere = globs.map((glob) => (/[*?]/.test(glob) ? glob : `*${glob}*`));
  return matchesAny(
    anywhere,
    texts.map((text) => text.normalize('NFC')),
  );
}

/** As far as the header tells: a body of several parts side by side, or a body that is no text. */
function tellsOfAttachment(value: (name: string) => string): boolean {
  if (/^\s*attachment\b/i.test(value('content-disposition'))) return true;
  if (/^\s*yes\b/i.test(value('x-ms-has-attach'))) return true;
  const type = value('content-type').trim().toLowerCase();
  return /^multipart\/mixed\b/.test(type) || /^(?:application|image|audio|video)\//.test(type);
}
