/** What became of one official test. */
export type Verdict = {
  readonly title: string;
  /** undefined: it passed */
  readonly failure: string | undefined;
};
