/** The workers of the mining RPC, in a file that only its owner can read. */
import { type Address, getAddress, isAddress } from "viem";
import { Secret } from "../runtime/logger.ts";
import { UsageError } from "../runtime/serviceError.ts";
import { readSecretFile } from "./keyFile.ts";

export type WorkerLine = { readonly name: string; readonly password: Secret; readonly account?: Address };

/** One worker a line, `name:password` or `name:password:0xaccount`; empty lines and those that begin with # are not read. */
export function readWorkersFile(path: string): readonly WorkerLine[] {
  const lines = readSecretFile(path)
    .split("\n")
    .map((text, i) => ({ text: text.trim(), where: `${path}:${i + 1}` }))
    .filter(({ text }) => text !== "" && !text.startsWith("#"));
  const workers = lines.map(({ text, where }) => workerOf(text, where));
  const names = new Set<string>();
  for (const { name } of workers) {
    if (names.has(name)) throw new UsageError(`${path} has two workers named ${name}`);
    names.add(name);
  }
  return workers;
}

/** Never quotes the line, which holds a password. */
function workerOf(text: string, where: string): WorkerLine {
  const [name = "", password = "", account, ...rest] = text.split(":");
  if (name === "" || password === "" || rest.length > 0)
    throw new UsageError(`${where} is not name:password or name:password:0xaccount`);
  if (account === undefined) return { name, password: new Secret(password) };
  if (!isAddress(account)) throw new UsageError(`${where} names an account that is no Ethereum address`);
  return { name, password: new Secret(password), account: getAddress(account) };
}
