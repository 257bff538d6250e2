/** One number of the gas table. */
export interface Measurement {
  /** Unique; the key in `.gas-snapshot`. */
  readonly name: string;
  readonly gas: number;
  /** The most we allow ourselves. */
  readonly limit?: number;
  /** Public implementations on the same input, best first: "Atomiq 1374". */
  readonly peers?: string;
}
