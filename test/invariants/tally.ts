/** What a run has met. */
/** How often each call succeeded, and how often each refusal was met. */
export type Tally = {
  readonly done: Map<string, number>;
  readonly refused: Map<string, number>;
  readonly exits: Map<string, number>;
  calls: number;
  states: number;
};

export const newTally = (): Tally => ({
  done: new Map(),
  refused: new Map(),
  exits: new Map(),
  calls: 0,
  states: 0,
});

export const count = (counts: Map<string, number>, name: string): void =>
  void counts.set(name, (counts.get(name) ?? 0) + 1);
