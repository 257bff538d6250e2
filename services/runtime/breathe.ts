/**
 * Lets input and output have their turn. Long work that awaits only what is ready already never gives the event loop
 * back, and then nobody else in the process is answered.
 */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
