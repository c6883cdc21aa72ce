import type { OutputFile, OutputFiles } from '../../exporters/output.js';

/** Output files that stay in memory: for small ones, which are only written where they are others than before. */
export class MemoryFiles implements OutputFiles {
  readonly root = '';
  readonly made: MemoryFile[] = [];

  create(path: string, { secret = false }: { readonly secret?: boolean } = {}): OutputFile {
    const file = new MemoryFile(path, secret);
    this.made.push(file);
    return file;
  }
}

class MemoryFile implements OutputFile {
  path: string;
  /** It holds passwords. */
  readonly secret: boolean;
  readonly #pieces: Buffer[] = [];
  #size = 0;

  constructor(path: string, secret: boolean) {
    this.path = path;
    this.secret = secret;
  }

  get size(): number {
    return this.#size;
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#pieces);
  }

  write(chunk: Uint8Array | string): void {
    // A writer may use its buffer again.
    const piece = typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : Buffer.from(chunk);
    this.#pieces.push(piece);
    this.#size += piece.length;
  }

  rename(path: string): void {
    this.path = path;
  }
}
