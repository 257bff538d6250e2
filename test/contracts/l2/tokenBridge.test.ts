// Longer than a page: what is accepted and what is refused share one probe and one way of calling.
import { expect } from "chai";
import {
  type Address,
  encodeAbiParameters,
  encodeErrorResult,
  encodeFunctionData,
  getContractAddress,
  type Hex,
  keccak256,
  parseEventLogs,
  parseSignature,
  zeroAddress,
  zeroHash,
} from "viem";
import { crossRollupMessengerAbi, crossRollupTokenBridgeAbi } from "../../../services/abi/index.ts";
import { TOKEN_BRIDGE } from "../../../services/protocol/systemAddresses.ts";
import { artifactOf } from "../../support/artifact.ts";
import { deploy } from "../../support/hardhatChain.ts";
import { type Rollup, startPair } from "../../support/l2Fixture.ts";
import { L1_CHAIN_ID, priceOf, ROLLUP_A, ROLLUP_B, sentFrom, sentMessages } from "../../support/messages.ts";
import { refusalOf } from "../../support/refusal.ts";

const token20 = artifactOf("SharedERC20");
const receiverAbi = artifactOf("RefusingReceiver").abi;
const HOLDER: Address = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
const BOB: Address = "0x0000000000000000000000000000000000001b0b";
const GAS = 300_000n;
const TERMS = {
  name: "Harbour",
  symbol: "HRB",
  decimals: 6,
  homeChainId: ROLLUP_A,
  initialHolder: HOLDER,
  initialSupply: 1_000_000n,
  salt: zeroHash,
};

