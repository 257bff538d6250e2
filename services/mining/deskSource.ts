/** An auxiliary chain whose desk is in this process: work for one account, without a mining RPC in between. */
import { type Address, bytesToHex, type Hex, hexToBytes } from "viem";
import { reverse } from "../protocol/bitcoin/bitcoinHash.ts";
import { bitsHex, littleEndianHex } from "../protocol/bitcoin/compactTarget.ts";
import type { AuxWork } from "./auxClient.ts";
import type { AuxSource } from "./auxSource.ts";
import type { Template } from "./checkpointTemplates.ts";
import type { MiningDesk } from "./miningDesk.ts";

export type DeskSourceOptions = {
  readonly desk: Pick<MiningDesk, "createWork" | "submit" | "subscribe">;
  readonly address: Address;
  readonly signal: AbortSignal;
  /** told of every change; undefined: nothing to mine */
  readonly onWork: (work: AuxWork | undefined) => void;
};

export function followDesk({ desk, address, signal, onWork }: DeskSourceOptions): AuxSource {
  let hash: string | undefined;
  const look = (): void => {
    const outcome = desk.createWork(address);
    const work = outcome.ok ? workOf(outcome.template) : undefined;
    if (work?.hash === hash) return;
    hash = work?.hash;
    onWork(work);
  };
  const stopListening = desk.subscribe(look);
  const done = new Promise<void>((resolve) => {
    const stop = (): void => {
      stopListening();
      resolve();
    };
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
  return {
    submit: async (found, auxPow) => (await desk.submit(wireOf(found), auxPow)).ok,
    done,
  };
}

/** As createauxblock answers it. */
const workOf = ({ id, checkpoint, height }: Template): AuxWork => ({
  hash: bytesToHex(reverse(hexToBytes(id))).slice(2),
  chainid: checkpoint.auxChainId,
  bits: bitsHex(checkpoint.nBits),
  height,
  target: littleEndianHex(checkpoint.nBits),
});

const wireOf = (display: string): Hex => bytesToHex(reverse(hexToBytes(`0x${display}`)));
