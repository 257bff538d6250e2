/** From a miner's checkpoints to money in its account, over the JSON-RPC of a rollup with the real oracle. */
import { expect } from "chai";
import { custom, zeroHash } from "viem";
import { openRollupAccess } from "../../../services/adapters/rollupAccess.ts";
import { payOut, readCredit } from "../../../services/mining/minerClaim.ts";
import { MINED_BLOCK_ORACLE } from "../../../services/protocol/systemAddresses.ts";
import { mineCheckpoint } from "../../support/mineCheckpoint.ts";
import { calldata, oracleInGenesis, RULES } from "../../support/oracleChain.ts";
import { account, CHAIN_A, signed } from "../../support/rollupChain.ts";
import { createRpcRollup, type RpcRollup } from "../../support/rpcRollup.ts";

const MINER = "0x0000000000000000000000000000000000005001";
const POT_WEI = 8_000n;

describe("a rollup's credit for a miner", () => {
  let rollup: RpcRollup;
  const open = (key?: ReturnType<typeof account>) => {
    const request = ({ method, params }: { method: string; params?: unknown }) =>
      rollup.result(method, params);
    // Once: what the server refuses is refused for good.
    const transport = custom({ request }, { retryCount: 0 });
    return openRollupAccess({ url: "http://rollup.example", transport, ...(key && { account: key }) });
  };
  before(async () => {
    rollup = await createRpcRollup({ accounts: [await oracleInGenesis()] });
    for (let slot = 0; slot < 4; slot++) await rollup.include();
    const { store, header } = rollup.chain;
    const run: ReturnType<typeof mineCheckpoint>[] = [];
    for (const number of [1n, 2n, 3n]) {
      const { auxChainId, anchorBits: nBits } = RULES;
      const superblock = store.superblock(number)!.hash;
      const parentCheckpoint = run.at(-1)?.id ?? zeroHash;
      run.push(mineCheckpoint({ auxChainId, nBits, parentCheckpoint, superblock, miner: MINER }));
    }
    const data = calldata({
      run,
      superblock: store.superblock(3n)!.superblock,
      header: header(CHAIN_A, 4n).rlp,
    });
    const call = {
      chainId: CHAIN_A,
      nonce: 0,
      to: MINED_BLOCK_ORACLE,
      data,
      value: POT_WEI,
      gas: 6_000_000n,
    };
    await rollup.include(await signed(call));
  });

  it("is read by anybody: an eighth for the first, of which too few checkpoints bar the others", async () => {
    const credit = await readCredit(await open(), MINER);
    expect(credit).to.deep.include({ withdrawableWei: 0n, claimableWei: 1_000n, unsettledWei: 875n + 765n });
    expect(credit.claimable).to.have.length(1);
  });

  it("no-key: is not paid out without an account that pays for gas", async () => {
    const access = await open();
    const outcome = await payOut(access, MINER, await readCredit(access, MINER)).catch((err: unknown) => err);
    expect(outcome).to.include({ code: "no-key" });
  });

  it("rollup-refused: the account has nothing to pay gas with", async () => {
    const access = await open(account(99));
    const outcome = await payOut(access, MINER, await readCredit(access, MINER)).catch((err: unknown) => err);
    expect(outcome).to.include({ code: "rollup-refused" });
  });

  it("rollup-answer: a JSON-RPC that is no rollup's", async () => {
    const transport = custom({ request: async ({ method }) => (method === "eth_chainId" ? "0x1" : "0x") });
    const access = await openRollupAccess({ url: "http://other.example", transport });
    const outcome = await readCredit(access, MINER).catch((err: unknown) => err);
    expect(outcome).to.include({ code: "rollup-answer" });
  });

  it("reaches the miner, who has no gas, in two transactions of somebody else; the rest stays", async () => {
    const access = await open(account(1));
    expect(await payOut(access, MINER, await readCredit(access, MINER))).to.have.length(2);
    expect(await rollup.result("eth_getBalance", [MINER, "latest"])).to.equal("0x3e8");
    const left = await readCredit(access, MINER);
    expect(left).to.deep.equal({
      withdrawableWei: 0n,
      claimable: [],
      claimableWei: 0n,
      unsettledWei: 1_640n,
    });
    expect(await payOut(access, MINER, left), "nothing to pay").to.deep.equal([]);
  });
});
