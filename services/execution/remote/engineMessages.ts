/** What goes over the channel between an engine and who uses it from another thread. */
import type { BlockHeader, Engine, OpenBlock, SealedBlock } from "../../ports.ts";
import type { BlockEnv } from "../../protocol/superblock/l2Header.ts";

/** Methods of the open block that are passed on as they are. */
export type BlockMethod = Exclude<keyof OpenBlock, "env" | "baseFee" | "gasLeft" | "seal">;
/** Methods of the engine that are passed on as they are. */
export type EngineMethod = Exclude<keyof Engine, "chainId" | "open">;

export type Question =
  | { readonly kind: "open"; readonly id: number; readonly parent: BlockHeader; readonly env: BlockEnv }
  | { readonly kind: "seal"; readonly id: number }
  | {
      readonly kind: "block";
      readonly id: number;
      readonly method: BlockMethod;
      readonly args: readonly unknown[];
    }
  | {
      readonly kind: "engine";
      readonly id: number;
      readonly method: EngineMethod;
      readonly args: readonly unknown[];
    };

export type Answer =
  | {
      readonly ok: true;
      readonly id: number;
      readonly value: unknown;
      /** of the open block, if there is one */
      readonly gasLeft: bigint;
    }
  | { readonly ok: false; readonly id: number; readonly code: string | undefined; readonly message: string };

/** One end of the channel: a `MessagePort` or a `Worker`. */
export type End = {
  postMessage(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  on(event: "message", listener: (message: unknown) => void): unknown;
};

type Writes = SealedBlock["stateWrites"];
/** Thousands of small arrays as one, which moves from thread to thread without being copied. */
export type PackedWrites = { readonly lengths: Uint32Array; readonly bytes: Uint8Array<ArrayBuffer> };
export type PackedBlock = Omit<SealedBlock, "stateWrites"> & { readonly writes: PackedWrites };

export function packWrites(writes: Writes): PackedWrites {
  const parts = writes.flatMap(({ key, value }) => [key, value]);
  const lengths = Uint32Array.from(parts, (part) => part.length);
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return { lengths, bytes };
}

export function unpackWrites({ lengths, bytes }: PackedWrites): Writes {
  const writes: { key: Uint8Array; value: Uint8Array }[] = [];
  let at = 0;
  for (let i = 0; i < lengths.length; i += 2) {
    const middle = at + lengths[i]!;
    const end = middle + lengths[i + 1]!;
    writes.push({ key: bytes.subarray(at, middle), value: bytes.subarray(middle, end) });
    at = end;
  }
  return writes;
}
