/** Numbers for an operator. Parts are given the port; the role that serves them holds the registry. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

export type Labels = Readonly<Record<string, string>>;
export type Sample = { readonly labels?: Labels; readonly value: number };

export type MetricSpec = {
  readonly name: `lockstep_${string}`;
  readonly help: string;
  /** names of the labels; none when absent */
  readonly labels?: readonly string[];
};

export interface Metrics {
  /** Counts events. @returns how to count one, or `by` of them */
  counter(spec: MetricSpec): (labels?: Labels, by?: number) => void;
  /** A total that a part keeps itself, asked for at every scrape. */
  total(spec: MetricSpec, read: () => number): void;
  /** Asked for at every scrape; no sample says that it is not known. */
  gauge(spec: MetricSpec, read: () => readonly Sample[]): void;
  /** @param buckets upper bounds, ascending. @returns how to note one value */
  histogram(spec: MetricSpec & { readonly buckets: readonly number[] }): (value: number) => void;
}

export interface MetricsRegistry extends Metrics {
  readonly contentType: string;
  /** Everything in Prometheus' text format. */
  text(): Promise<string>;
}

/** A gauge or total that cannot be read is left out of the scrape, and `onFailure` hears of it. */
export function createMetrics(onFailure: (name: string, err: unknown) => void): MetricsRegistry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const base = ({ name, help, labels = [] }: MetricSpec) => ({
    name,
    help,
    labelNames: [...labels],
    registers: [registry],
  });
  const ask = <T>(name: string, read: () => T): T | undefined => {
    try {
      return read();
    } catch (err) {
      onFailure(name, err);
      return undefined;
    }
  };
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    counter: (spec) => {
      const counter = new Counter(base(spec));
      return (labels = {}, by = 1) => counter.inc({ ...labels }, by);
    },
    total: (spec, read) => {
      const collect = function (this: Counter): void {
        this.reset();
        const value = ask(spec.name, read);
        if (value === undefined) this.remove({});
        else this.inc(value);
      };
      new Counter({ ...base(spec), collect });
    },
    gauge: (spec, read) => {
      const collect = function (this: Gauge): void {
        const samples = ask(spec.name, read) ?? [];
        this.reset();
        // Without labels a reset leaves a zero behind, which would be a claim.
        if (samples.length === 0 && spec.labels === undefined) this.remove({});
        for (const { labels = {}, value } of samples) this.set({ ...labels }, value);
      };
      new Gauge({ ...base(spec), collect });
    },
    histogram: ({ buckets, ...spec }) => {
      const histogram = new Histogram({ ...base(spec), buckets: [...buckets] });
      return (value) => histogram.observe(value);
    },
  };
}
