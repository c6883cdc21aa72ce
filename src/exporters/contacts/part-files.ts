import { OctetFile } from '../octet-file.js';
import type { OutputFile, OutputFiles } from '../output.js';

/** How many contacts go into one file: Google takes no more at a time. */
export const contactsPerFile = 3_000;

/**
 * One kind of output of a folder, cut into files: `<base><extension>` as long as one is enough, else
 * `<base>.1<extension>`, `<base>.2<extension>`, ….
 */
export class PartFiles {
  readonly #files: OutputFiles;
  readonly #name: (part: number | null) => string;
  readonly #header: string;
  #first: OutputFile | null = null;
  #current: OctetFile | null = null;
  #parts = 0;
  #contacts = 0;

  constructor(files: OutputFiles, base: string, extension: string, header = '') {
    this.#files = files;
    this.#name = (part) => `${base}${part === null ? '' : `.${part}`}${extension}`;
    this.#header = header;
  }

  /** The file that the next `count` contacts go to together. */
  next(count: number): OctetFile {
    let current = this.#current;
    if (current === null || this.#contacts + count > contactsPerFile) {
      this.finish();
      current = new OctetFile(this.#open());
      current.write(this.#header);
      this.#current = current;
      this.#contacts = 0;
    }
    this.#contacts += count;
    return current;
  }

  finish(): void {
    this.#current?.flush();
  }

  #open(): OutputFile {
    this.#parts += 1;
    if (this.#parts === 1) return (this.#first = this.#files.create(this.#name(null)));
    if (this.#parts === 2) this.#first?.rename(this.#name(1));
    return this.#files.create(this.#name(this.#parts));
  }
}
