/** HTTP as the sources of blobs need it: bounded in time and size, "not there" apart from "does not answer". */
import { type Hex, hexToBytes, isHex } from "viem";
import type { z } from "zod";
import { BLOB_BYTES } from "../../../protocol/batch/blobs.ts";
import { ServiceError } from "../../../runtime/serviceError.ts";

const TIMEOUT_MS = 20_000;
/** A slot's blobs as hexadecimal JSON; networks allow some tens of them. */
const MAX_JSON_BYTES = 64 * 1024 * 1024;

/** Nothing of that name: 404, and what servers say of an endpoint that they no longer or do not yet have. */
const isAbsent = (status: number): boolean => [404, 405, 410, 501].includes(status);

const failed = (url: string, what: string, cause?: unknown): ServiceError =>
  new ServiceError("blob-source", `${url}: ${what}`, { cause });

/** The body, or undefined if the server does not have it. */
export async function fetchBytes(url: string, maxBytes: number): Promise<Uint8Array | undefined> {
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch((cause: unknown) => {
    throw failed(url, "does not answer", cause);
  });
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    if (isAbsent(response.status)) return undefined;
    throw failed(url, `HTTP ${response.status}`);
  }
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body) {
    length += part.length;
    if (length > maxBytes) throw failed(url, `more than ${maxBytes} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

export async function fetchJson<S extends z.ZodType>(
  url: string,
  schema: S,
): Promise<z.output<S> | undefined> {
  const bytes = await fetchBytes(url, MAX_JSON_BYTES);
  if (bytes === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(Buffer.from(bytes).toString("utf8")));
  } catch (cause) {
    throw failed(url, "not the JSON that was asked for", cause);
  }
}

/** A blob in hexadecimal; what is none becomes an empty one, which nothing matches. */
export const decodeBlob = (text: string): Uint8Array =>
  isHex(text) && text.length === 2 + 2 * BLOB_BYTES ? hexToBytes(text as Hex) : new Uint8Array();
