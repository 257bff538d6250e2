/** A checkpoint with its id and proof of work, ready for a ledger or an oracle. */
import type { Hex } from "viem";
import * as Checkpoint from "../../services/protocol/superblock/checkpoint.ts";
import { findWork } from "./findWork.ts";

export type Mined = {
  readonly checkpoint: Checkpoint.Checkpoint;
  readonly id: Hex;
  /** in the layout of contracts/bitcoin/AuxPow.sol */
  readonly auxPow: Hex;
};

export const mineCheckpoint = (checkpoint: Checkpoint.Checkpoint): Mined => ({
  checkpoint,
  id: Checkpoint.id(checkpoint),
  auxPow: findWork(checkpoint),
});
