import { Account, bytesToHex, createAddressFromString, KECCAK256_RLP } from "@ethereumjs/util";
import { expect } from "chai";
import { keepJumpTables } from "../../../services/execution/ethereumjs/jumpTables.ts";
import { pragueRules } from "../../../services/execution/ethereumjs/rules.ts";
import { StateNodes } from "../../../services/execution/ethereumjs/stateNodes.ts";
import { createBlockView } from "../../../services/execution/ethereumjs/view.ts";

const WHO = createAddressFromString("0x00000000000000000000000000000000000000aa");
const SLOT = new Uint8Array(32).fill(3);
const rules = pragueRules(42101n);

async function filled() {
  const { state, caches } = await createBlockView(rules, new StateNodes(() => undefined));
  await state.checkpoint();
  await state.putAccount(WHO, new Account(1n, 5n));
  await state.putStorage(WHO, SLOT, Uint8Array.of(9));
  await state.putCode(WHO, Uint8Array.of(0x60, 0x00));
  await state.commit();
  return { state, caches };
}

describe("traps of the engine's library", () => {
  it("emptying the caches between blocks loses no write: accounts, slots, code", async () => {
    const { state, caches } = await filled();
    const root = bytesToHex(await state.getStateRoot());
    caches.clear();
    expect((await state.getAccount(WHO))?.balance).to.equal(5n);
    expect(await state.getStorage(WHO, SLOT)).to.deep.equal(Uint8Array.of(9));
    expect(await state.getCode(WHO)).to.deep.equal(Uint8Array.of(0x60, 0x00));
    expect(bytesToHex(await state.getStateRoot())).to.equal(root);
  });

  it("after a block that was taken back, the next has the root as if there had been none", async () => {
    const { state } = await filled();
    const root = await state.getStateRoot();
    await state.checkpoint();
    await state.putStorage(WHO, SLOT, Uint8Array.of(7));
    await state.deleteAccount(WHO);
    await state.revert();
    state.clearCaches();
    await state.setStateRoot(root);
    await state.checkpoint();
    await state.putAccount(WHO, (await state.getAccount(WHO))!);
    await state.commit();
    expect(bytesToHex(await state.getStateRoot())).to.equal(bytesToHex(root));
    expect(await state.getStorage(WHO, SLOT)).to.deep.equal(Uint8Array.of(9));
  });

  it("a slot set to zero and an account taken out leave the empty trie", async () => {
    const { state } = await filled();
    await state.checkpoint();
    await state.putStorage(WHO, SLOT, Uint8Array.of(0));
    await state.commit();
    expect(bytesToHex((await state.getAccount(WHO))!.storageRoot)).to.equal(bytesToHex(KECCAK256_RLP));
    await state.checkpoint();
    await state.deleteAccount(WHO);
    await state.commit();
    expect(bytesToHex(await state.getStateRoot())).to.equal(bytesToHex(KECCAK256_RLP));
  });

  it("the interpreter still has the method whose answers are kept", async () => {
    await keepJumpTables(rules);
  });

  it("rules are neither copied nor merged again", () => {
    expect(rules.copy()).to.equal(rules);
  });
});
