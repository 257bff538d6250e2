/** How many bytes the transactions of one superblock may have together, since a batch holds whole superblocks. */

/** Envelope and signature of a producer's transaction around its input, with room to spare. */
const ENVELOPE_BYTES = 200;

export const systemBytes = (inputBytes: number): number => inputBytes + ENVELOPE_BYTES;

/** Arithmetic of one superblock: what was kept, and what a group that is not kept yet adds. */
export class DataRoom {
  readonly total: number;
  #kept = 0;

  constructor(total: number) {
    this.total = total;
  }

  keep(bytes: number): void {
    this.#kept += bytes;
  }

  /** Takes back what was kept for a transaction that is not in a block after all. */
  giveBack(bytes: number): void {
    this.#kept -= bytes;
  }

  fits(bytes: number): boolean {
    return this.#kept + bytes <= this.total;
  }

  /** Whether these bytes would fit into a superblock of their own. */
  everFits(bytes: number): boolean {
    return bytes <= this.total;
  }
}
