import { expect } from "chai";
import type { Hex } from "viem";
import type { AuxWork } from "../../../services/mining/auxClient.ts";
import type { Template } from "../../../services/mining/checkpointTemplates.ts";
import { followDesk } from "../../../services/mining/deskSource.ts";
import type { MiningDesk } from "../../../services/mining/miningDesk.ts";

const MINER = "0x90F79bf6EB2c4f870365E785982E1f101E93b906";
/** 01 02 … 20 in wire order. */
const ID = `0x${Array.from({ length: 32 }, (_, i) => (i + 1).toString(16).padStart(2, "0")).join("")}` as Hex;
const DISPLAYED = Array.from({ length: 32 }, (_, i) => (32 - i).toString(16).padStart(2, "0")).join("");

function arrange() {
  let template: Template | undefined;
  let listener: () => void = () => undefined;
  const submitted: [Hex, string][] = [];
  const desk: Pick<MiningDesk, "createWork" | "submit" | "subscribe"> = {
    createWork: () => (template ? { ok: true, template } : { ok: false, reason: "nothing-to-mine" }),
    submit: async (id, proof) => {
      submitted.push([id, proof]);
      return { ok: true };
    },
    subscribe: (told) => {
      listener = told;
      return () => {
        listener = () => undefined;
      };
    },
  };
  const works: (AuxWork | undefined)[] = [];
  const stop = new AbortController();
  const { signal } = stop;
  const source = followDesk({ desk, address: MINER, signal, onWork: (work) => void works.push(work) });
  const offer = (next: Template | undefined): void => {
    template = next;
    listener();
  };
  return { source, works, submitted, offer, stop };
}
const templateOf = (id: Hex): Template =>
  ({ id, checkpoint: { auxChainId: 7251, nBits: 0x207fffff }, height: 4 }) as unknown as Template;

describe("work from a desk in this process", () => {
  it("comes as the mining RPC would give it, once for every change", () => {
    const { works, offer } = arrange();
    offer(templateOf(ID));
    offer(templateOf(ID));
    offer(undefined);
    expect(works).to.deep.equal([
      {
        hash: DISPLAYED,
        chainid: 7251,
        bits: "207fffff",
        height: 4,
        // 0x7fffff followed by 29 zero bytes, backwards.
        target: `${"00".repeat(29)}ffff7f`,
      },
      undefined,
    ]);
  });

  it("goes back under its wire hash, and nothing comes after the end", async () => {
    const { source, works, submitted, offer, stop } = arrange();
    expect(await source.submit(DISPLAYED, "00ff")).to.equal(true);
    expect(submitted).to.deep.equal([[ID, "00ff"]]);
    stop.abort();
    await source.done;
    offer(templateOf(ID));
    expect(works).to.deep.equal([]);
  });
});
