/** The model of a deployment in which nothing has happened. */
import { type Hex, zeroAddress } from "viem";
import * as Tree from "../../services/protocol/appendOnlyTree.ts";
import { type Batch, hashBatch } from "../../services/protocol/batch/batch.ts";
import * as CompactTarget from "../../services/protocol/bitcoin/compactTarget.ts";
import { A, B, L1, ROLLUPS, ZERO_WORD } from "../support/l1/l1Fixture.ts";
import { emptyChannels } from "../support/l1/rollupModel.ts";
import type { Model, ModelBatch, ModelCheckpoint } from "./model.ts";
import type { World } from "./world.ts";

export async function modelAtGenesis({ fixture, parameters, nowSec }: World): Promise<Model> {
  const { deployment, contracts } = fixture;
  const batch = await contracts.inbox.read<Batch>("genesisBatch");
  const term = await contracts.inbox.read<Hex>("term");
  const genesis: ModelBatch = {
    batch,
    hash: hashBatch(batch),
    parent: undefined,
    tip: deployment.genesisSuperblock,
    lie: "none",
    blocks: [],
    channels: emptyChannels(L1, ROLLUPS),
    consumed: [0n, 0n],
    outbox: [],
    outboxTree: Tree.emptyTree,
    call: undefined,
  };
  const { mining } = deployment;
  const root: ModelCheckpoint = {
    id: ZERO_WORD,
    checkpoint: {
      auxChainId: mining.auxChainId,
      nBits: mining.anchorBits,
      parentCheckpoint: ZERO_WORD,
      superblock: batch.superblock,
      miner: zeroAddress,
    },
    auxPow: "0x",
    parent: undefined,
    over: genesis,
    height: 0,
    creditedWork: CompactTarget.work(CompactTarget.decode(mining.anchorBits)),
    totalWork: 0n,
    acceptedAtSec: (await contracts.ledger.read<{ acceptedAtSec: bigint }>("lastMined")).acceptedAtSec,
  };
  const opening = {
    previous: ZERO_WORD,
    startNumber: 0n,
    startSuperblock: batch.superblock,
    openedAtSec: batch.postedAtSec,
    freshSinceSec: 0n,
  };
  return {
    nowSec: nowSec(),
    chain: [genesis],
    fallen: [],
    checkpoints: [root],
    lead: root,
    finalIndex: 0,
    unminedSinceSec: 0n,
    term,
    terms: new Map([[term, opening]]),
    bond: { stakeWei: parameters.bond.stakeWei, exitAtSec: 0n, slashedAtSec: 0n },
    sent: [A, B].map(() => []),
    lockedWei: 0n,
    paid: [],
    fallback: undefined,
    aside: [],
    nodes: new Map(),
    standsSinceSec: new Map(),
  };
}
