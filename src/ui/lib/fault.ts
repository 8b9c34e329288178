/** Faults on purpose: what a person fills in as the API takes it, and what is left of one. */
import type { Fault } from "../../console/fault-contract.ts";
import { lengthOfTime } from "./time.ts";

export type DeedKind = Fault["does"]["kind"];

/** As the form has it: all text. */
export type FaultForm = {
  readonly name: string;
  readonly station: string;
  readonly sender: "station" | "csms";
  readonly type: "" | "call" | "callResult" | "callError";
  readonly action: string;
  readonly every: string;
  readonly probability: string;
  readonly count: string;
  readonly kind: DeedKind;
  readonly ms: string;
  readonly how: "truncate" | "flip" | "type" | "id";
  /** JSON: the payload of a CALLRESULT. */
  readonly result: string;
  readonly code: string;
  readonly reason: string;
  readonly lastsMinutes: string;
};

export const emptyFault: FaultForm = {
  ...{ name: "", station: "", sender: "station", type: "", action: "" },
  ...{ every: "", probability: "", count: "", kind: "delay", ms: "5000", how: "truncate" },
  ...{ result: '{ "status": "Rejected" }', code: "", reason: "", lastsMinutes: "60" },
};

export const deeds: Readonly<Record<DeedKind, string>> = {
  delay: "delay it",
  drop: "drop it",
  duplicate: "send it twice",
  reorder: "let the next one go first",
  corrupt: "break it",
  answer: "answer it here",
  close: "end the link",
};

export const lasting = [
  ["10", "10 minutes"],
  ["60", "1 hour"],
  ["480", "8 hours"],
  ["1440", "24 hours"],
] as const;

/** Throws where the answer is no JSON. What is wrong beside that the API says. */
export function faultOf(form: FaultForm, nowMs: number): object {
  const { station, sender, type, action, every, probability, count, lastsMinutes } = form;
  return {
    ...{ station: station.trim(), sender, does: deedOf(form) },
    ...(type !== "" && { type }),
    ...(action.trim() !== "" && { action: action.trim() }),
    ...(every !== "" && { every: Number(every) }),
    ...(probability !== "" && { probability: Number(probability) }),
    ...(count !== "" && { count: Number(count) }),
    until: new Date(nowMs + Number(lastsMinutes) * 60_000).toISOString(),
  };
}

function deedOf({ kind, ms, how, result, code, reason }: FaultForm): object {
  switch (kind) {
    case "delay":
      return { kind, ms: Number(ms) };
    case "corrupt":
      return { kind, how };
    case "answer":
      return { kind, result: JSON.parse(result) as object };
    case "close":
      return code === "" ? { kind } : { kind, code: Number(code), reason };
    case "drop":
    case "duplicate":
    case "reorder":
      return { kind };
  }
}

/** `ends in 59 min`. */
export function leftText({ until }: Pick<Fault, "until">, nowMs: number): string {
  const left = Date.parse(until) - nowMs;
  return left <= 0 ? "has ended" : `ends in ${lengthOfTime(left)}`;
}
