import { decodeBase64 } from '../../../../message/base64.js';
import { textOf, trimOctets } from '../../../../core/octets.js';
import type { Component } from '../../../../pim/components.js';
import type { Attachment } from '../../messaging/message.js';
import { FileNames, fileAttachment } from '../attachments.js';
import { paramOf } from './fields.js';

/** Gives a file that lies beside the calendar, by its relative address; null for what is no such file. */
export type FileBeside = (address: string) => Uint8Array | null;

/** What an entry has attached: files, and addresses on the web. */
export interface Attached {
  readonly files: readonly Attachment[];
  readonly links: readonly string[];
}

/** Reads the ATTACH lines of an entry. */
export function attachedTo({ lines }: Component, beside: FileBeside): Attached {
  const files: Attachment[] = [];
  const links: string[] = [];
  const names = new FileNames();
  for (const line of lines) {
    if (line.name !== 'ATTACH') continue;
    const isInside = /;ENCODING="?BASE64/i.test(line.params);
    const address = textOf(trimOctets(line.value));
    const bytes = isInside ? decodeBase64(line.value).bytes : beside(address);
    const type = paramOf(line, 'FMTTYPE') || 'application/octet-stream';
    const name = ['FILENAME', 'X-FILENAME', 'X-APPLE-FILENAME']
      .map((key) => paramOf(line, key))
      .find((one) => one !== '');
    if (bytes !== null) files.push(fileAttachment({ name: name ?? names.for(type), type, bytes }));
    else if (address !== '') links.push(address);
  }
  return { files, links };
}
