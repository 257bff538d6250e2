/** JSON that keeps bigints: { "$n": "123" }. For records on our own disk, never for the wire. */

export const encodeRecord = (value: unknown): string =>
  JSON.stringify(value, (_key, field: unknown) =>
    typeof field === "bigint" ? { $n: field.toString() } : field,
  );

export const decodeRecord = <T>(text: string): T =>
  JSON.parse(text, (_key, field: unknown) => (isBigint(field) ? BigInt(field.$n) : field)) as T;

const isBigint = (field: unknown): field is { $n: string } =>
  typeof field === "object" && field !== null && "$n" in field && Object.keys(field).length === 1;
