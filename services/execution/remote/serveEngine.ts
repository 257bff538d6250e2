/** The engine's end of the channel: answers questions until the channel is closed. */
import type { Engine, OpenBlock } from "../../ports.ts";
import { ServiceError } from "../../runtime/serviceError.ts";
import { type Answer, type End, type PackedBlock, packWrites, type Question } from "./engineMessages.ts";

export function serveEngine(engine: Engine, end: End): void {
  let block: OpenBlock | undefined;
  const openBlock = (): OpenBlock => {
    if (block === undefined) throw new Error(`chain ${engine.chainId} has no open block`);
    return block;
  };
  const answer = async (question: Question): Promise<unknown> => {
    switch (question.kind) {
      case "open":
        block = await engine.open(question.parent, question.env);
        return block.baseFee;
      case "seal": {
        const { stateWrites, ...rest } = await openBlock().seal();
        return { ...rest, writes: packWrites(stateWrites) } satisfies PackedBlock;
      }
      case "block":
        return call(openBlock()[question.method], openBlock(), question.args);
      case "engine":
        return call(engine[question.method], engine, question.args);
    }
  };
  end.on("message", async (message) => {
    const question = message as Question;
    const { id } = question;
    try {
      const value = await answer(question);
      const transfer = question.kind === "seal" ? [(value as PackedBlock).writes.bytes.buffer] : [];
      end.postMessage({ ok: true, id, value, gasLeft: block?.gasLeft() ?? 0n } satisfies Answer, transfer);
    } catch (err) {
      const code = err instanceof ServiceError ? err.code : undefined;
      const text = err instanceof Error ? err.message : String(err);
      end.postMessage({ ok: false, id, code, message: text } satisfies Answer);
    }
  });
}

/** The types of arguments were checked where the question was asked. */
const call = (method: unknown, self: object, args: readonly unknown[]): unknown =>
  (method as (...args: unknown[]) => unknown).apply(self, [...args]);
