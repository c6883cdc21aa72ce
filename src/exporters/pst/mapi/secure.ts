import type { Entity } from '../../../message/entity.js';
import { firstValue } from '../../../message/header.js';
import { parseParameterValue } from '../../../message/header-value.js';
import type { Attachment } from '../messaging/message.js';
import { fileAttachment } from './attachments.js';

/** A mail that is signed or encrypted ([MS-OXOSMIME] 2.1): what Outlook opens is one attachment with the original in it. */
export interface SecureMail {
  readonly class: 'IPM.Note.SMIME' | 'IPM.Note.SMIME.MultipartSigned';
  readonly attachments: readonly Attachment[];
  /** All of it is in the attachment. */
  readonly isOpaque: boolean;
}

const opaqueTypes = new Set(['application/pkcs7-mime', 'application/x-pkcs7-mime']);
const signatureTypes = new Set(['application/pkcs7-signature', 'application/x-pkcs7-signature']);

/** Reads what makes a mail S/MIME; null for any other. */
export function secureMail({ source, header, parts }: Entity): SecureMail | null {
  const contentType = parseParameterValue(firstValue(source, header, 'content-type') ?? '');
  const [only] = parts;
  if (opaqueTypes.has(contentType.value) && only !== undefined) {
    const file = { name: only.fileName ?? 'smime.p7m', type: 'application/pkcs7-mime', bytes: only.bytes() };
    return { class: 'IPM.Note.SMIME', attachments: [fileAttachment(file)], isOpaque: true };
  }
  const protocol = contentType.params.get('protocol')?.toLowerCase() ?? '';
  if (contentType.value !== 'multipart/signed' || !signatureTypes.has(protocol)) return null;
  const file = { name: 'smime.p7m', type: 'multipart/signed', bytes: entityBytes({ source, header }) };
  return { class: 'IPM.Note.SMIME.MultipartSigned', attachments: [fileAttachment(file)], isOpaque: false };
}

/** The message without the fields that are not MIME's: what the signature was made over stays byte for byte. */
function entityBytes({ source, header }: Pick<Entity, 'source' | 'header'>): Buffer {
  const fields = header.fields.filter(({ name }) => name.startsWith('content-'));
  const pieces = fields.map(({ start, end }) => source.subarray(start, end));
  return Buffer.concat([...pieces, Buffer.from('\r\n'), source.subarray(header.bodyStart)]);
}
