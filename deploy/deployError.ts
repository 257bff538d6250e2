import { ServiceError } from "../services/runtime/serviceError.ts";

export type DeployErrorCode =
  | "l1-unreachable"
  | "l1-wrong-chain"
  | "deployer-without-funds"
  | "contracts-not-built"
  | "deployment-of-another-plan"
  | "deployment-failed"
  | "deployment-mismatch"
  | "deposit-failed"
  | "bond-failed";

/** Why a deployment stopped; the message is one line that says what to do. */
export class DeployError extends ServiceError {
  declare readonly code: DeployErrorCode;

  constructor(code: DeployErrorCode, message: string, options?: { cause?: unknown }) {
    super(code, message, options);
  }
}
