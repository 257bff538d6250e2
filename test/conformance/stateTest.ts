/** GeneralStateTests: one transaction on a given state must end in the published state root and logs. */
import { createBlock } from "@ethereumjs/block";
import type { Common } from "@ethereumjs/common";
import { RLP } from "@ethereumjs/rlp";
import { createTxFromRLP } from "@ethereumjs/tx";
import { bytesToHex, hexToBytes } from "@ethereumjs/util";
import { type RunTxResult, runTx } from "@ethereumjs/vm";
import { keccak256 } from "../../services/runtime/keccak.ts";
import { bigintOf, type Hex, type PreState, viewWith } from "./preState.ts";
import { FORKS, type Fork, rulesOf } from "./rules.ts";
import type { Verdict } from "./verdict.ts";

type Post = {
  readonly hash: Hex;
  readonly logs: Hex;
  readonly txbytes: Hex;
  readonly expectException?: string;
  readonly indexes: { readonly data: number; readonly gas: number; readonly value: number };
};

type StateTest = {
  readonly env: Readonly<Record<string, Hex>>;
  readonly pre: PreState;
  readonly post: Partial<Record<Fork, readonly Post[]>>;
};

export async function* stateTests(path: string, text: string): AsyncGenerator<Verdict> {
  const file = JSON.parse(text) as Record<string, StateTest>;
  for (const [name, test] of Object.entries(file)) {
    for (const fork of FORKS) {
      for (const post of test.post[fork] ?? []) {
        const { data, gas, value } = post.indexes;
        const title = `${path} ${name} ${fork} d${data} g${gas} v${value}`;
        yield { title, failure: await judge(rulesOf(fork), test, post) };
      }
    }
  }
}

async function judge(rules: Common, { env, pre }: StateTest, post: Post): Promise<string | undefined> {
  const view = await viewWith(rules, pre);
  await view.state.checkpoint();
  const applied = await apply(rules, view, env, post.txbytes);
  await view.vm.evm.journal.cleanup();
  await view.state.commit();
  const root = bytesToHex(await view.state.getStateRoot());
  const wantsRefusal = post.expectException !== undefined;
  if (wantsRefusal && applied.ok) return `applied, should be refused: ${post.expectException}`;
  if (!wantsRefusal && !applied.ok) return `refused: ${applied.reason}`;
  if (root !== post.hash) return `state root ${root}, should be ${post.hash}`;
  if (applied.ok && applied.logs !== post.logs) return `logs ${applied.logs}, should be ${post.logs}`;
  return undefined;
}

type Applied = { readonly ok: true; readonly logs: Hex } | { readonly ok: false; readonly reason: string };

async function apply(
  rules: Common,
  view: Awaited<ReturnType<typeof viewWith>>,
  env: StateTest["env"],
  raw: Hex,
): Promise<Applied> {
  try {
    const tx = createTxFromRLP(hexToBytes(raw), { common: rules });
    const result = await runTx(view.vm, { tx, block: blockOf(rules, env) });
    return { ok: true, logs: logsHash(result) };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

const blockOf = (rules: Common, env: StateTest["env"]) =>
  createBlock(
    {
      header: {
        number: bigintOf(env.currentNumber!),
        coinbase: env.currentCoinbase!,
        gasLimit: bigintOf(env.currentGasLimit!),
        timestamp: bigintOf(env.currentTimestamp!),
        mixHash: hexToBytes(env.currentRandom!),
        baseFeePerGas: bigintOf(env.currentBaseFee!),
        excessBlobGas: bigintOf(env.currentExcessBlobGas ?? "0x0"),
      },
      withdrawals: [],
    },
    { common: rules, setHardfork: false },
  );

const logsHash = (result: RunTxResult): Hex =>
  bytesToHex(keccak256(RLP.encode(result.execResult.logs ?? [])));
