import { expect } from "chai";
import { serialQueue } from "../../../services/runtime/serialQueue.ts";

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("serial queue", () => {
  it("runs one job at a time, in the order given, and hands each its own answer", async () => {
    const inOrder = serialQueue();
    const events: string[] = [];
    const job = (name: number, turns: number) => async (): Promise<number> => {
      events.push(`${name} begins`);
      for (let i = 0; i < turns; i++) await nextTurn();
      events.push(`${name} ends`);
      return name;
    };
    const answers = await Promise.all([job(1, 3), job(2, 0), job(3, 1)].map((j) => inOrder(j)));
    expect(answers).to.deep.equal([1, 2, 3]);
    expect(events).to.deep.equal([1, 2, 3].flatMap((n) => [`${n} begins`, `${n} ends`]));
  });

  it("hands a failure to who gave the job, and goes on with the next", async () => {
    const inOrder = serialQueue();
    const failing = inOrder(() => Promise.reject(new Error("first")));
    const throwing = inOrder(() => {
      throw new Error("second");
    });
    const next = inOrder(async () => "third");
    const outcomes = await Promise.allSettled([failing, throwing, next]);
    expect(
      outcomes.map((o) => (o.status === "fulfilled" ? o.value : (o.reason as Error).message)),
    ).to.deep.equal(["first", "second", "third"]);
  });

  it("keeps queues apart", async () => {
    const [one, other] = [serialQueue(), serialQueue()];
    void one(() => new Promise(() => undefined));
    expect(await other(async () => 7)).to.equal(7);
  });
});
