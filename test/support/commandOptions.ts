/**
 * Options of the long commands that people type: soaks, invariants, benchmarks. What is mistyped is refused in one
 * line before anything runs: a soak of NaN kills would end well.
 */
import { parseArgs } from "node:util";

type NumberOption = {
  readonly what: string;
  readonly least: number;
  readonly standard: number;
  /** for the help, in place of the standard */
  readonly shown?: string;
};

export type CommandSpec<Number extends string, Flag extends string> = {
  /** as it is typed, without options */
  readonly command: string;
  readonly does: string;
  /** `--name N`; whole numbers */
  readonly numbers?: Readonly<Record<Number, NumberOption>>;
  readonly flags?: Readonly<Record<Flag, string>>;
  /** of the numbers, those that are given by their place */
  readonly placed?: readonly NoInfer<Number>[];
  /** any of them may be given, in any order */
  readonly words?: readonly string[];
};

export type CommandOptions<Number extends string, Flag extends string> = {
  readonly numbers: Readonly<Record<Number, number>>;
  readonly flags: Readonly<Record<Flag, boolean>>;
  readonly words: readonly string[];
};

type Refused = { readonly ok: false; readonly exitCode: 0 | 2; readonly text: string };

/** For the program that runs: prints what is to be printed and ends it, or answers. */
export function commandOptions<N extends string = never, F extends string = never>(
  spec: CommandSpec<N, F>,
): CommandOptions<N, F> {
  const read = readOptions(spec, process.argv.slice(2));
  if (read.ok) return read;
  if (read.exitCode === 0) console.log(read.text);
  else console.error(read.text);
  process.exit(read.exitCode);
}

export function readOptions<N extends string = never, F extends string = never>(
  spec: CommandSpec<N, F>,
  argv: readonly string[],
): ({ readonly ok: true } & CommandOptions<N, F>) | Refused {
  const refuse = (why: string): Refused => ({
    ok: false,
    exitCode: 2,
    text: `${spec.command}: ${why}; --help lists what there is`,
  });
  const parsed = parse(spec, argv);
  if (typeof parsed === "string") return refuse(parsed);
  if (parsed.values.help === true) return { ok: false, exitCode: 0, text: helpOf(spec) };
  const placed = spec.placed ?? [];
  const words = parsed.positionals.slice(placed.length);
  const unknown = words.find((word) => !spec.words?.includes(word));
  if (unknown !== undefined) return refuse(`there is no ${JSON.stringify(unknown)} to choose`);
  const numbers: Partial<Record<N, number>> = {};
  for (const [name, option] of entriesOf(spec.numbers)) {
    const place = placed.indexOf(name);
    const text = place < 0 ? parsed.values[name] : parsed.positionals[place];
    const number = text === undefined ? option.standard : wholeNumber(text);
    if (number === undefined || number < option.least)
      return refuse(`${shown(spec, name)} must be a whole number from ${option.least} on, not "${text}"`);
    numbers[name] = number;
  }
  const flags = Object.fromEntries(
    entriesOf(spec.flags).map(([name]) => [name, parsed.values[name] === true]),
  );
  return { ok: true, numbers: numbers as Record<N, number>, flags: flags as Record<F, boolean>, words };
}

type Parsed = {
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  readonly positionals: readonly string[];
};

/** @returns what is wrong, if it cannot be read */
function parse<N extends string, F extends string>(
  spec: CommandSpec<N, F>,
  argv: readonly string[],
): Parsed | string {
  const options: Record<string, { type: "boolean" | "string"; short?: string }> = {
    help: { type: "boolean", short: "h" },
  };
  for (const [name] of entriesOf(spec.numbers))
    if (!spec.placed?.includes(name)) options[name] = { type: "string" };
  for (const [name] of entriesOf(spec.flags)) options[name] = { type: "boolean" };
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true }) as Parsed;
  } catch (cause) {
    return (cause as Error).message.split(/\. |\n/)[0]!;
  }
}

function helpOf<N extends string, F extends string>(spec: CommandSpec<N, F>): string {
  const numbers = entriesOf(spec.numbers).map(([name, option]) => [
    spec.placed?.includes(name) ? name : `--${name} N`,
    `${option.what} (${option.shown ?? option.standard})`,
  ]);
  const flags = entriesOf(spec.flags).map(([name, what]) => [`--${name}`, what]);
  const words = spec.words?.map((word) => (word.includes(" ") ? JSON.stringify(word) : word)) ?? [];
  const options = [...numbers, ...flags].map(([name = "", what]) => `  ${name.padEnd(22)} ${what}`);
  const choice = words.length === 0 ? [] : [`  any of ${words.join(", ")}`];
  return [spec.command, "", spec.does, "", ...options, ...choice].join("\n");
}

const shown = <N extends string, F extends string>({ placed }: CommandSpec<N, F>, name: N): string =>
  placed?.includes(name) ? name : `--${name}`;

/** `Number` makes nothing at all a zero. */
function wholeNumber(text: string | boolean): number | undefined {
  const number = /^\d+$/.test(String(text)) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(number) ? number : undefined;
}

const entriesOf = <K extends string, V>(record: Readonly<Record<K, V>> | undefined): [K, V][] =>
  Object.entries(record ?? {}) as [K, V][];

/** Any, printed by whoever uses it. */
export const randomSeed = (): NumberOption => ({
  what: "of all random choices",
  least: 0,
  shown: "another each time",
  standard: Date.now() % 2 ** 31,
});
