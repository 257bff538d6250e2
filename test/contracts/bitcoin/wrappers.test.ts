import { concatBytes } from "@noble/hashes/utils.js";
import { expect } from "chai";
import { bytesToHex } from "viem";
import { sha256d } from "../../../services/protocol/bitcoin/bitcoinHash.ts";
import * as BlockHeader from "../../../services/protocol/bitcoin/blockHeader.ts";
import * as HeaderChain from "../../../services/protocol/bitcoin/headerChain.ts";
import * as NamecoinAuxPow from "../../../services/protocol/bitcoin/namecoinAuxPow.ts";
import { realAuxPows } from "../../support/auxPowVectors.ts";
import { run, tipAt } from "../../support/bitcoinHeaders.ts";
import { deployLens, type Lens } from "../../support/deployLens.ts";

describe("The reverting wrappers of the Bitcoin libraries", () => {
  let lens: Lens;
  before(async () => {
    lens = await deployLens("RevertingLens");
  });
  const refusal = (functionName: string, args: readonly unknown[]) =>
    lens(functionName, args).then(
      () => "accepted",
      (error: Error) => error.message,
    );
  const tip = () => ({ ...tipAt(0), hash: bytesToHex(tipAt(0).hash), height: BigInt(tipAt(0).height) });

  it("AuxPow.verify passes a real proof and reverts with AuxPowInvalid", async () => {
    const { auxHash, chainId, nBits, auxPow } = realAuxPows()[3]!;
    const proof = bytesToHex(NamecoinAuxPow.toCalldata(auxHash, auxPow).bytes);
    expect(await refusal("verifyAuxPow", [bytesToHex(auxHash), chainId, nBits, proof])).equal("accepted");
    const wrongChain = await refusal("verifyAuxPow", [bytesToHex(auxHash), chainId + 1, nBits, proof]);
    expect(wrongChain).match(/AuxPowInvalid\(uint8 failure\)\s+\(23\)/);
  });
  it("BlockHeader.verify returns the hash and reverts with BlockHeaderInvalid", async () => {
    expect(await lens("verifyHeader", [bytesToHex(run[0]!)])).equal(bytesToHex(BlockHeader.hash(run[0]!)));
    expect(await refusal("verifyHeader", ["0x"])).match(/BlockHeaderInvalid\(uint8 failure\)\s+\(4\)/);
  });
  it("HeaderChain.extend and extendCompact move the tip and revert with HeaderChainInvalid", async () => {
    const full = bytesToHex(concatBytes(run[1]!, run[2]!));
    const short = bytesToHex(concatBytes(...[run[1]!, run[2]!].map(HeaderChain.toCompact)));
    expect(await lens("extend", [tip(), full])).equal(tip().height + 2n);
    expect(await lens("extendCompact", [tip(), short])).equal(tip().height + 2n);
    const gap = bytesToHex(concatBytes(run[1]!, run[3]!));
    expect(await refusal("extend", [tip(), gap])).match(
      /HeaderChainInvalid\(uint8 failure, uint256 index\)\s+\(2, 1\)/,
    );
    const none = await refusal("extendCompact", [tip(), "0x"]);
    expect(none).match(/HeaderChainInvalid\(uint8 failure, uint256 index\)\s+\(1, 0\)/);
  });
  it("CompactTarget.decode reverts with CompactTargetInvalid", async () => {
    expect(await lens("decodeTarget", [0x03123456])).equal(0x123456n);
    expect(await lens("decodeTarget", [0x01120000])).equal(0x12n);
    expect(await refusal("decodeTarget", [0x1d80ffff])).match(
      /CompactTargetInvalid\(uint32 nBits, uint8 failure\)/,
    );
  });
  it("Asert.exponent reverts with AsertHalfLifeZero", async () => {
    expect(await lens("asert", [0n, 100n])).equal(1n << 200n);
    expect(await refusal("asert", [0n, 0n])).match(/AsertHalfLifeZero\(\)/);
  });
  it("BitcoinHash.sha256d hashes calldata", async () => {
    expect(await lens("sha256d", [bytesToHex(run[0]!)])).equal(bytesToHex(sha256d(run[0]!)));
  });
  it("BlockHeader reads every field", async () => {
    const header = run[7]!;
    expect(await lens("fields", [bytesToHex(header)])).deep.equal([
      BlockHeader.version(header),
      bytesToHex(BlockHeader.previousHash(header)),
      bytesToHex(BlockHeader.merkleRoot(header)),
      BlockHeader.timeSec(header),
      BlockHeader.nBits(header),
      BlockHeader.nonce(header),
    ]);
  });
});
