/** What became of a replay → text for a terminal, and whether it is well. */
import { printable } from "../base/printable.ts";
import type { Severity } from "../findings/rule.ts";
import { type DifferenceKind, differenceKinds } from "../query/comparison/differences.ts";
import type { LeftOutReason } from "../rehearse/playback/account.ts";
import type { Playback } from "../rehearse/playback/playback.ts";
import { comparisonText } from "./compare-text.ts";
import { usageError } from "./failure.ts";

/** Differences that are no failure: by severity, by kind, or by action and kind. */
export type Allowance = ReadonlySet<string>;

const severities: readonly Severity[] = ["error", "warning", "note"];

/** `interval,note,Authorize:token`. Throws `USAGE` for what is none of these. */
export function allowanceOf(text: string | undefined): Allowance {
  const words = (text ?? "").split(",").filter((word) => word !== "");
  const known: readonly string[] = [...severities, ...differenceKinds];
  for (const word of words) {
    const [kind = ""] = word.split(":").reverse();
    const isKind = differenceKinds.some((each) => each === kind);
    if (!known.includes(word) && !(word.includes(":") && isKind)) {
      throw usageError(`--allow has no ${word}; it has ${known.join(", ")}, and Action:kind`);
    }
  }
  return new Set(words);
}

type Difference = {
  readonly severity: Severity;
  readonly action: string;
  readonly kind: DifferenceKind;
};

export function isWithin(playback: Playback, allowed: Allowance): boolean {
  const { comparison, isStopped, failure } = playback;
  const isAllowed = ({ severity, action, kind }: Difference) =>
    allowed.has(severity) || allowed.has(kind) || allowed.has(`${action}:${kind}`);
  const isWell = comparison.differences.every(isAllowed) && comparison.further === 0;
  return isWell && comparison.pairs > 0 && !isStopped && failure === null;
}

/** `width` is the terminal's; null where the text goes elsewhere. */
export function playbackText(playback: Playback, width: number | null): string {
  const { comparison } = playback;
  const parts = [
    comparison.shadowMessages === 0
      ? "Nothing was compared: nothing could be said to the CSMS."
      : comparisonText(comparison, width).trimEnd(),
    leftOutText(playback),
    lossesText(playback),
    problemsText(playback),
    verdictOf(playback),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

const reasons = {
  cut: "of which not all is in the record",
  hidden:
    "of which something was hidden as they were recorded (a token, a password): what the CSMS would answer says nothing; --play-hidden plays them",
  malformed: "that are no OCPP message",
  unknownVersion: "of a version that is not known, or not the one that is translated",
  foreignTransaction:
    "about a transaction that this CSMS gave no number: it began before the day, or was not taken",
  superseded: "on a link that another of the station had followed",
  notConnected: "while there was no WebSocket to the CSMS",
  late: "that came too late and were given up",
} as const satisfies Record<LeftOutReason, string>;

function leftOutText({ leftOut }: Playback): string {
  const lines = Object.entries(reasons).flatMap(([reason, words]) => {
    const of = leftOut.filter((each) => each.reason === reason);
    if (of.length === 0) return [];
    const all = of.reduce((sum, { count }) => sum + count, 0);
    const named = of.slice(0, 5).map(({ action, count }) => `${printable(action) || "?"} ${count}`);
    return [`  ${all} calls ${words}: ${named.join(", ")}${of.length > 5 ? ", …" : ""}`];
  });
  return lines.length === 0 ? "" : ["Not played:", ...lines].join("\n");
}

function lossesText({ losses }: Playback): string {
  const named = Object.entries(losses).map(([loss, count]) => `${loss} ${count}`);
  if (named.length === 0) return "";
  return `Lost in translation (docs/reference/translation.md):\n  ${named.join(", ")}`;
}

function problemsText({ problems }: Playback): string {
  const lines = problems.map(
    ({ problem, count, stationId }) =>
      `  ${count} times, first on ${printable(stationId)}: ${printable(problem)}`,
  );
  return lines.length === 0 ? "" : ["Problems:", ...lines].join("\n");
}

function verdictOf(playback: Playback): string {
  const { totals, stations, tookMs, plannedMs, instance, written, isStopped, failure } = playback;
  const { calls, sent, unanswered, lagMsMax, dials, dialsFailed, linksLost } = totals;
  const commands = totals.commandsAsRecorded + totals.commandsDeclined;
  const lines = [
    `${sent} of ${calls} calls of ${stations} stations were played in ${seconds(tookMs)} ` +
      `(planned ${seconds(plannedMs)}), at most ${seconds(lagMsMax)} late.`,
    unanswered === 0 ? "" : `${unanswered} of them were not answered.`,
    `WebSockets: ${dials} opened, ${dialsFailed} refused or failed, ${linksLost} ended by the CSMS.`,
    commands === 0
      ? ""
      : `The CSMS sent ${commands} calls; ${totals.commandsAsRecorded} were answered as the ` +
        "recorded station had, the others declined.",
    written === 0
      ? "It is not in the store."
      : `${written} messages are in the store: ocpptap compare --replay ${instance}, or leg:shadow.`,
    isStopped ? "It was stopped before its end: this is what there was until then." : "",
    failure === null ? "" : `It failed before its end: ${printable(failure)}.`,
  ];
  return lines.filter((line) => line !== "").join("\n");
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
}
