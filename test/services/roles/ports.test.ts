import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { expect } from "chai";
import fastify, { type FastifyInstance } from "fastify";
import { requireFreePorts } from "../../../services/roles/freePorts.ts";
import { listen } from "../../../services/roles/listen.ts";
import { UsageError } from "../../../services/runtime/serviceError.ts";

describe("ports", () => {
  let holder: Server;
  let occupied: number;
  const servers: FastifyInstance[] = [];
  const newServer = (): FastifyInstance => {
    const server = fastify();
    server.get("/", async () => "here");
    servers.push(server);
    return server;
  };
  /** A port that was free a moment ago. */
  const freePort = async (): Promise<number> => {
    const probe = createServer().listen(0, "127.0.0.1");
    await once(probe, "listening");
    const { port } = probe.address() as AddressInfo;
    probe.close();
    await once(probe, "close");
    return port;
  };
  const refusal = async (job: Promise<unknown>): Promise<string> => {
    const err: unknown = await job.then(
      () => undefined,
      (cause: unknown) => cause,
    );
    expect(err).instanceOf(UsageError);
    return (err as Error).message;
  };

  before(async () => {
    holder = createServer().listen(0, "127.0.0.1");
    await once(holder, "listening");
    occupied = (holder.address() as AddressInfo).port;
  });
  after(() => holder.close());
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });

  describe("requireFreePorts", () => {
    it("says nothing about free ports and leaves them free", async () => {
      const port = await freePort();
      await requireFreePorts([{ option: "--rpc-port", port }]);
      await requireFreePorts([{ option: "--rpc-port", port }]);
      expect(await listen(newServer(), "rpc", port)).to.equal(`http://127.0.0.1:${port}`);
    });

    it("takes 0 for any free port", () => requireFreePorts([{ option: "--l1-port", port: 0 }]));

    it("names an occupied port and the option that chooses another", async () => {
      const wanted = [
        { option: "--rpc-port", port: await freePort() },
        { option: "--mining-port", port: occupied },
      ];
      expect(await refusal(requireFreePorts(wanted))).to.equal(
        `port ${occupied} is occupied: stop the program that holds it, or choose another by --mining-port`,
      );
    });
  });

  describe("listen", () => {
    it("serves on this machine only and answers with the URL", async () => {
      const server = newServer();
      const url = await listen(server, "rpc", 0);
      expect(await (await fetch(url)).text()).to.equal("here");
      expect((server.server.address() as AddressInfo).address).to.equal("127.0.0.1");
      expect(server.addresses()).to.have.length(1);
    });

    it("names an occupied port and the option that chooses another", async () => {
      expect(await refusal(listen(newServer(), "mining", occupied))).to.equal(
        `port ${occupied} for mining is occupied: stop the program that holds it, or choose another by --mining-port`,
      );
    });
  });
});
