import type { Octets } from '../core/octets.js';
import type { OutputFile } from './output.js';

const batchSize = 256 << 10;

/** An output file that octets are gathered for, so that a thousand small pieces are one write. */
export class OctetFile {
  readonly #file: OutputFile;
  readonly #batch = Buffer.allocUnsafeSlow(batchSize);
  #fill = 0;

  constructor(file: OutputFile) {
    this.#file = file;
  }

  /** The final name, relative to the output folder. */
  get path(): string {
    return this.#file.path;
  }

  /** Where the next octet will stand. */
  get position(): number {
    return this.#file.size + this.#fill;
  }

  write(octets: Octets): void {
    if (octets.length > batchSize - this.#fill) this.flush();
    if (octets.length > batchSize) this.#file.write(Buffer.from(octets, 'latin1'));
    else this.#fill += this.#batch.write(octets, this.#fill, 'latin1');
  }

  /** Copies bytes. */
  copy(bytes: Uint8Array): void {
    if (bytes.length > batchSize - this.#fill) this.flush();
    if (bytes.length > batchSize) this.#file.write(bytes);
    else {
      this.#batch.set(bytes, this.#fill);
      this.#fill += bytes.length;
    }
  }

  /** Hands everything to the file. To be called when the last octet is written. */
  flush(): void {
    if (this.#fill > 0) this.#file.write(this.#batch.subarray(0, this.#fill));
    this.#fill = 0;
  }
}
