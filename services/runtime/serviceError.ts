/**
 * Broken I/O and bugs. What can be foreseen is a value instead. `code` is for programs, the message is one line
 * for a person and says what to do.
 */
export class ServiceError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "ServiceError";
    this.code = code;
  }
}

/** A wrong option, key or file: reported in one line, without a stack. */
export class UsageError extends ServiceError {
  constructor(message: string, options?: { cause?: unknown }) {
    super("usage", message, options);
    this.name = "UsageError";
  }
}
