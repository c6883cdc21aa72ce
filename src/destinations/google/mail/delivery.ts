/**
 * How one message gets into Gmail: imported, which threads it and finds its copies; where Gmail refuses that, imported once more with a
 * repaired header; where it still refuses, inserted, which looks at less. Drafts are made as drafts.
 */
import { fieldValue, readHeaderBlock } from '../../../message/header.js';
import type { GoogleClient } from '../../../protocols/http/google-client.js';
import { GoogleError } from '../../../protocols/http/google-errors.js';
import { upload } from '../../../protocols/http/google-upload.js';
import { piecesOf, type WireBody } from '../../../protocols/http/google-wire.js';
import type { Body } from '../../../transfer/destination.js';
import { UNKNOWN_SENDER } from './content.js';

/** A message on its way. */
export interface Delivery {
  readonly body: Body;
  readonly labelIds: readonly string[];
  readonly isDraft: boolean;
}

/** What Gmail calls it, and what had to be done to it. */
export interface Delivered {
  readonly id: string;
  readonly notes: readonly string[];
}

interface Stored {
  readonly id?: string;
  readonly message?: { readonly id?: string };
}

/** What a message costs. */
export const MESSAGE_UNITS = 25;
const DRAFT_UNITS = 10;
const BY_DATE = { internalDateSource: 'dateHeader' } as const;

/** Delivers a message. Rejects with GoogleError where Gmail does not take it in any way, or ConnectionLost. */
export async function deliver(client: GoogleClient, delivery: Delivery, pauses: readonly number[]): Promise<Delivered> {
  const { body, labelIds, isDraft } = delivery;
  const send = async (path: string, query: Readonly<Record<string, string>>, content: WireBody): Promise<string> => {
    const metadata = isDraft ? { message: {} } : { labelIds };
    const units = isDraft ? DRAFT_UNITS : MESSAGE_UNITS;
    const stored = await upload<Stored>(client, { path, query, metadata, body: content, units }, pauses);
    return stored.message?.id ?? stored.id ?? '';
  };
  if (isDraft) return { id: await send('users/me/drafts', {}, body), notes: [] };
  const imported = { ...BY_DATE, neverMarkSpam: 'true', processForCalendar: 'false' };
  const importOne = (content: WireBody): Promise<string> => send('users/me/messages/import', imported, content);
  try {
    return { id: await importOne(body), notes: [] };
  } catch (error) {
    if (!isAboutMessage(error)) throw error;
    const repaired = repairedBody(body);
    if (repaired !== null) {
      try {
        return { id: await importOne(repaired), notes: [`Gmail refused it (${error.words}): its header was repaired`] };
      } catch (again) {
        if (!isAboutMessage(again)) throw again;
      }
    }
    const id = await send('users/me/messages', BY_DATE, repaired ?? body);
    return { id, notes: [`Gmail refused to import it (${error.words}): it was inserted as it is`] };
  }
}

/** Whether Gmail has something against the message itself. */
export function isAboutMessage(error: unknown): error is GoogleError {
  return error instanceof GoogleError && error.advice.kind === 'item' && !isAboutLabel(error);
}

/** Whether a label is not there any more. */
export function isAboutLabel(error: GoogleError): boolean {
  return error.status === 400 && /invalid label/i.test(error.words);
}

/**
 * The message with one readable From and no other; null where that is so already. What stood there is kept in X-Old-From.
 */
function repairedBody(body: WireBody): WireBody | null {
  const [first] = piecesOf(body);
  const head = Buffer.from(first ?? []);
  const { fields, end } = readHeaderBlock(head);
  const senders = fields.filter(({ name }) => name === 'from');
  const good = senders.find((field) => /[^\s<>@]+@[^\s<>@]+/.test(fieldValue(head, field)));
  if (senders.length === 1 && good !== undefined) return null;
  const kept = fields.map((field) => {
    const text = head.toString('latin1', field.start, field.end);
    return field.name === 'from' && field !== good ? `X-Old-${text}` : text;
  });
  const added = good === undefined ? `From: ${UNKNOWN_SENDER}\r\n` : '';
  const edited = Buffer.concat([Buffer.from(kept.join('') + added, 'latin1'), head.subarray(end)]);
  return {
    length: body.length - head.length + edited.length,
    content: function* () {
      yield edited;
      let isHead = true;
      for (const piece of piecesOf(body)) {
        if (!isHead) yield piece;
        isHead = false;
      }
    },
  };
}
