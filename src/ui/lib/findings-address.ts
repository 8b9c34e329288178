/** The address of the findings' pages → what the API is asked, and the same as a search of messages. */
import { term } from "./address.ts";
import { apiUrl } from "./api.ts";

type Get = (name: string) => string;

export const severities = ["error", "warning", "note"] as const;
export const sides = ["station", "csms", "network", "ours"] as const;
export const groups = ["rule", "station", "model", "firmware"] as const;

/** What is asked where the address says nothing. */
export const SPAN_DEFAULT = "24h";

/** The spans to choose from; "all" is the whole record. */
export const spans = [
  ["1h", "Last hour"],
  ["24h", "Last 24 hours"],
  ["7d", "Last 7 days"],
  ["30d", "Last 30 days"],
  ["all", "All times"],
] as const;

export type TimeParams = { readonly from: string; readonly to: string };

/** As on the page of messages: `from` and `to` win over the span `t`. */
export function timeParams(get: Get): TimeParams {
  const [from, to] = [get("from"), get("to")];
  if (from !== "" || to !== "") return { from, to };
  const span = get("t") || SPAN_DEFAULT;
  return { from: span === "all" ? "" : span, to: "" };
}

function timeAddress(get: Get) {
  const [from, to] = [get("from"), get("to")];
  return from === "" && to === "" ? { t: get("t") || SPAN_DEFAULT } : { from, to };
}

/** The chosen severities; none chosen is all. */
export function severitiesIn(get: Get): readonly string[] {
  return get("severity")
    .split(",")
    .filter((each) => severities.some((severity) => severity === each));
}

function termsOf(get: Get): readonly string[] {
  const chosen = severitiesIn(get);
  return [
    ...["rule", "station", "side"].flatMap((name) => {
      const value = get(name);
      return value === "" ? [] : [term(name === "rule" ? "finding" : name, value)];
    }),
    ...(chosen.length === 0 ? [] : [`severity:(${chosen.join(" OR ")})`]),
  ];
}

/** Of `/api/findings` and `/api/findings/trend`. */
export function scopeParams(get: Get) {
  const own = get("q").trim();
  const q = [...termsOf(get), ...(own === "" ? [] : [/ OR /.test(own) ? `(${own})` : own])];
  return {
    q: q.join(" "),
    ...timeParams(get),
    ...{ vendor: get("vendor"), model: get("model"), firmware: get("firmware") },
  };
}

/** The page of the messages that these findings rest on. */
export function messagesPath(get: Get, more: Readonly<Record<string, string>> = {}): string {
  const q = termsOf((name) => more[name] ?? get(name));
  return apiUrl("/", { q: q.length === 0 ? "finding:*" : q.join(" "), ...timeAddress(get) });
}
