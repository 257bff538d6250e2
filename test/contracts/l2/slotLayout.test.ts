import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { hexToBigInt } from "viem";
import {
  MESSENGER_CHANNELS_DIGEST_SLOT,
  MESSENGER_UNSEALED_SLOT,
} from "../../../services/protocol/systemAddresses.ts";

type Slot = { readonly label: string; readonly slot: string; readonly offset: number };
type Output = {
  readonly output: {
    readonly contracts: Record<
      string,
      Record<string, { readonly storageLayout?: { readonly storage: Slot[] } }>
    >;
  };
};

const BUILD_INFO = join(import.meta.dirname, "../../../artifacts/build-info");
const SOURCE = "project/contracts/l2/CrossRollupMessenger.sol";

describe("slots that other chains prove", () => {
  it("stand in the messenger where SlotLayout and its twin say, by the compiler's own account", () => {
    const artifact = JSON.parse(
      readFileSync(
        join(BUILD_INFO, "../contracts/l2/CrossRollupMessenger.sol/CrossRollupMessenger.json"),
        "utf8",
      ),
    ) as { readonly buildInfoId: string };
    const [file] = globSync(`${artifact.buildInfoId}.output.json`, { cwd: BUILD_INFO });
    const { output } = JSON.parse(readFileSync(join(BUILD_INFO, file!), "utf8")) as Output;
    const layout = output.contracts[SOURCE]!.CrossRollupMessenger!.storageLayout!.storage;
    const place = (label: string) => layout.find((entry) => entry.label === label);

    expect(place("_channelsDigest")).to.include({
      slot: String(hexToBigInt(MESSENGER_CHANNELS_DIGEST_SLOT)),
      offset: 0,
    });
    expect(place("_unsealed")).to.include({
      slot: String(hexToBigInt(MESSENGER_UNSEALED_SLOT)),
      offset: 0,
    });
    // Any value other than zero there makes a block invalid: only what must be zero at its end may share the slot.
    expect(layout.filter(({ slot }) => slot === "1").map(({ label }) => label)).to.deep.equal([
      "_unsealed",
      "_resultsWaiting",
    ]);
  });
});
