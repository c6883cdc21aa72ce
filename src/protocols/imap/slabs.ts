/**
 * Memory for messages on their way. Each message in a buffer of its own would leave garbage faster than it is collected;
 * here a few slabs are used again and again, as soon as the messages in them are answered.
 */

const SLAB_BYTES = 1024 * 1024;
/** Larger messages get memory of their own, which is kept for the next large one. */
const OWN_MEMORY = SLAB_BYTES / 4;
/** Above this nothing is kept. */
const LARGEST_KEPT = 8 * SLAB_BYTES;

interface Slab {
  readonly bytes: Buffer;
  used: number;
  /** Leases in force. */
  leases: number;
}

/** Bytes that belong to a message until it releases them. */
export interface Lease {
  readonly bytes: Buffer;
  release(): void;
}

export class SlabPool {
  #current: Slab = newSlab();
  readonly #free: Slab[] = [];
  /** Memory of large messages that are answered, by its size: powers of two. */
  readonly #large = new Map<number, Buffer[]>();

  /** Memory of that length, with anything in it. */
  lease(length: number): Lease {
    if (length > OWN_MEMORY) return this.#leaseLarge(length);
    if (this.#current.used + length > SLAB_BYTES) this.#turn();
    const slab = this.#current;
    const bytes = slab.bytes.subarray(slab.used, slab.used + length);
    slab.used += length;
    slab.leases += 1;
    return {
      bytes,
      release: once(() => {
        slab.leases -= 1;
        if (slab.leases === 0 && slab !== this.#current) this.#free.push(slab);
      }),
    };
  }

  #leaseLarge(length: number): Lease {
    const capacity = 2 ** Math.ceil(Math.log2(length));
    if (capacity > LARGEST_KEPT) return { bytes: Buffer.allocUnsafeSlow(length), release: () => undefined };
    const kept = this.#large.get(capacity) ?? [];
    this.#large.set(capacity, kept);
    const memory = kept.pop() ?? Buffer.allocUnsafeSlow(capacity);
    return { bytes: memory.subarray(0, length), release: once(() => void kept.push(memory)) };
  }

  #turn(): void {
    const full = this.#current;
    if (full.leases === 0) this.#free.push(full);
    const slab = this.#free.pop() ?? newSlab();
    slab.used = 0;
    this.#current = slab;
  }
}

/** A second release would give the same memory to two messages. */
function once(release: () => void): () => void {
  let done = false;
  return () => {
    if (!done) release();
    done = true;
  };
}

function newSlab(): Slab {
  return { bytes: Buffer.allocUnsafeSlow(SLAB_BYTES), used: 0, leases: 0 };
}

/** Memory by buffer instead of by lease, for who passes buffers through hands that know nothing of leases. */
export class BufferPool {
  readonly #slabs = new SlabPool();
  readonly #leases = new WeakMap<Buffer, Lease>();

  /** A buffer of that length, with anything in it. */
  take(length: number): Buffer {
    const lease = this.#slabs.lease(length);
    this.#leases.set(lease.bytes, lease);
    return lease.bytes;
  }

  /** Gives a buffer back; one that is not of this pool is left alone. */
  giveBack(buffer: Buffer): void {
    this.#leases.get(buffer)?.release();
  }
}
