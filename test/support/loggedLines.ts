/** A logger whose lines a test can read. */
import { createLogger, type Logger } from "../../services/runtime/logger.ts";

export type LoggedLine = { readonly level: number; readonly msg: string } & Readonly<Record<string, unknown>>;

/** pino's numbers */
export const LEVEL = { info: 30, warn: 40, error: 50 } as const;

export function createLoggedLines(): { readonly log: Logger; readonly lines: LoggedLine[] } {
  const lines: LoggedLine[] = [];
  const log = createLogger("trace", { write: (text: string) => lines.push(JSON.parse(text) as LoggedLine) });
  return { log, lines };
}
