/** Files that belong to an event: written beside the calendar, or inside it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { decodeBase64, encodeBase64 } from '../../message/base64.js';
import type { Part } from '../../message/entity.js';
import { firstValue } from '../../message/header.js';
import { type Octets, textOf, utf8Octets } from '../../core/octets.js';
import { type ContentLine, contentLine, edited } from '../../pim/contentline.js';
import { formatParams, type Param, paramValues, parseParams } from '../../pim/params.js';
import type { OutputFiles } from '../output.js';
import { UniqueNames } from '../unique-names.js';

export interface AttachmentOptions {
  readonly files: OutputFiles;
  /** Final name of the calendar without `.ics`; files go to `<base>.attachments/`. */
  readonly base: string;
  /** Put files into the calendar (base64) in place of beside it. */
  readonly inline: boolean;
}

/** A component this large leaves no room for its embedded files, in octets. */
const MOST_EMBEDDED = 900_000;

/** The files of one folder. */
export class Attachments {
  readonly #options: AttachmentOptions;
  readonly #names = new UniqueNames();

  constructor(options: AttachmentOptions) {
    this.#options = options;
  }

  /**
   * The lines with an ATTACH for each part. A part that a line points at by `cid:` takes the place of that address. `stem` is
   * the item's, and stands in front of the file names.
   */
  attach(lines: readonly ContentLine[], parts: readonly Part[], stem: string): ContentLine[] {
    const attached = [...lines];
    const places = placesByAddress(lines);
    for (const [index, part] of parts.entries()) {
      const id = contentId(part);
      const at = id === '' ? undefined : places.get(`cid:${id}`)?.pop();
      const name = part.fileName ?? `part-${index + 1}${part.type === 'message/rfc822' ? '.eml' : ''}`;
      const line = this.#line(part.bytes(), part.type, name, stem);
      if (at !== undefined) attached[at] = line;
      else attached.push(line);
    }
    return attached;
  }

  /** Writes the files embedded in a component beside the calendar, where the component is too large for a calendar file. */
  unload(lines: readonly ContentLine[], stem: string): ContentLine[] {
    const size = lines.reduce((sum, { raw }) => sum + raw.length, 0);
    if (this.#options.inline || size <= MOST_EMBEDDED) return [...lines];
    return lines.map((line, index) => {
      if (line.name !== 'ATTACH' || !/;ENCODING="?BASE64/i.test(line.params)) return line;
      const params = parseParams(line.params);
      const name = ['FILENAME', 'X-FILENAME', 'X-APPLE-FILENAME'].flatMap((key) => paramValues(params, key))[0];
      const bytes = decodeBase64(line.value).bytes;
      const value = this.#write(bytes, name === undefined ? `attachment-${index + 1}` : textOf(name), stem);
      const kept = params.filter((param) => param.name !== 'ENCODING' && param.name !== 'VALUE');
      return edited(line, { params: formatParams(kept), value });
    });
  }

  #line(bytes: Uint8Array, type: string, name: string, stem: string): ContentLine {
    const params: Param[] = [
      { name: 'FMTTYPE', values: [utf8Octets(type)] },
      { name: 'FILENAME', values: [utf8Octets(name)] },
    ];
    if (!this.#options.inline) return contentLine('ATTACH', this.#write(bytes, name, stem), formatParams(params));
    params.push({ name: 'ENCODING', values: ['BASE64'] }, { name: 'VALUE', values: ['BINARY'] });
    return contentLine('ATTACH', encodeBase64(bytes), formatParams(params));
  }

  /** Writes a file and gives its address, relative to the calendar's own folder. */
  #write(bytes: Uint8Array, name: string, stem: string): Octets {
    const { files, base } = this.#options;
    const file = this.#names.take(`${stem}-${name}`);
    const path = join(files.root, `${base}.attachments`, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes, { flag: 'wx' });
    const directory = `${base.slice(base.lastIndexOf('/') + 1)}.attachments`;
    return utf8Octets(`${encodeURIComponent(directory)}/${encodeURIComponent(file)}`);
  }
}

/** Where each address of an ATTACH stands, the first place last. */
function placesByAddress(lines: readonly ContentLine[]): ReadonlyMap<string, number[]> {
  const places = new Map<string, number[]>();
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    const { name = '', value = '' } = lines[at] ?? {};
    if (name !== 'ATTACH') continue;
    const address = value.trim().toLowerCase();
    const same = places.get(address);
    if (same === undefined) places.set(address, [at]);
    else same.push(at);
  }
  return places;
}

function contentId(part: Part): Octets {
  return (firstValue(part.source, part.header, 'content-id') ?? '').replace(/^<|>$/g, '').toLowerCase();
}
