/** How the fields of a command's schema appear as options of the command line, and the help that lists them. */
import { z } from "zod";

/** Option names on the command line that differ from the key they set. */
const ALIASES: Readonly<Record<string, string>> = { l1: "l1Url", state: "stateDir" };

const SHORT_NAMES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(ALIASES).map(([name, key]) => [key, name]),
);

/** The option on the command line that sets a key: `l1Port` is `--l1-port`. */
export const optionOf = (key: string): string =>
  SHORT_NAMES[key] ?? key.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);

function innermost(field: unknown): z.ZodType | undefined {
  let type = field as z.ZodType | undefined;
  while (type instanceof z.ZodDefault || type instanceof z.ZodOptional) type = type.unwrap() as z.ZodType;
  return type;
}

export const isBoolean = (field: unknown): boolean => innermost(field) instanceof z.ZodBoolean;
export const isList = (field: unknown): boolean => innermost(field) instanceof z.ZodArray;
export const isNumber = (field: unknown): boolean => innermost(field) instanceof z.ZodNumber;

const COLUMN = 31;

/** One line for each option of a command: its name, its choices, what it is, its default or that it is required. */
export function optionHelp(schema: z.ZodObject): string[] {
  const lines = Object.entries(schema.shape).map(([key, field]) => {
    const type = field as z.ZodType;
    return lineOf(`--${optionOf(key)}${placeholderOf(type)}`, `${type.description ?? ""}${standardOf(type)}`);
  });
  return [...lines, lineOf("--config FILE", "the same options as JSON, names in camel case")];
}

const lineOf = (option: string, what: string): string => `${option.padEnd(COLUMN)} ${what}`;

function placeholderOf(field: z.ZodType): string {
  const type = innermost(field);
  if (type instanceof z.ZodEnum) return ` ${type.options.join("|")}`;
  if (isBoolean(field)) return "";
  return isNumber(field) ? " NUMBER" : " VALUE";
}

function standardOf(type: z.ZodType): string {
  if (type instanceof z.ZodDefault) return isList(type) ? "" : ` (${String(type.def.defaultValue)})`;
  return type.safeParse(undefined).success ? "" : " (required)";
}
