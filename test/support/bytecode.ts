/** Small contracts written by hand. */
import type { Hex } from "viem";

/** sstore(word 0, word 1); reverts afterwards if word 2 of the call data is not zero. */
export const WRITER: Hex = "0x6020355f3555604035600d57005b5f5ffd";
/** Writes blockhash(number - 1) to slot 0. */
export const HASH_KEEPER: Hex = "0x60014303405f5500";
/** log1 of word 0 with the caller as topic. */
export const LOGGER: Hex = "0x5f355f523360205fa100";
/** Returns the caller's balance after this call's gas: balance(caller). */
export const BALANCE_READER: Hex = "0x33315f5260205ff3";
/** Reverts with the call data. */
export const ECHO_REVERTER: Hex = "0x365f5f37365ffd";
/** Never stops. */
export const LOOPER: Hex = "0x5b5f56";
/** Calls the address in word 0 with all gas and reverts if that failed. */
export const FORWARDER: Hex = "0x5f5f5f5f5f5f355af1600f575f5ffd5b00";

/** Init code that returns `runtime`, at most 255 bytes. */
export const deployer = (runtime: Hex): Hex => {
  const size = ((runtime.length - 2) / 2).toString(16).padStart(2, "0");
  return `0x60${size}600a5f3960${size}5ff3${runtime.slice(2)}`;
};

/** Init code that writes slot 1 and destroys its account in the same transaction. */
export const SHORT_LIVED: Hex = "0x600160015533ff";

/** Uses up all gas at once. */
export const BURNER: Hex = "0xfe";

/** Creates a contract from the call data as init code, at the same address for the same init code (CREATE2). */
export const FACTORY: Hex = "0x365f5f375f365f5ff500";

/** Init code that writes slot 1 and returns `runtime`, at most 255 bytes. */
export const writingDeployer = (runtime: Hex): Hex => {
  const size = ((runtime.length - 2) / 2).toString(16).padStart(2, "0");
  return `0x600160015560${size}600f5f3960${size}5ff3${runtime.slice(2)}`;
};

/** Returns the gas it was given, less the little it took. */
export const GAS_TELLER: Hex = "0x5a5f5260205ff3";
