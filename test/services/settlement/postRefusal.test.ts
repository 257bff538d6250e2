import { expect } from "chai";
import { zeroAddress } from "viem";
import { postRefusal } from "../../../services/settlement/postRefusal.ts";

const POLICY = "0x00000000000000000000000000000000000000AA";
const LEADER = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

describe("a refusal of the inbox", () => {
  const wrongSigner = (leader: string) =>
    postRefusal(
      { ok: false, error: "InboxWrongSigner", args: [leader, LEADER], detail: "InboxWrongSigner(…)" },
      POLICY,
    );

  it("leader-not-bonded: the inbox knows no leader, and says where to stake", () => {
    const { error, detail } = wrongSigner(zeroAddress);
    expect(error).equal("leader-not-bonded");
    expect(detail).match(new RegExp(`stake\\(\\).*cancelExit\\(\\) on ${POLICY}$`));
  });

  it("keeps its name when another account leads", () => {
    expect(wrongSigner(POLICY)).deep.equal({ error: "InboxWrongSigner", detail: "InboxWrongSigner(…)" });
  });
});
