/** A batch whose data nobody gives; derivation goes on as soon as somebody does. */
import type { Logger } from "../runtime/logger.ts";
import { ServiceError } from "../runtime/serviceError.ts";

export type Withheld = { readonly batchIndex: bigint; readonly detail: string };

/** What is missing, if that is why it failed. */
export function asWithheld(error: unknown): string {
  if (error instanceof ServiceError && error.code === "l1-data-withheld") return error.message;
  throw error;
}

/** Once when data begin to be missing, once when they are there. */
export function reportWithheld(log: Logger, was: Withheld | undefined, is: Withheld | undefined): void {
  if (was?.batchIndex === is?.batchIndex) return;
  if (is !== undefined) log.warn(is, "data of a batch are withheld, will retry");
  else log.info({ batchIndex: was?.batchIndex }, "data of the batch were found");
}
