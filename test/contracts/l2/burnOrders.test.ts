import { expect } from "chai";
import { type Address, type Hex, hashTypedData, zeroHash } from "viem";
import { type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import { crossRollupTokenBridgeAbi } from "../../../services/abi/index.ts";
import { TOKEN_BRIDGE } from "../../../services/protocol/systemAddresses.ts";
import { artifactOf } from "../../support/artifact.ts";
import { deploy } from "../../support/hardhatChain.ts";
import { type Rollup, startPair } from "../../support/l2Fixture.ts";
import { priceOf, ROLLUP_A, ROLLUP_B } from "../../support/messages.ts";
import { refusalOf } from "../../support/refusal.ts";

const token20 = artifactOf("SharedERC20");
const bridgeAbi = artifactOf("CrossRollupTokenBridge").abi;
const OWNER: PrivateKeyAccount = privateKeyToAccount(`0x${"0b".repeat(32)}`);
const BOB: Address = "0x0000000000000000000000000000000000001b0b";
const GAS = 300_000n;
const TERMS = {
  name: "Harbour",
  symbol: "HRB",
  decimals: 6,
  homeChainId: ROLLUP_A,
  initialHolder: OWNER.address,
  initialSupply: 1_000n,
  salt: zeroHash,
};
const TYPES = {
  BurnOrder: [
    { name: "owner", type: "address" },
    { name: "token", type: "address" },
    { name: "dstChainId", type: "uint64" },
    { name: "to", type: "address" },
    { name: "amount", type: "uint256" },
    { name: "data", type: "bytes" },
    { name: "gasLimit", type: "uint64" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
  ],
} as const;

describe("CrossRollupTokenBridge.burnFor", () => {
  let pair: Awaited<ReturnType<typeof startPair>>;
  let token: Address;
  before(async () => {
    pair = await startPair();
  });
  beforeEach(async () => {
    for (const rollup of [pair.a, pair.b])
      await rollup.send({
        to: TOKEN_BRIDGE,
        abi: crossRollupTokenBridgeAbi,
        functionName: "createToken",
        args: [TERMS],
      });
    token = (await pair.a.bridge.read.tokenAddress([TERMS])) as Address;
  });
  afterEach(() => pair.reset());
  after(() => pair.close());

  const order = (fields: object = {}) => ({
    owner: OWNER.address,
    token,
    dstChainId: ROLLUP_B,
    to: BOB,
    amount: 40n,
    data: "0x" as Hex,
    gasLimit: GAS,
    nonce: 0n,
    deadline: 4_200_000_000n,
    ...fields,
  });
  type Order = ReturnType<typeof order>;
  const typed = (message: Order, chainId = ROLLUP_A) => ({
    domain: { name: "Lockstep Token Bridge", version: "1", chainId, verifyingContract: TOKEN_BRIDGE },
    types: TYPES,
    primaryType: "BurnOrder" as const,
    message,
  });
  const sign = (message: Order, chainId?: bigint) => OWNER.signTypedData(typed(message, chainId));
  const burnFor = (message: Order, signature: Hex, rollup: Rollup = pair.a) =>
    rollup.send(
      {
        to: TOKEN_BRIDGE,
        abi: crossRollupTokenBridgeAbi,
        functionName: "burnFor",
        args: [message, signature],
      },
      { from: rollup.accounts[5]!, value: priceOf(GAS) },
    );
  const refusal = (call: Promise<unknown>) => refusalOf(call, bridgeAbi, token20.abi);
  const held = (rollup: Rollup, owner: Address) =>
    rollup.read({ to: token, abi: token20.abi, functionName: "balanceOf", args: [owner] });

  it("f8: moves the signer's tokens to where the signer said, whoever hands the order in", async () => {
    const { a, b } = pair;
    await pair.carry(await burnFor(order(), await sign(order())));
    expect(await held(a, OWNER.address)).to.equal(960n);
    expect(await held(b, BOB)).to.equal(40n);
    expect(await a.bridge.read.nonces([OWNER.address])).to.equal(1n);
  });

  it("takes an order that a contract of the owner's calls its own (ERC-1271)", async () => {
    const { a } = pair;
    const wallet = await deploy(a, "ContractWallet", [OWNER.address]);
    const terms = { ...TERMS, symbol: "WAL", initialHolder: wallet };
    await a.send({
      to: TOKEN_BRIDGE,
      abi: crossRollupTokenBridgeAbi,
      functionName: "createToken",
      args: [terms],
    });
    const owned = (await a.bridge.read.tokenAddress([terms])) as Address;
    const message = order({ owner: wallet, token: owned });
    const receipt = await burnFor(message, await sign(message));
    expect(receipt.status).to.equal("success");
  });

  it("f24 BridgeOrderNotSigned: any field changed, another rollup, another signer", async () => {
    const signature = await sign(order());
    const changes = [
      { token: BOB },
      { dstChainId: 7n },
      { to: TOKEN_BRIDGE },
      { amount: 41n },
      { data: "0x01" },
      { gasLimit: GAS + 1n },
      { nonce: 1n },
      { deadline: 4_200_000_001n },
      { owner: BOB },
    ];
    for (const change of changes) {
      const { name } = await refusal(burnFor(order(change), signature));
      expect(name).to.equal("BridgeOrderNotSigned");
    }
    expect(await refusal(burnFor(order(), await sign(order(), ROLLUP_B)))).to.deep.equal({
      name: "BridgeOrderNotSigned",
      args: [OWNER.address],
    });
  });

  it("InvalidAccountNonce: an order twice, or before its turn", async () => {
    const signature = await sign(order());
    await burnFor(order(), signature);
    expect((await refusal(burnFor(order(), signature))).name).to.equal("InvalidAccountNonce");
    const later = order({ nonce: 2n });
    expect((await refusal(burnFor(later, await sign(later)))).name).to.equal("InvalidAccountNonce");
  });

  it("BridgeOrderLate: after its deadline", async () => {
    const late = order({ deadline: 1n });
    expect(await refusal(burnFor(late, await sign(late)))).to.deep.equal({
      name: "BridgeOrderLate",
      args: [1n],
    });
  });

  it("says its EIP-712 domain (ERC-5267), from which viem makes the digest that was signed", async () => {
    const [, name, version, chainId, verifyingContract] = (await pair.a.read({
      to: TOKEN_BRIDGE,
      abi: bridgeAbi,
      functionName: "eip712Domain",
    })) as [Hex, string, string, bigint, Address];
    const digest = hashTypedData({
      ...typed(order()),
      domain: { name, version, chainId, verifyingContract },
    });
    expect(digest).to.equal(hashTypedData(typed(order())));
    expect(await OWNER.sign({ hash: digest })).to.equal(await sign(order()));
  });
});
