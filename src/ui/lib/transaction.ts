/** A transaction in words: what is unusual about it, how it began and how it ended. */
import type { TransactionAnswer } from "../../console/transaction-contract.ts";
import { between, type Span } from "./span.ts";

type State = TransactionAnswer["transaction"]["state"];

const TONES = { open: "ok", ended: "plain", unfinished: "warning" } as const;

export function stateTone(state: State): (typeof TONES)[State] {
  return TONES[state];
}

const SOURCES: Readonly<Record<TransactionAnswer["transaction"]["energySource"], string>> = {
  "meter-start-stop": "from the meter at start and stop",
  registers: "from the meter's register",
  intervals: "summed from intervals",
  power: "worked out from power",
  none: "no meter value says it",
};

export function energyText({ energySource }: TransactionAnswer["transaction"]): string {
  return SOURCES[energySource];
}

const STARTED_BY: Readonly<Record<TransactionAnswer["transaction"]["startedBy"], string>> = {
  card: "A token at the station",
  remote: "The CSMS, by a remote start",
  plug: "Plugging in",
  unknown: "Not known",
};

export function startText({ transaction, triggerReason }: TransactionAnswer): string {
  const trigger = triggerReason === null ? "" : ` (${triggerReason})`;
  return `${STARTED_BY[transaction.startedBy]}${trigger}`;
}

/** Who stopped it and why. OCPP 1.6 §4.10: a stop without a reason is `Local`. */
export function stopText({ transaction, remoteStop }: TransactionAnswer): string {
  const { state, stopReason, ocppVersion } = transaction;
  if (state === "open") return "It is still running";
  if (state === "unfinished") return "No stop came; something else shows that it is over";
  const by = remoteStop === null ? "" : "The CSMS asked for it; ";
  if (stopReason !== null) return `${by}${by === "" ? "R" : "r"}eason ${stopReason}`;
  return `${by}${by === "" ? "N" : "n"}o reason given${ocppVersion === "1.6" ? ", which means Local" : ""}`;
}

/** What keeps it from being the whole truth, worst first. */
export function caveats(answer: TransactionAnswer): readonly string[] {
  const { missingEvents, recordGaps, linksLost, replayedMessages, mayPrecedeRecord } = answer;
  return [
    missingEvents > 0 ? `${counted(missingEvents, "event")} of the station never came` : "",
    recordGaps > 0 ? `${counted(recordGaps, "gap")} in our record while it ran` : "",
    linksLost > 0 ? `${counted(linksLost, "link")} lost while it ran` : "",
    replayedMessages > 0 ? `${counted(replayedMessages, "message")} sent long afterwards` : "",
    mayPrecedeRecord ? "It may have begun before this record" : "",
  ].filter((text) => text !== "");
}

/** From the first to the last moment that anything tells of, by whichever clock. */
export function spanOfTransaction(answer: TransactionAnswer): Span {
  const { transaction, series, chargingStates, limits } = answer;
  const { stationStartedAt, startedAt, stationEndedAt, lastAt } = transaction;
  const times = [
    ...[stationStartedAt ?? startedAt, stationEndedAt ?? lastAt, ...series.at],
    ...[...chargingStates, ...limits].map(({ at }) => at),
  ]
    .map((at) => Date.parse(at))
    .filter(Number.isFinite);
  return between(Math.min(...times), Math.max(...times));
}

/** `1 finding`, `1,200 findings` */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}
