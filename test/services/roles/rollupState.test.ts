import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { readParameters } from "../../../deploy/parameters.ts";
import { planDeployment } from "../../../deploy/plan.ts";
import { readSystemArtifacts } from "../../../services/adapters/artifacts.ts";
import { buildGenesis } from "../../../services/execution/genesis.ts";
import type { Deployment } from "../../../services/protocol/deployment.ts";
import { openRollupState, type RollupState } from "../../../services/roles/rollupState.ts";
import { UsageError } from "../../../services/runtime/serviceError.ts";
import { testAccount } from "../../support/lockstepRollups.ts";

/** The devnet's, as if planned in this second. */
const plan = (timestamp: bigint): Promise<Deployment> =>
  planDeployment(
    readParameters("deploy/parameters/devnet.json"),
    {
      chainId: 31337n,
      deployer: testAccount(0).address,
      nonce: 0n,
      origin: { number: 7n, hash: `0x${"11".repeat(32)}` },
      timestamp,
    },
    ({ l1Origin, ...request }) =>
      buildGenesis(
        { ...request, l1OriginNumber: l1Origin.number, l1Origin: l1Origin.hash },
        readSystemArtifacts(),
      ),
  );

describe("rollup state", () => {
  let folder: string;
  let deployment: Deployment;
  before(async () => {
    deployment = await plan(1_800_000_000n);
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "rollup-state-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Opens it, looks at it and closes it again, as a life cycle does. */
  async function visit(of: Deployment, look: (state: RollupState) => Promise<void> | void): Promise<void> {
    const stops: (() => Promise<void>)[] = [];
    try {
      await look(
        await openRollupState(of, join(folder, "rollups"), { onStop: (_, stop) => void stops.push(stop) }),
      );
    } finally {
      for (const stop of stops.reverse()) await stop();
    }
  }
  it("writes genesis into an empty folder: the blocks that the deployment names", () =>
    visit(deployment, ({ store, engines, domain }) => {
      expect(store.head()?.superblock).to.deep.equal(deployment.genesisSuperblock);
      expect(engines.map(({ chainId }) => chainId)).to.deep.equal(
        deployment.rollups.map(({ chainId }) => chainId),
      );
      expect(domain).to.deep.equal({ l1ChainId: deployment.l1ChainId, inbox: deployment.addresses.inbox });
      for (const { chainId, genesisHash } of deployment.rollups)
        expect(store.header(chainId, 0n)?.hash).to.equal(genesisHash);
    }));

  it("finds it again on the next start, state and all", async () => {
    await visit(deployment, () => undefined);
    await visit(deployment, async ({ store, engines }) => {
      const [account] = deployment.genesisAccounts;
      for (const engine of engines) {
        const { stateRoot } = store.header(engine.chainId, 0n)!;
        expect(await engine.code(stateRoot, account!.address)).to.equal(account!.code);
      }
    });
  });

  it("refuses a folder of another deployment and leaves it as it was", async () => {
    await visit(deployment, () => undefined);
    const err: unknown = await visit(await plan(1_800_000_001n), () => undefined).then(
      () => undefined,
      (cause: unknown) => cause,
    );
    expect(err).instanceOf(UsageError);
    expect((err as Error).message).to.match(
      /holds the rollups of another deployment: .*--state.*--deployment/,
    );
    await visit(deployment, ({ store }) => {
      expect(store.head()?.superblock).to.deep.equal(deployment.genesisSuperblock);
    });
  });
});
