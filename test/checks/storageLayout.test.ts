import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect } from "chai";
import type { Hex } from "viem";
import {
  inboxCountSlot,
  LEDGER_LEAD_SLOT,
  MESSENGER_CHANNELS_DIGEST_SLOT,
  MESSENGER_UNSEALED_SLOT,
  outboxCountSlot,
} from "../../services/protocol/systemAddresses.ts";
import { createChain } from "../support/contracts.ts";

/**
 * The storage of every deployed contract is a committed snapshot: a slot that moves is seen in review. After a change
 * that is meant: UPDATE_SNAPSHOTS=1 npm run check.
 */
const ROOT = join(import.meta.dirname, "../..");
const SNAPSHOT = join(ROOT, "test/snapshots/storage-layout.json");
const CONTRACTS = [
  "l1/RollupInbox",
  "l1/CheckpointLedger",
  "l1/Settlement",
  "l1/Portal",
  "l1/Claims",
  "l1/Fallback",
  "l1/policies/FixedSequencer",
  "l1/policies/BondedSequencer",
  "l1/policies/L1Data",
  "l2/CrossRollupMessenger",
  "l2/CrossRollupTokenBridge",
  "l2/SharedERC20",
  "l2/MinedBlockOracle",
];

type Variable = { label: string; slot: string; offset: number; type: string };
type Type = { label: string; numberOfBytes: string; members?: Variable[] };
type Layout = { storage: Variable[]; types: Record<string, Type> | null };

function layoutOf(contract: string): Layout {
  const name = basename(contract);
  const artifact = JSON.parse(
    readFileSync(join(ROOT, "artifacts/contracts", `${contract}.sol`, `${name}.json`), "utf8"),
  ) as { buildInfoId: string; inputSourceName: string };
  const output = JSON.parse(
    readFileSync(join(ROOT, "artifacts/build-info", `${artifact.buildInfoId}.output.json`), "utf8"),
  ) as { output: { contracts: Record<string, Record<string, { storageLayout: Layout }>> } };
  return output.output.contracts[artifact.inputSourceName]![name]!.storageLayout;
}

/** One line a variable, members of a struct indented; nothing in it depends on the compiler's numbering. */
function lines(layout: Layout, variables: readonly Variable[], indent = ""): string[] {
  return variables.flatMap((variable) => {
    const type = layout.types![variable.type]!;
    const own = `${indent}slot ${variable.slot} byte ${variable.offset}: ${type.label} ${variable.label} (${type.numberOfBytes} bytes)`;
    return [own, ...lines(layout, type.members ?? [], `${indent}  `)];
  });
}

describe("storage layout", () => {
  it("of every deployed contract is as it was", () => {
    const actual = Object.fromEntries(
      CONTRACTS.map((contract) => {
        const layout = layoutOf(contract);
        return [basename(contract), lines(layout, layout.storage)];
      }),
    );
    if (process.env.UPDATE_SNAPSHOTS === "1") writeFileSync(SNAPSHOT, `${JSON.stringify(actual, null, 2)}\n`);
    expect(actual).deep.equal(JSON.parse(readFileSync(SNAPSHOT, "utf8")));
  });

  it("of the messenger has the slots that L1 proves where SlotLayout says", () => {
    const { storage } = layoutOf("l2/CrossRollupMessenger");
    const place = (label: string) => {
      const variable = storage.find((v) => v.label === label)!;
      return [BigInt(variable.slot), variable.offset];
    };
    expect(place("_channelsDigest")).deep.equal([BigInt(MESSENGER_CHANNELS_DIGEST_SLOT), 0]);
    expect(place("_unsealed")).deep.equal([BigInt(MESSENGER_UNSEALED_SLOT), 0]);
    // Outboxes and inboxes are the first two fields of the ends.
    expect(place("_ends")).deep.equal([2n, 0]);
    const chain = layoutOf("l1/CheckpointLedger");
    const [state] = chain.storage.filter((v) => v.label === "_tree");
    const lead = chain.types![state!.type]!.members!.find((v) => v.label === "lead")!;
    expect(BigInt(state!.slot) + BigInt(lead.slot)).equal(BigInt(LEDGER_LEAD_SLOT));
  });

  it("of a live messenger answers at these slots what its views say", async () => {
    const chain = await createChain();
    const messenger = await chain.deploy("CrossRollupMessenger", [1n, [31337n, 42102n], 0n]);
    const at = (slot: Hex) => chain.client.getStorageAt({ address: messenger.address, slot });
    const digest = await messenger.read<Hex>("channelsDigest");
    expect(BigInt(digest)).not.equal(0n);
    expect(await at(MESSENGER_CHANNELS_DIGEST_SLOT)).equal(digest);
    expect(BigInt((await at(MESSENGER_UNSEALED_SLOT))!)).equal(0n);
    await messenger.write("trigger", [1n, messenger.address, "0x", 0n]);
    expect(await messenger.read<boolean>("unsealed")).equal(true);
    expect(BigInt((await at(MESSENGER_UNSEALED_SLOT))!)).equal(1n);
    expect(BigInt((await at(outboxCountSlot(1n)))!)).equal(1n);
    expect(BigInt((await at(inboxCountSlot(1n)))!)).equal(0n);
  });
});
