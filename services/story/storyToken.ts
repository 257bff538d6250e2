/** The token of the story: home rollup A, the same address everywhere. */
import { type Address, encodeFunctionData, parseEther, zeroHash } from "viem";
import { crossRollupMessengerAbi, crossRollupTokenBridgeAbi, sharedERC20Abi } from "../abi/index.ts";
import { MESSENGER, TOKEN_BRIDGE } from "../protocol/systemAddresses.ts";
import { type ChainClient, type StoryContext, sendAndWait } from "./context.ts";

/** Gas that the story's actions ask for on the other rollup. */
export const ACTION_GAS = 500_000n;

const tokenTerms = (context: StoryContext) => ({
  name: "Story Token",
  symbol: "STORY",
  decimals: 18,
  homeChainId: context.a.chainId,
  initialHolder: context.people.alice.address,
  initialSupply: parseEther("1000000"),
  salt: zeroHash,
});

export const storyToken = (context: StoryContext): Promise<Address> =>
  context.a.reader.readContract({
    address: TOKEN_BRIDGE,
    abi: crossRollupTokenBridgeAbi,
    functionName: "tokenAddress",
    args: [tokenTerms(context)],
  });

/** Creates the token and its twin where they are missing. */
export async function createToken(context: StoryContext): Promise<Address> {
  const token = await storyToken(context);
  const data = encodeFunctionData({
    abi: crossRollupTokenBridgeAbi,
    functionName: "createToken",
    args: [tokenTerms(context)],
  });
  for (const chain of [context.a, context.b]) {
    const code = await chain.reader.getCode({ address: token });
    if (code === undefined) await sendAndWait(chain, "alice", { to: TOKEN_BRIDGE, data });
  }
  return token;
}

export const balanceOf = (chain: ChainClient, token: Address, owner: Address): Promise<bigint> =>
  chain.reader.readContract({
    address: token,
    abi: sharedERC20Abi,
    functionName: "balanceOf",
    args: [owner],
  });

export async function supplies(context: StoryContext, token: Address) {
  const [onA, onB] = await Promise.all(
    [context.a, context.b].map((chain) =>
      chain.reader.readContract({ address: token, abi: sharedERC20Abi, functionName: "totalSupply" }),
    ),
  );
  return { onA: onA!, onB: onB!, total: onA! + onB! };
}

/** What a trigger with ACTION_GAS costs, in wei. */
export const quote = (from: ChainClient, to: ChainClient): Promise<bigint> =>
  from.reader.readContract({
    address: MESSENGER,
    abi: crossRollupMessengerAbi,
    functionName: "quote",
    args: [to.chainId, ACTION_GAS],
  });
