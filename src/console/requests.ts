/** Parameters of the API: what each means, and how its text is read. */
import type { Clock } from "../base/clock.ts";
import { OperationalError } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import { ocppVersions } from "../ocpp/versions.ts";
import { findingGroups } from "../query/findings.ts";
import { parseTime } from "../query/time.ts";
import { transactionStates } from "../query/transactions.ts";

type Parameter = {
  readonly description: string;
  readonly schema: Readonly<Record<string, unknown>>;
};

const TIME =
  "ISO 8601, e.g. 2026-11-21T09:00:00Z (UTC where no zone is given), or a span before now: 15m, 2h, 7d.";

/** Every query parameter of every route: names mean the same everywhere. */
export const parameters = {
  q: {
    description: "A query in the search language; empty is everything.",
    schema: { type: "string", maxLength: limits.queryCharsMax, default: "" },
  },
  from: { description: `Inclusive. ${TIME}`, schema: { type: "string" } },
  to: { description: `Exclusive. ${TIME}`, schema: { type: "string" } },
  since: {
    description: `Only those that something was recorded of since then. ${TIME}`,
    schema: { type: "string" },
  },
  limit: {
    description: "Most entries of the answer.",
    schema: {
      type: "integer",
      minimum: 1,
      maximum: limits.pageRowsMax,
      default: limits.pageRowsDefault,
    },
  },
  buckets: {
    description: "Bars of the histogram.",
    schema: { type: "integer", minimum: 1, maximum: limits.histogramBucketsMax, default: 60 },
  },
  cursor: {
    description: "`next` of the page before, unchanged.",
    schema: { type: "string", default: "" },
  },
  order: {
    description: "Which comes first.",
    schema: { type: "string", enum: ["newest", "oldest"] },
  },
  station: {
    description: "Only of this station: its exact id.",
    schema: { type: "string", default: "" },
  },
  replay: {
    description: "The instance of a replay, as it named it: replay-….",
    schema: { type: "string", default: "" },
  },
  state: {
    description: "Only transactions in this state.",
    schema: { type: "string", enum: [...transactionStates] },
  },
  format: {
    description: "jsonl: one Message a line, exact. csv: RFC 4180, for spreadsheets.",
    schema: { type: "string", enum: ["jsonl", "csv"], default: "jsonl" },
  },
  sender: {
    description: "Who sent messages that do not say it; without it, it is guessed.",
    schema: { type: "string", enum: ["station", "csms"] },
  },
  version: {
    description: "The OCPP version; of messages, it is found out where it is not given.",
    schema: { type: "string", enum: [...ocppVersions] },
  },
  vendor: {
    description: "Only of stations of this vendor: exactly as they say it.",
    schema: { type: "string", default: "" },
  },
  model: {
    description: "Only of stations of this model: exactly as they say it.",
    schema: { type: "string", default: "" },
  },
  firmware: {
    description: "Only of stations with this firmware: exactly as they say it.",
    schema: { type: "string", default: "" },
  },
  kind: {
    description: "Of a call, its request or its response.",
    schema: { type: "string", enum: ["request", "response"], default: "request" },
  },
  now: {
    description: "Close the station's open link, so that it connects anew: `?now`.",
    schema: { type: "boolean", default: false },
  },
  force: {
    description: "Send it though the schema of the station's version does not allow it: `?force`.",
    schema: { type: "boolean", default: false },
  },
  route: {
    description:
      "With the translation options of this route or shadow: its `match`. Without it, the default ones.",
    schema: { type: "string", default: "" },
  },
  group: {
    description: "Count findings by this instead of listing them.",
    schema: { type: "string", enum: [...findingGroups] },
  },
} as const satisfies Record<string, Parameter>;

export type ParameterName = keyof typeof parameters;

/** The text of a parameter, "" where it is not given. */
export type ParameterTexts = (name: ParameterName) => string;

export function invalidRequest(problem: string, remedy: string): OperationalError {
  return new OperationalError("REQUEST_INVALID", { problem, remedy });
}

/** Of a parsed query string; a parameter that is given twice is nobody's intent. */
export function parameterTexts(query: unknown): ParameterTexts {
  const given: Readonly<Record<string, unknown>> =
    typeof query === "object" && query !== null ? { ...query } : {};
  return (name) => {
    const value = given[name] ?? "";
    if (typeof value === "string") return value;
    throw invalidRequest(`${name} is given more than once`, "Give it once.");
  };
}

/** A parameter that is there, and does not say no. */
export function isSaid(query: unknown, name: ParameterName): boolean {
  const given = typeof query === "object" && query !== null ? Object.entries(query) : [];
  const value = given.find(([key]) => key === name)?.[1];
  return value !== undefined && !["false", "no", "0"].includes(String(value));
}

export function limitOf(texts: ParameterTexts): number {
  const text = texts("limit");
  if (text === "") return limits.pageRowsDefault;
  const limit = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= limits.pageRowsMax) return limit;
  throw invalidRequest(
    "limit is not a number that a page can have",
    `Give a whole number from 1 to ${limits.pageRowsMax}; for more, follow \`next\` or use /api/export.`,
  );
}

export function timesOf(texts: ParameterTexts, clock: Clock) {
  const nowUs = clock.nowUs();
  const fromUs = parseTime(texts("from"), "from", nowUs);
  const toUs = parseTime(texts("to"), "to", nowUs);
  return { fromUs, toUs };
}

/** One of a parameter's values; its first where it is not given. */
export function choiceOf<Choice extends string>(
  texts: ParameterTexts,
  name: ParameterName,
  choices: readonly [Choice, ...Choice[]],
): Choice {
  const text = texts(name);
  if (text === "") return choices[0];
  const choice = choices.find((one) => one === text);
  if (choice !== undefined) return choice;
  throw invalidRequest(`${name} is none of its values`, `Give one of ${choices.join(", ")}.`);
}

/** One of these; null where it is not given. */
export function choiceOrNull<Choice extends string>(
  name: ParameterName,
  text: string,
  choices: readonly Choice[],
): Choice | null {
  const choice = choices.find((one) => one === text);
  if (choice !== undefined) return choice;
  if (text === "") return null;
  throw invalidRequest(`${name} is none of its values`, `Give one of ${choices.join(", ")}.`);
}
