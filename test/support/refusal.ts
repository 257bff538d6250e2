/** What a contract refused with: the custom error's name and arguments. */
import { type Abi, decodeErrorResult, type Hex } from "viem";

export type Refusal = { readonly name: string; readonly args: readonly unknown[] };

function revertData(error: unknown): Hex | undefined {
  for (let e = error as { cause?: unknown; data?: unknown } | undefined; e; e = e.cause as typeof e) {
    const data = typeof e.data === "object" && e.data !== null ? (e.data as { data?: unknown }).data : e.data;
    if (typeof data === "string" && data.startsWith("0x")) return data as Hex;
  }
  return undefined;
}

/** Data with which a call reverts; throws if it succeeds. */
export async function revertDataOf(call: Promise<unknown>): Promise<Hex> {
  const outcome = await call.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  if (outcome === undefined) throw new Error("expected a refusal, but the call succeeded");
  const data = revertData(outcome.error);
  if (data === undefined) throw outcome.error;
  return data;
}

/** The custom error of one of the ABIs with which a call reverts; throws if it succeeds. */
export async function refusalOf(call: Promise<unknown>, ...abis: readonly Abi[]): Promise<Refusal> {
  const { errorName, args } = decodeErrorResult({ abi: abis.flat(), data: await revertDataOf(call) });
  return { name: errorName, args: args ?? [] };
}