describe("CrossRollupTokenBridge", () => {
  let pair: Awaited<ReturnType<typeof startPair>>;
  let token: Address;
  before(async () => {
    pair = await startPair();
  });
  beforeEach(async () => {
    await create(pair.a);
    await create(pair.b);
    token = (await pair.a.bridge.read.tokenAddress([TERMS])) as Address;
  });
  afterEach(() => pair.reset());
  after(() => pair.close());

  const onBridge = (functionName: string, args: readonly unknown[]) => ({
    to: TOKEN_BRIDGE,
    abi: crossRollupTokenBridgeAbi,
    functionName,
    args,
  });
  const create = (rollup: Rollup, terms = TERMS) => rollup.send(onBridge("createToken", [terms]));
  const burn = (
    rollup: Rollup,
    fields: { dst?: bigint; to?: Address; amount?: bigint; data?: Hex; token?: Address; value?: bigint } = {},
  ) =>
    rollup.send(
      onBridge("burn", [
        fields.token ?? token,
        fields.dst ?? (rollup.chainId === ROLLUP_A ? ROLLUP_B : ROLLUP_A),
        fields.to ?? BOB,
        fields.amount ?? 100n,
        fields.data ?? "0x",
        GAS,
      ]),
      { value: fields.value ?? priceOf(GAS) },
    );
  const onToken = (rollup: Rollup, functionName: string, args: readonly unknown[] = []) =>
    rollup.read({ to: token, abi: token20.abi, functionName, args });
  const refusal = (call: Promise<unknown>) =>
    refusalOf(call, crossRollupTokenBridgeAbi, crossRollupMessengerAbi, token20.abi);
  /** The error inside MessengerActionFailed. */
  const actionRefusal = async (call: Promise<unknown>) => {
    const { name, args } = await refusal(call);
    expect(name).to.equal("MessengerActionFailed");
    return args[0] as Hex;
  };

  describe("createToken", () => {
    it("f22: gives a token one address on every rollup, fixed by all of its terms", async () => {
      const { a, b } = pair;
      // CREATE2 of the bridge: salt = keccak256(abi.encode(terms)), init code with the same terms
      const encoded = encodeAbiParameters(
        crossRollupTokenBridgeAbi.find((x) => x.type === "function" && x.name === "createToken")!.inputs,
        [TERMS],
      );
      const address = getContractAddress({
        opcode: "CREATE2",
        from: TOKEN_BRIDGE,
        salt: keccak256(encoded),
        bytecode: `${token20.bytecode}${encoded.slice(2)}`,
      });
      expect(token).to.equal(address);
      expect(await b.bridge.read.tokenAddress([TERMS])).to.equal(token);
      for (const change of [{ decimals: 18 }, { homeChainId: ROLLUP_B }, { initialSupply: 1n }]) {
        expect(await a.bridge.read.tokenAddress([{ ...TERMS, ...change }])).to.not.equal(token);
      }
    });

    it("K1: creates the supply on the home rollup only", async () => {
      const { a, b } = pair;
      expect(await onToken(a, "totalSupply")).to.equal(TERMS.initialSupply);
      expect(await onToken(a, "balanceOf", [HOLDER])).to.equal(TERMS.initialSupply);
      expect(await onToken(b, "totalSupply")).to.equal(0n);
      for (const rollup of [a, b]) {
        expect(await onToken(rollup, "decimals")).to.equal(6);
        expect(await onToken(rollup, "homeChainId")).to.equal(ROLLUP_A);
        expect(await onToken(rollup, "bridge")).to.equal(TOKEN_BRIDGE);
        expect(await rollup.bridge.read.isToken([token])).to.equal(true);
      }
    });

    it("changes nothing when the token exists", async () => {
      const receipt = await create(pair.a);
      expect(receipt.status).to.equal("success");
      expect(receipt.logs).to.deep.equal([]);
      expect(await onToken(pair.a, "totalSupply")).to.equal(TERMS.initialSupply);
    });

    it("announces ERC-165, ERC-7802, ERC-2612, ERC-20 and its metadata", async () => {
      const supports = (id: Hex) => onToken(pair.a, "supportsInterface", [id]);
      expect(await supports("0x01ffc9a7")).to.equal(true);
      expect(await supports("0x33331994")).to.equal(true);
      expect(await supports("0x9d8ff7da")).to.equal(true);
      expect(await supports("0x36372b07")).to.equal(true);
      expect(await supports("0xa219a025")).to.equal(true);
      expect(await supports("0xffffffff")).to.equal(false);
    });
  });

  describe("burn and mint", () => {
    it("moves tokens: burnt here, minted there, announced on both rollups", async () => {
      const { a, b } = pair;
      const sent = await burn(a, { amount: 250n });
      const [minted] = await pair.carry(sent);
      expect(await onToken(a, "totalSupply")).to.equal(TERMS.initialSupply - 250n);
      expect(await onToken(b, "totalSupply")).to.equal(250n);
      expect(await onToken(b, "balanceOf", [BOB])).to.equal(250n);
      const [out] = parseEventLogs({
        abi: crossRollupTokenBridgeAbi,
        eventName: "TokensSent",
        logs: sent.logs,
      });
      expect(out!.args).to.deep.include({ token, dstChainId: ROLLUP_B, from: HOLDER, amount: 250n });
      expect(out!.args.leaf).to.equal(sentMessages(sent)[0]!.leaf);
      const [into] = parseEventLogs({
        abi: crossRollupTokenBridgeAbi,
        eventName: "TokensReceived",
        logs: minted!.logs,
      });
      expect(into!.args).to.deep.include({ token, srcChainId: ROLLUP_A, from: HOLDER, amount: 250n });
    });

    it("K1: keeps the sum of supplies over many transfers to and fro", async () => {
      const { a, b } = pair;
      let checked = 0;
      for (const amount of [1n, 999n, 5n, 123_456n]) {
        await pair.carry(await burn(a, { to: HOLDER, amount }));
        await pair.carry(await burn(b, { to: HOLDER, amount: amount / 2n }));
        const sum =
          ((await onToken(a, "totalSupply")) as bigint) + ((await onToken(b, "totalSupply")) as bigint);
        expect(sum).to.equal(TERMS.initialSupply);
        checked += 1;
      }
      expect(checked).to.equal(4);
    });

    it("calls a receiver that is given data, which then owns the tokens", async () => {
      const receiver = await deploy(pair.b, "RefusingReceiver", [0n]);
      await pair.carry(await burn(pair.a, { to: receiver, amount: 7n, data: "0x01" }));
      const received = pair.b.read({
        to: receiver,
        abi: receiverAbi,
        functionName: "receivedFrom",
        args: [HOLDER],
      });
      expect(await received).to.equal(7n);
      expect(await onToken(pair.b, "balanceOf", [receiver])).to.equal(7n);
    });

    it("f32: a receiver that refuses is heard with its own error, and nothing is minted", async () => {
      const untilSec = 4_100_000_000n;
      const receiver = await deploy(pair.b, "RefusingReceiver", [untilSec]);
      const sent = await burn(pair.a, { to: receiver, data: "0x01" });
      expect(await actionRefusal(pair.carry(sent))).to.equal(
        encodeErrorResult({ abi: receiverAbi, errorName: "ReceiverClosed", args: [untilSec] }),
      );
      expect(await onToken(pair.b, "totalSupply")).to.equal(0n);
      expect(await pair.b.messenger.read.inboxCount([ROLLUP_A])).to.equal(0n);
    });
  });

  describe("burn refuses", () => {
    it("BridgeUnknownToken: a token that the bridge did not create", async () => {
      expect(await refusal(burn(pair.a, { token: BOB }))).to.deep.include({ name: "BridgeUnknownToken" });
    });

    it("BridgeZeroRecipient", async () => {
      expect(await refusal(burn(pair.a, { to: zeroAddress }))).to.deep.equal({
        name: "BridgeZeroRecipient",
        args: [],
      });
    });

    it("BridgeNotRollup: L1 would swallow the tokens", async () => {
      expect(await refusal(burn(pair.a, { dst: L1_CHAIN_ID, value: 0n }))).to.deep.equal({
        name: "BridgeNotRollup",
        args: [L1_CHAIN_ID],
      });
    });

    it("BridgeWrongFee: less or more than the quote", async () => {
      for (const value of [priceOf(GAS) - 1n, priceOf(GAS) + 1n]) {
        expect(await refusal(burn(pair.a, { value }))).to.deep.equal({
          name: "BridgeWrongFee",
          args: [priceOf(GAS), value],
        });
      }
    });

    it("f8 K2: tokens that are not the caller's", async () => {
      const { a } = pair;
      const call = onBridge("burn", [token, ROLLUP_B, BOB, 1n, "0x", GAS]);
      const theft = a.send(call, { from: a.accounts[5]!, value: priceOf(GAS) });
      expect(await refusal(theft)).to.deep.equal({
        name: "ERC20InsufficientBalance",
        args: [a.accounts[5], 0n, 1n],
      });
    });

    it("f8 SharedERC20NotBridge: anyone else minting or burning on the token", async () => {
      for (const functionName of ["crosschainMint", "crosschainBurn"]) {
        const call = pair.a.send({ to: token, abi: token20.abi, functionName, args: [HOLDER, 1n] });
        expect(await refusal(call)).to.deep.equal({ name: "SharedERC20NotBridge", args: [HOLDER] });
      }
    });
  });

  describe("mint refuses", () => {
    const mintCall = (minted: Address) =>
      encodeFunctionData({
        abi: crossRollupTokenBridgeAbi,
        functionName: "mint",
        args: [minted, HOLDER, BOB, 5n, "0x"],
      });
    const encodeRefusal = (errorName: "BridgeNotBridge" | "BridgeUnknownToken", arg: Address) =>
      encodeErrorResult({ abi: crossRollupTokenBridgeAbi, errorName, args: [arg] });

    it("BridgeNotMessenger: a direct call", async () => {
      const call = pair.b.send(onBridge("mint", [token, HOLDER, BOB, 5n, "0x"]));
      expect(await refusal(call)).to.deep.equal({ name: "BridgeNotMessenger", args: [HOLDER] });
    });

    it("f8 BridgeNotBridge: a trigger by anyone but the bridge", async () => {
      const sent = await pair.a.trigger(ROLLUP_B, TOKEN_BRIDGE, mintCall(token), GAS).send();
      expect(await actionRefusal(pair.carry(sent))).to.equal(encodeRefusal("BridgeNotBridge", HOLDER));
    });

    it("f22 BridgeUnknownToken: a token without a twin here", async () => {
      const lonely = { ...TERMS, symbol: "LONE" };
      await create(pair.a, lonely);
      const address = (await pair.a.bridge.read.tokenAddress([lonely])) as Address;
      const sent = await burn(pair.a, { token: address });
      expect(await actionRefusal(pair.carry(sent))).to.equal(encodeRefusal("BridgeUnknownToken", address));
    });

    it("lets ETH pass to nobody: a message with value reverts", async () => {
      const sent = sentFrom(ROLLUP_A, ROLLUP_B, {
        sender: TOKEN_BRIDGE,
        target: TOKEN_BRIDGE,
        value: 1n,
        gasLimit: GAS,
        data: mintCall(token),
      });
      expect(await actionRefusal(pair.b.action(sent))).to.equal("0x");
      expect(await pair.b.client.getBalance({ address: TOKEN_BRIDGE })).to.equal(0n);
    });
  });

  it("takes an ERC-2612 permit on the rollup that it was signed for and on no other (f24)", async () => {
    const { a, b } = pair;
    const message = { owner: HOLDER, spender: BOB, value: 9n, nonce: 0n, deadline: 4_200_000_000n };
    const fields = [
      { name: "owner", type: "address" },
      { name: "spender", type: "address" },
      { name: "value", type: "uint256" },
      { name: "nonce", type: "uint256" },
      { name: "deadline", type: "uint256" },
    ];
    const signature = await a.client.signTypedData({
      account: HOLDER,
      domain: { name: "Harbour", version: "1", chainId: a.chainId, verifyingContract: token },
      types: { Permit: fields },
      primaryType: "Permit",
      message,
    });
    const { r, s, v } = parseSignature(signature);
    const args = [HOLDER, BOB, message.value, message.deadline, Number(v), r, s];
    const permit = (rollup: Rollup) =>
      rollup.send({ to: token, abi: token20.abi, functionName: "permit", args });

    await permit(a);
    expect(await onToken(a, "allowance", [HOLDER, BOB])).to.equal(9n);
    expect(await onToken(a, "nonces", [HOLDER])).to.equal(1n);
    expect((await refusal(permit(b))).name).to.equal("ERC2612InvalidSigner");
  });
});
