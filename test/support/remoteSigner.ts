/** web3signer's eth1 interface over one key, in this process. */
import { createServer } from "node:http";
import { type Hex, keccak256, toHex } from "viem";
import type { HDAccount } from "viem/accounts";
import { sign } from "viem/accounts";

export type FakeRemoteSigner = {
  readonly url: string;
  /** what it was asked to sign */
  readonly signed: Hex[];
  /** Changes what it answers: another status, or another text than the signature. */
  answer: ((signature: Hex) => { readonly status: number; readonly text: string }) | undefined;
  close(): Promise<void>;
};

export async function startRemoteSigner(account: HDAccount): Promise<FakeRemoteSigner> {
  const hd = account.getHdKey();
  const privateKey = toHex(hd.privateKey!);
  const publicKey = `0x${account.publicKey.slice(4)}`;
  const server = createServer((request, response) => {
    const say = (status: number, text: string): void => void response.writeHead(status).end(text);
    if (request.method === "GET" && request.url === "/api/v1/eth1/publicKeys")
      return say(200, JSON.stringify([`0x${"11".repeat(64)}`, publicKey]));
    if (request.method !== "POST" || request.url !== `/api/v1/eth1/sign/${publicKey}`)
      return say(404, "Public Key not found");
    let body = "";
    request.on("data", (part: Buffer) => {
      body += part.toString();
    });
    request.on("end", async () => {
      const { data } = JSON.parse(body) as { data: Hex };
      fake.signed.push(data);
      const signature = (await sign({ hash: keccak256(data), privateKey, to: "hex" })) as Hex;
      const { status, text } = fake.answer?.(signature) ?? { status: 200, text: signature };
      say(status, text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const fake: FakeRemoteSigner = {
    url: `http://127.0.0.1:${port}`,
    signed: [],
    answer: undefined,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return fake;
}
