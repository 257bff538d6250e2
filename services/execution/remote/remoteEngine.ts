/** The engine port for an engine in another thread. Its blocks take one message a call and one for a whole run. */
import type { Engine, OpenBlock, SealedBlock } from "../../ports.ts";
import type { BlockEnv } from "../../protocol/superblock/l2Header.ts";
import { ServiceError } from "../../runtime/serviceError.ts";
import {
  type Answer,
  type BlockMethod,
  type End,
  type EngineMethod,
  type PackedBlock,
  type Question,
  unpackWrites,
} from "./engineMessages.ts";

export type RemoteEngine = {
  readonly engine: Engine;
  /** Says that no answer will come any more: whoever waits, or asks later, gets the error. */
  fail(error: Error): void;
};

type Answered = Extract<Answer, { ok: true }>;
type WithoutId<Q> = Q extends unknown ? Omit<Q, "id"> : never;
type Ask = (question: WithoutId<Question>) => Promise<Answered>;

export function remoteEngine(chainId: bigint, end: End): RemoteEngine {
  const waiting = new Map<number, PromiseWithResolvers<Answered>>();
  let failure: Error | undefined;
  let count = 0;
  end.on("message", (message) => {
    const answer = message as Answer;
    const asked = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (answer.ok) asked?.resolve(answer);
    else asked?.reject(errorOf(answer));
  });
  const ask: Ask = (question) => {
    if (failure !== undefined) return Promise.reject(failure);
    const asked = Promise.withResolvers<Answered>();
    waiting.set(count, asked);
    end.postMessage({ ...question, id: count++ });
    return asked.promise;
  };
  const fail = (error: Error): void => {
    failure ??= error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  return { engine: engineOver(chainId, ask), fail };
}

function engineOver(chainId: bigint, ask: Ask): Engine {
  const through =
    <M extends EngineMethod>(method: M) =>
    async (...args: Parameters<Engine[M]>): Promise<Awaited<ReturnType<Engine[M]>>> => {
      const { value } = await ask({ kind: "engine", method, args });
      return value as Awaited<ReturnType<Engine[M]>>;
    };
  return {
    chainId,
    open: async (parent, env) => remoteBlock(ask, env, await ask({ kind: "open", parent, env })),
    readTransaction: through("readTransaction"),
    call: through("call"),
    estimateGas: through("estimateGas"),
    account: through("account"),
    code: through("code"),
    storage: through("storage"),
    proof: through("proof"),
  };
}

function remoteBlock(ask: Ask, env: BlockEnv, opened: Answered): OpenBlock {
  let { gasLeft } = opened;
  const through =
    <M extends BlockMethod>(method: M) =>
    async (...args: Parameters<OpenBlock[M]>): Promise<Awaited<ReturnType<OpenBlock[M]>>> => {
      const answer = await ask({ kind: "block", method, args });
      gasLeft = answer.gasLeft;
      return answer.value as Awaited<ReturnType<OpenBlock[M]>>;
    };
  return {
    env,
    baseFee: opened.value as bigint,
    gasLeft: () => gasLeft,
    nonceOf: through("nonceOf"),
    balanceOf: through("balanceOf"),
    storageAt: through("storageAt"),
    call: through("call"),
    apply: through("apply"),
    applyUnsigned: through("applyUnsigned"),
    applyLocal: through("applyLocal"),
    mark: through("mark"),
    rollback: through("rollback"),
    keep: through("keep"),
    drop: through("drop"),
    seal: async (): Promise<SealedBlock> => {
      const { writes, ...rest } = (await ask({ kind: "seal" })).value as PackedBlock;
      return { ...rest, stateWrites: unpackWrites(writes) };
    },
  };
}

/** What was thrown there, thrown here; programs look at the code only. */
const errorOf = ({ code, message }: Extract<Answer, { ok: false }>): Error =>
  code === undefined ? new Error(message) : new ServiceError(code, message);
