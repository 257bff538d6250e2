/** What happened in a run, for people and for the assertion that it happened at all. */
export class Tally {
  readonly #counts = new Map<string, number>();

  count(what: string): number {
    const count = (this.#counts.get(what) ?? 0) + 1;
    this.#counts.set(what, count);
    return count;
  }

  keep(what: string, legs: number): void {
    this.count(what);
    this.count(legs > 1 ? "kept" : "kept at home");
  }

  drop(what: string): void {
    this.count(what);
    this.count("dropped");
  }

  /** Those that needed more than one rollup, or were to. */
  get groups(): number {
    return this.of("kept") + this.of("dropped");
  }

  get report(): { readonly groups: number; readonly [what: string]: number } {
    return { ...Object.fromEntries(this.#counts), groups: this.groups };
  }

  get line(): string {
    const shown = ["kept", "dropped", "kept at home", "kills"];
    const counts = shown.map((what) => `${what} ${this.of(what)}`);
    return `slot ${this.of("slots")}: ${this.groups} groups; ${counts.join(", ")}`;
  }

  of(what: string): number {
    return this.#counts.get(what) ?? 0;
  }
}
