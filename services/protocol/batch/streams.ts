/**
 * The streams of batch data: values of one sort stand together, because neighbours of one sort resemble each
 * other. Content = varint(length) of every stream in the order below, then the streams in that order.
 */
import { BitReader, BitWriter } from "./bits.ts";
import { ByteReader, ByteWriter } from "./byteStream.ts";
import { ColumnReader, ColumnWriter } from "./column.ts";
import { concatBytes } from "./plainBytes.ts";

/** In wire order; docs/codec.md says what each holds. What LZ4 cannot shrink comes last. */
const STREAMS = [
  "timestamps",
  "producers",
  "origins",
  "counts",
  "feeValues",
  "gasLimitForms",
  "shapes",
  "wordClasses",
  "delays",
  "numberForms",
  "nonceForms",
  "valueForms",
  "lengths",
  "accessCounts",
  "keyCounts",
  "bytes",
  "addressValues",
  "packed",
  "signatures",
] as const;

export type StreamName = (typeof STREAMS)[number];

export class StreamsWriter {
  readonly #outs = new Map<StreamName, ByteWriter>();
  readonly #columns = new Map<StreamName, ColumnWriter>();
  readonly #bits = new Map<StreamName, BitWriter>();

  bytes(name: StreamName): ByteWriter {
    const out = this.#outs.get(name) ?? new ByteWriter();
    this.#outs.set(name, out);
    return out;
  }

  column(name: StreamName): ColumnWriter {
    const column = this.#columns.get(name) ?? new ColumnWriter(this.bytes(name));
    this.#columns.set(name, column);
    return column;
  }

  bits(name: StreamName): BitWriter {
    const bits = this.#bits.get(name) ?? new BitWriter(this.bytes(name));
    this.#bits.set(name, bits);
    return bits;
  }

  finish(): Uint8Array {
    for (const bits of this.#bits.values()) bits.close();
    for (const column of this.#columns.values()) column.close();
    const streams = STREAMS.map((name) => this.bytes(name).finish());
    const lengths = new ByteWriter();
    for (const stream of streams) lengths.varint(BigInt(stream.length));
    return concatBytes([lengths.finish(), ...streams]);
  }
}

export class StreamsReader {
  readonly #froms = new Map<StreamName, ByteReader>();
  readonly #columns = new Map<StreamName, ColumnReader>();
  readonly #bits = new Map<StreamName, BitReader>();

  constructor(content: Uint8Array) {
    const from = new ByteReader(content);
    const lengths = STREAMS.map(() => from.count(content.length, "truncated"));
    STREAMS.forEach((name, i) => {
      this.#froms.set(name, new ByteReader(from.bytes(lengths[i]!)));
    });
    from.end();
  }

  bytes(name: StreamName): ByteReader {
    return this.#froms.get(name)!;
  }

  column(name: StreamName): ColumnReader {
    const column = this.#columns.get(name) ?? new ColumnReader(this.bytes(name));
    this.#columns.set(name, column);
    return column;
  }

  bits(name: StreamName): BitReader {
    const bits = this.#bits.get(name) ?? new BitReader(this.bytes(name));
    this.#bits.set(name, bits);
    return bits;
  }

  /** Refuses what has not been read. */
  end(): void {
    for (const bits of this.#bits.values()) bits.end();
    for (const column of this.#columns.values()) column.end();
    for (const from of this.#froms.values()) from.end();
  }
}
