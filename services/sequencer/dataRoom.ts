/** How many bytes the transactions of one superblock may have together, since a batch holds whole superblocks. */

/** Envelope and signature of a producer's transaction around its input, with room to spare. */
const ENVELOPE_BYTES = 200;

export const systemBytes = (inputBytes: number): number => inputBytes + ENVELOPE_BYTES;

/** Arithmetic of one superblock: what was kept, what is being tried, and what a group that is not kept yet adds. */
export class DataRoom {
  readonly total: number;
  #kept = 0;
  #tried = 0;

  constructor(total: number) {
    this.total = total;
  }

  keep(bytes: number): void {
    this.#kept += bytes;
  }

  /** Takes room for a transaction that is about to be tried, since the rollups share it, until `tried`. */
  take(bytes: number): void {
    this.#tried += bytes;
  }

  /** Ends what `take` began. */
  tried(bytes: number, isKept: boolean): void {
    this.#tried -= bytes;
    if (isKept) this.#kept += bytes;
  }

  fits(bytes: number): boolean {
    return this.#kept + this.#tried + bytes <= this.total;
  }

  /** Whether they fit if nothing of what is being tried is kept. */
  mayFit(bytes: number): boolean {
    return this.#kept + bytes <= this.total;
  }

  /** Whether these bytes would fit into a superblock of their own. */
  everFits(bytes: number): boolean {
    return bytes <= this.total;
  }
}
