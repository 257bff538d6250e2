import { expect } from "chai";
import { type Address, encodeFunctionData, type Hex, keccak256, toRlp, zeroHash } from "viem";
import { minedBlockOracleAbi } from "../../../services/abi/index.ts";
import { hashSuperblock } from "../../../services/protocol/superblock/superblock.ts";
import { type Chain, connectChain, deploy } from "../../support/hardhatChain.ts";
import { RULES } from "../../support/oracleChain.ts";
import { refusalOf } from "../../support/refusal.ts";
import { CHAIN_A, DOMAIN } from "../../support/rollupChain.ts";

/** EIP-2935's history of block hashes. */
const HISTORY: Address = "0x0000F90827F1C53a10cb7A02335B175320002935";
const ZERO_ADDRESS: Address = "0x0000000000000000000000000000000000000000";
const SUPERBLOCK = {
  term: zeroHash,
  number: 1n,
  timestamp: 1_800_000_001n,
  producer: ZERO_ADDRESS,
  parent: zeroHash,
  historyRoot: zeroHash,
  blocksRoot: zeroHash,
  channelsRoot: zeroHash,
  l1OriginNumber: 1n,
  l1Origin: zeroHash,
};

/** No rollup has such a block, so the history that tells its hash is made up. */
describe("OracleHeaderMalformed: a block's hash is that of", () => {
  let chain: Chain;
  let oracle: Address;
  before(async () => {
    chain = await connectChain(CHAIN_A);
    oracle = await deploy(chain, "MinedBlockOracle", [RULES, DOMAIN.l1ChainId, DOMAIN.inbox]);
    // Older than BLOCKHASH reaches.
    await chain.client.mine({ blocks: 300 });
  });
  after(() => chain.close());

  const refusal = async (header: Hex) => {
    // PUSH32 hash, MSTORE at 0, RETURN 32 bytes.
    const tellsHash: Hex = `0x7f${keccak256(header).slice(2)}60005260206000f3`;
    await chain.client.setCode({ address: HISTORY, bytecode: tellsHash });
    const checkpoint = {
      auxChainId: RULES.auxChainId,
      nBits: RULES.anchorBits,
      parentCheckpoint: zeroHash,
      superblock: hashSuperblock(SUPERBLOCK, DOMAIN),
      miner: ZERO_ADDRESS,
    };
    const args = [[checkpoint], ["0x"], SUPERBLOCK, header] as const;
    const data = encodeFunctionData({ abi: minedBlockOracleAbi, functionName: "submit", args });
    return refusalOf(chain.client.call({ to: oracle, data }), minedBlockOracleAbi);
  };
  const fields = (count: number): Hex[] => Array.from({ length: count }, () => zeroHash);

  it("a list without the field", async () => {
    expect(await refusal(toRlp(fields(12)))).to.deep.equal({
      name: "OracleHeaderMalformed",
      args: [12n, 0n],
    });
  });

  it("a header whose extra data are no 32 bytes", async () => {
    const short = [...fields(12), "0x0102" as Hex, zeroHash];
    // One byte of length, two of data.
    expect(await refusal(toRlp(short))).to.deep.equal({ name: "OracleHeaderMalformed", args: [14n, 3n] });
  });

  it("and not of one with 32 bytes, which is read on", async () => {
    expect((await refusal(toRlp(fields(13)))).name).to.equal("OracleNotOnThisChain");
  });
});
