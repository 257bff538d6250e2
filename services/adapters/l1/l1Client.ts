/** Connection to an L1 node, with its failures in one line that says what to do. */
import {
  BaseError,
  createPublicClient,
  HttpRequestError,
  http,
  type PublicClient,
  TimeoutError,
  type Transport,
  WebSocketRequestError,
} from "viem";
import { ServiceError } from "../../runtime/serviceError.ts";

export type L1Connection =
  | { readonly url: string; readonly transport?: never }
  | { readonly transport: Transport; readonly url?: never };

export type L1ErrorCode =
  | "l1-unreachable"
  | "l1-wrong-chain"
  | "l1-not-deployed"
  | "l1-request"
  | "l1-not-a-batch"
  /** the inbox has taken a call that no decoder of ours can follow */
  | "l1-call-unreadable"
  /** blobs of a batch that no source has; tried again */
  | "l1-data-withheld";

export class L1Error extends ServiceError {
  constructor(code: L1ErrorCode, message: string, options?: { cause?: unknown }) {
    super(code, message, options);
    this.name = "L1Error";
  }
}

/** Polling is ours; viem's cache would hide a block for seconds. */
export const createL1Client = (connection: L1Connection): PublicClient =>
  createPublicClient({
    transport: connection.transport ?? http(connection.url, { retryCount: 1, timeout: 20_000 }),
    cacheTime: 0,
  });

const isUnreachable = (error: unknown): boolean =>
  error instanceof BaseError &&
  error.walk(
    (e) => e instanceof HttpRequestError || e instanceof TimeoutError || e instanceof WebSocketRequestError,
  ) !== null;

export const where = (connection: L1Connection): string => connection.url ?? "given by the caller";

/** What a failed request becomes. Takes our own errors as they are. */
export function asL1Error(error: unknown, connection: L1Connection): Error {
  if (error instanceof L1Error) return error;
  if (isUnreachable(error)) {
    const message = `L1 RPC ${where(connection)} does not answer; start an L1 node there or give another with --l1`;
    return new L1Error("l1-unreachable", message, { cause: error });
  }
  if (!(error instanceof BaseError)) return error instanceof Error ? error : new Error(String(error));
  return new L1Error("l1-request", `L1 RPC ${where(connection)} refused a request: ${error.shortMessage}`, {
    cause: error,
  });
}
