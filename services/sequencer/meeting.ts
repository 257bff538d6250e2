/**
 * Rollups that work side by side and sometimes have to meet: many jobs of the first kind run at once, one of the
 * second kind runs alone. Who waits to be alone goes before work that comes later, so nobody waits for ever.
 */
export class Meeting {
  #apart = 0;
  /** resolves when the last job that runs alone, or waits to, is over */
  #alone: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #rest: (() => void) | undefined;

  /** Runs beside others of its kind. */
  async apart<T>(job: () => Promise<T>): Promise<T> {
    while (this.#waiting > 0) await this.#alone;
    this.#apart++;
    try {
      return await job();
    } finally {
      this.#apart--;
      if (this.#apart === 0) this.#rest?.();
    }
  }

  /** Runs when nothing else does. */
  async together<T>(job: () => Promise<T>): Promise<T> {
    this.#waiting++;
    const turn = this.#alone.then(async () => {
      if (this.#apart > 0)
        await new Promise<void>((resolve) => {
          this.#rest = resolve;
        });
      this.#rest = undefined;
      try {
        return await job();
      } finally {
        this.#waiting--;
      }
    });
    this.#alone = turn.catch(() => undefined);
    return turn;
  }
}
