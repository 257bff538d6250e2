import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import ts from "typescript";

const ROOT = join(import.meta.dirname, "../..");

type Level = "error" | "warn";
type Logged = { readonly file: string; readonly level: Level; readonly message: string };

/** Texts that an expression can be; none of what is put together elsewhere. */
function textsOf(node: ts.Expression | undefined): string[] {
  if (node === undefined) return [];
  if (ts.isStringLiteral(node)) return [node.text];
  return ts.isConditionalExpression(node) ? [...textsOf(node.whenTrue), ...textsOf(node.whenFalse)] : [];
}

/** `log.warn(facts, "message")`, whatever the logger hangs on. */
function loggedIn(file: string): Logged[] {
  const source = ts.createSourceFile(file, readFileSync(join(ROOT, file), "utf8"), ts.ScriptTarget.Latest);
  const found: Logged[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { name, expression } = node.expression;
      const isLog = /(?:^|\.)log$/.test(expression.getText(source));
      if (isLog && (name.text === "error" || name.text === "warn"))
        for (const message of textsOf(node.arguments.at(-1))) found.push({ file, level: name.text, message });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const page = readFileSync(join(ROOT, "docs/operating.md"), "utf8");
const logged = globSync("services/**/*.ts", { cwd: ROOT }).flatMap(loggedIn);

describe("the table of log messages in docs/operating.md", () => {
  it("has every warning and error of the services, with its level", () => {
    expect(logged.length).greaterThan(50);
    expect(logged.filter(({ message, level }) => !page.includes(`| ${message} | ${level} |`))).deep.equal([]);
  });
});
