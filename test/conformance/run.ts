/** The official suites against the engine's state, rules and interpreter. See --help. */
import { parseArgs } from "node:util";
import { isSlow, SUITES, verdicts } from "./suites.ts";

const HELP = `npm run conformance -- [--slow] [PART …]

Runs the official GeneralStateTests, BlockchainTests and execution-spec-tests.
  PART    only files whose path contains it, e.g. stRevertTest
  --slow  also the files that take minutes each`;

const { values, positionals } = parseArgs({
  options: { slow: { type: "boolean", default: false }, help: { type: "boolean", default: false } },
  allowPositionals: true,
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

const wanted = (path: string): boolean =>
  (values.slow || !isSlow(path)) &&
  (positionals.length === 0 || positionals.some((part) => path.includes(part)));

const total = { passed: 0, failed: 0 };
for (const suite of SUITES) {
  const count = { passed: 0, failed: 0 };
  let shownAt = Date.now();
  for await (const { title, failure } of verdicts(suite, wanted)) {
    if (failure === undefined) count.passed++;
    else {
      count.failed++;
      console.log(`FAILED ${title}: ${failure}`);
    }
    if (Date.now() - shownAt < 10_000) continue;
    shownAt = Date.now();
    console.error(`${suite.name}: ${count.passed} passed, ${count.failed} failed so far (${title})`);
  }
  console.log(`${suite.name}: ${count.passed} passed, ${count.failed} failed`);
  total.passed += count.passed;
  total.failed += count.failed;
}
if (total.passed + total.failed === 0) {
  console.error(`no official test has ${positionals.join(" or ")} in its path`);
  process.exit(2);
}
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);
