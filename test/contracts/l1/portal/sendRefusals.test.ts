import { expect } from "chai";
import { type Hex, zeroAddress } from "viem";
import { MESSENGER } from "../../../../services/protocol/systemAddresses.ts";
import type { Deployed } from "../../../support/contracts.ts";
import { alice, deployL1, L1, type L1Fixture } from "../../../support/l1/l1Fixture.ts";
import {
  EIP_CONTRACTS,
  fee,
  GAS_LIMIT,
  type SendOptions,
  sendCall,
} from "../../../support/l1/portalMessages.ts";

describe("Portal.send refuses", () => {
  let fixture: L1Fixture;
  let portal: Deployed;
  before(async () => {
    fixture = await deployL1();
    portal = fixture.contracts.portal;
  });
  const expectRefusal = async (options: SendOptions, errorName: string, args: readonly unknown[]) => {
    expect(await portal.refusal(...sendCall(options))).deep.equal({ errorName, args });
  };

  it("PortalUnknownRollup", async () => {
    await expectRefusal({ dst: 7n }, "PortalUnknownRollup", [7n]);
    await expectRefusal({ dst: L1 }, "PortalUnknownRollup", [L1]);
  });

  it("PortalForbiddenTarget: the messenger and the contracts of the EIPs", async () => {
    for (const target of [MESSENGER, ...EIP_CONTRACTS] as const)
      await expectRefusal({ target }, "PortalForbiddenTarget", [target]);
  });

  it("PortalForbiddenRefund: the Portal itself, the messenger and the contracts of the EIPs", async () => {
    for (const refundTo of [portal.address, MESSENGER, ...EIP_CONTRACTS] as const)
      await expectRefusal({ refundTo }, "PortalForbiddenRefund", [refundTo]);
  });

  it("PortalGasLimitOutOfRange: below a call's cost, above the maximum", async () => {
    const { maxGasPerMessage } = fixture.parameters.portal;
    for (const gasLimit of [20_999n, maxGasPerMessage + 1n])
      await expectRefusal({ gasLimit }, "PortalGasLimitOutOfRange", [21_000n, maxGasPerMessage, gasLimit]);
    await portal.write(...sendCall({ gasLimit: maxGasPerMessage }));
  });

  it("PortalDataTooLong", async () => {
    const maximum = Number(fixture.parameters.portal.maxDataBytes);
    const data: Hex = `0x${"11".repeat(maximum + 1)}`;
    await expectRefusal({ data }, "PortalDataTooLong", [BigInt(maximum), BigInt(maximum + 1)]);
    await portal.write(...sendCall({ data: `0x${"11".repeat(maximum)}` }));
  });

  it("PortalDeadlineTooSoon", async () => {
    const { forceDelaySec, maxLagSec } = fixture.parameters.limits;
    const earliest = (await fixture.chain.now()) + forceDelaySec + maxLagSec;
    await expectRefusal({ deadline: earliest - 1n }, "PortalDeadlineTooSoon", [earliest, earliest - 1n]);
  });

  it("PortalFeeTooLow: less than the price", async () => {
    await expectRefusal({ value: -1n }, "PortalFeeTooLow", [fee(GAS_LIMIT), fee(GAS_LIMIT) - 1n]);
  });

  it("PortalBurnFailed: where the zero address takes no ETH", async () => {
    const odd = await deployL1();
    await odd.chain.test.setCode({ address: zeroAddress, bytecode: "0xfe" });
    expect(await odd.contracts.portal.refusal(...sendCall())).deep.equal({
      errorName: "PortalBurnFailed",
      args: [],
    });
  });

  it("ETH that comes without a message", async () => {
    const sent = fixture.chain.client.call({ account: alice, to: portal.address, value: 1n });
    expect(
      await sent.then(
        () => "taken",
        () => "refused",
      ),
    ).equal("refused");
  });
});
