import { expect } from "chai";
import { createMetrics } from "../../../services/runtime/metrics.ts";

const arrange = () => {
  const failures: string[] = [];
  const metrics = createMetrics((name) => failures.push(name));
  const lines = async (): Promise<string[]> =>
    (await metrics.text()).split("\n").filter((line) => line.startsWith("lockstep_"));
  return { metrics, failures, lines };
};

describe("metrics", () => {
  it("count events by label, and from zero without one", async () => {
    const { metrics, lines } = arrange();
    const calls = metrics.counter({ name: "lockstep_calls_total", help: "calls", labels: ["method"] });
    const bytes = metrics.counter({ name: "lockstep_bytes_total", help: "bytes" });
    expect(await lines()).to.deep.equal(["lockstep_bytes_total 0"]);
    calls({ method: "a" });
    calls({ method: "a" });
    calls({ method: "b" });
    bytes({}, 40);
    bytes({}, 2);
    expect(await lines()).to.deep.equal([
      'lockstep_calls_total{method="a"} 2',
      'lockstep_calls_total{method="b"} 1',
      "lockstep_bytes_total 42",
    ]);
  });

  it("ask for gauges and totals at every scrape; what is not known has no line", async () => {
    const { metrics, lines } = arrange();
    let value: number | undefined = 5;
    const known = () => (value === undefined ? [] : [{ value }]);
    metrics.gauge({ name: "lockstep_age_seconds", help: "age" }, known);
    metrics.gauge({ name: "lockstep_phase", help: "phase", labels: ["phase"] }, () =>
      value === undefined ? [] : [{ labels: { phase: "on" }, value: 1 }],
    );
    metrics.total({ name: "lockstep_work_total", help: "work" }, () => 3);
    const scraped = ["lockstep_age_seconds 5", 'lockstep_phase{phase="on"} 1', "lockstep_work_total 3"];
    expect(await lines()).to.deep.equal(scraped);
    expect(await lines()).to.deep.equal(scraped);
    value = undefined;
    expect(await lines()).to.deep.equal(["lockstep_work_total 3"]);
  });

  it("leave out what cannot be read, say so, and give the rest", async () => {
    const { metrics, lines, failures } = arrange();
    const broken = (): never => {
      throw new Error("closed");
    };
    metrics.gauge({ name: "lockstep_broken", help: "gauge" }, broken);
    metrics.total({ name: "lockstep_broken_total", help: "total" }, broken);
    metrics.gauge({ name: "lockstep_fine", help: "gauge" }, () => [{ value: 1 }]);
    expect(await lines()).to.deep.equal(["lockstep_fine 1"]);
    expect(failures).to.deep.equal(["lockstep_broken", "lockstep_broken_total"]);
  });

  it("sort values into buckets", async () => {
    const { metrics, lines } = arrange();
    const note = metrics.histogram({ name: "lockstep_slot_seconds", help: "slots", buckets: [0.5, 1] });
    for (const value of [0.1, 0.7, 3]) note(value);
    expect(await lines()).to.deep.equal([
      'lockstep_slot_seconds_bucket{le="0.5"} 1',
      'lockstep_slot_seconds_bucket{le="1"} 2',
      'lockstep_slot_seconds_bucket{le="+Inf"} 3',
      "lockstep_slot_seconds_sum 3.8",
      "lockstep_slot_seconds_count 3",
    ]);
  });

  it("of two registries know nothing of each other", async () => {
    const [one, other] = [arrange(), arrange()];
    one.metrics.counter({ name: "lockstep_bytes_total", help: "bytes" })({}, 1);
    other.metrics.counter({ name: "lockstep_bytes_total", help: "bytes" });
    expect(await other.lines()).to.deep.equal(["lockstep_bytes_total 0"]);
  });
});
