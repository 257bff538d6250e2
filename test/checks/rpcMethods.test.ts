import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { METHODS } from "../../services/api/methods/index.ts";

const page = readFileSync(join(import.meta.dirname, "../../docs/rpc.md"), "utf8");

describe("docs/rpc.md", () => {
  it("names every method of a rollup's JSON-RPC", () => {
    expect(METHODS.size).greaterThan(50);
    expect([...METHODS.keys()].filter((name) => !page.includes(`\`${name}\``))).deep.equal([]);
  });

  it("names no other", () => {
    const named = [...page.matchAll(/`((?:eth|lockstep|debug|net|web3)_\w+)`/g)].map(([, name]) => name!);
    const absent = ["eth_createAccessList"];
    // A kind of subscription, not a method.
    const others = [...absent, "lockstep_transaction"];
    expect(named.filter((name) => !METHODS.has(name) && !others.includes(name))).deep.equal([]);
  });
});
