/**
 * The interpreter looks for the jump destinations of a contract's code whenever it is called, byte by byte, which was
 * a third of the time spent on calls. What it finds depends on the code and the opcodes alone, so it is kept as long
 * as the code is. The class is not exported; an opcode of our own shows it once.
 */

import type { Common } from "@ethereumjs/common";
import { createEVM, type EVM } from "@ethereumjs/evm";

type Analysed = (this: { readonly _evm: EVM }, code: Uint8Array) => object;
type Interpreter = { _getValidJumpDestinations?: Analysed };

/** No chain uses it. */
const SHOW = 0x0c;

let isKept: Promise<void> | undefined;

/** Has every interpreter of this thread keep its jump tables. */
export function keepJumpTables(rules: Common): Promise<void> {
  isKept ??= keepThem(rules);
  return isKept;
}

async function keepThem(rules: Common): Promise<void> {
  let shown: Interpreter | undefined;
  const logicFunction = ({ interpreter }: { interpreter: object }): void => {
    shown = Object.getPrototypeOf(interpreter) as Interpreter;
  };
  const opcode = { opcode: SHOW, opcodeName: "SHOW", baseFee: 0, logicFunction };
  const evm = await createEVM({ common: rules, customOpcodes: [opcode] });
  await evm.runCode({ code: Uint8Array.of(SHOW), gasLimit: 1n });
  const analyse = shown?._getValidJumpDestinations;
  if (shown === undefined || analyse === undefined)
    throw new Error("@ethereumjs/evm has no _getValidJumpDestinations any more: see jumpTables.ts");
  const kept = new WeakMap<object, WeakMap<Uint8Array, object>>();
  shown._getValidJumpDestinations = function (code) {
    // Chains of other rules have other opcodes.
    const opcodes = (this._evm as unknown as { readonly _opcodeMap: object })._opcodeMap;
    const tables = kept.get(opcodes) ?? new WeakMap<Uint8Array, object>();
    kept.set(opcodes, tables);
    const table = tables.get(code) ?? analyse.call(this, code);
    tables.set(code, table);
    return table;
  };
}
