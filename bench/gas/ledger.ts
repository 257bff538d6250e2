/**
 * Gas of `CheckpointLedger.submitCheckpoint` as whole transactions: intrinsic gas and call data included. Places of the
 * leading chain are used in turn: the first `checkpointsKept` checkpoints of a deployment each take new ones, which is
 * another number.
 */
import { bytesToHex, type Hex } from "viem";
import * as NamecoinAuxPow from "../../services/protocol/bitcoin/namecoinAuxPow.ts";
import * as Checkpoint from "../../services/protocol/superblock/checkpoint.ts";
import {
  draftBatch,
  genesisParent,
  type Mining,
  mineOver,
  type Parent,
  post,
  submission,
  wait,
} from "../../test/support/l1/batches.ts";
import { alice, deployL1, type L1Fixture } from "../../test/support/l1/l1Fixture.ts";
import { buildAuxPow } from "../../test/support/mergedMining.ts";
import type { Measurement } from "../measurement.ts";

const LIMIT = 110_000;
const KEPT = 4;

/** A proof as of a pool that mines 16 chains in blocks of 4096 transactions: coinbase of 341 bytes, branches 12+4. */
function poolProof(checkpoint: Checkpoint.Checkpoint): Hex {
  const { auxChainId, nBits } = checkpoint;
  const auxHash = Checkpoint.hash(checkpoint);
  const proof = buildAuxPow({
    auxHash,
    auxChainId,
    nBits,
    chainDepth: 4,
    coinbaseDepth: 12,
    outputs: () => [new Uint8Array(25).fill(0x51), new Uint8Array(193).fill(0x51)],
  });
  if (proof.coinbase.length !== 341) throw new RangeError(`coinbase of ${proof.coinbase.length} bytes`);
  return bytesToHex(NamecoinAuxPow.toCalldata(auxHash, proof).bytes);
}

/** A batch of which work can be made, minSpacing after the one before. */
async function postLater(fixture: L1Fixture, parent: Parent): Promise<Parent> {
  await wait(fixture, fixture.parameters.mining.minSpacingSec);
  return post(fixture, await draftBatch(fixture, { parent }));
}

async function submit(fixture: L1Fixture, { batch }: Parent, mining: Mining = {}) {
  const work = await mineOver(fixture, batch, mining);
  const call = submission({ ...work, auxPow: poolProof(work.checkpoint) });
  const { gasUsed } = await fixture.contracts.ledger.write("submitCheckpoint", call);
  return { id: work.id, gas: Number(gasUsed) };
}

export async function measure(): Promise<Measurement[]> {
  const fixture = await deployL1((p) => ({ ...p, ledger: { checkpointsKept: KEPT } }));
  let posted = await genesisParent(fixture);
  const led: { id: Hex; gas: number }[] = [];
  for (let i = 0; i <= KEPT; i++) {
    posted = await postLater(fixture, posted);
    led.push(await submit(fixture, posted));
  }
  posted = await postLater(fixture, posted);
  const aside = await submit(fixture, posted, { parent: led.at(-2)!.id, account: alice });
  posted = await postLater(fixture, posted);
  const overtaking = await submit(fixture, posted, { parent: aside.id });
  const row = (name: string, gas: number) => ({
    name: `ledger: checkpoint, coinbase 341, branches 12+4, ${name}`,
    gas,
  });
  return [
    row("first", led[0]!.gas),
    row("in a new place", led[1]!.gas),
    { ...row("later", led.at(-1)!.gas), limit: LIMIT },
    row("beside the lead", aside.gas),
    row("taking over from one", overtaking.gas),
  ];
}
