/** A comparison of two CSMSs → text for a terminal. What peers wrote is shown, never obeyed. */
import { printable } from "../base/printable.ts";
import type { CsmsComparison } from "../query/comparison/comparison.ts";
import type { LeftOutReason } from "../query/comparison/tally.ts";
import { wrapped } from "./prose.ts";
import { createTable } from "./table.ts";

const WIDTH = 100;

/** `width` is the terminal's; null where the text goes elsewhere. */
export function comparisonText(found: CsmsComparison, width: number | null): string {
  const parts = [
    wrapped(verdictOf(found), Math.max(40, width ?? WIDTH)).join("\n"),
    differencesText(found),
    actionsText(found, width),
    leftOutText(found),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function verdictOf(found: CsmsComparison): string {
  const { pairs, differing, stations, shadowMessages } = found;
  const when = `${short(found.comparedFrom)} to ${short(found.to)}`;
  if (shadowMessages === 0) {
    return (
      `Nothing was compared: from ${when} the record has no message of a shadow (leg:shadow). ` +
      "What stations say is told to another CSMS where the configuration has shadows."
    );
  }
  const cut = found.isWhole
    ? ""
    : ` What is older, back to ${short(found.from)}, was not compared: it is too much for one ` +
      "comparison; ask for it with --to.";
  if (pairs === 0) return `Nothing could be compared from ${when}; see below.${cut}`;
  const what = `${countOf(pairs, "pair")} of answers, of ${countOf(stations, "station")}, ${when}`;
  const outcome = differing === 0 ? "No difference in" : `${differing} differ of`;
  return `${outcome} ${what}.${cut}`;
}

function differencesText({ differences, further }: CsmsComparison): string {
  const texts = differences.map((each) => {
    const { severity, action, kind, old, count, share, stations, stationIds, example } = each;
    const percent = `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
    const named = stationIds.slice(0, 5).map(printable).join(", ");
    const more = stations > 5 ? ", …" : "";
    const place = ({ linkId, seq }: { linkId: string; seq: number }) => `link:${linkId} seq ${seq}`;
    return [
      `${severity.padEnd(7)}  ${printable(action)} ${kind}: ${printable(old)} → ${printable(each.new)}`,
      `         ${countOf(count, "time")} (${percent}) on ${countOf(stations, "station")}: ${named}${more}`,
      `         first ${short(each.firstAt)}, last ${short(each.lastAt)}`,
      `         see old ${place(example.old)}`,
      `             new ${place(example.new)}`,
    ].join("\n");
  });
  if (further > 0) texts.push(`And ${further} more of kinds that are not told apart.`);
  return texts.join("\n\n");
}

function actionsText({ actions }: CsmsComparison, width: number | null): string {
  if (actions.length === 0) return "";
  const right = { isRight: true };
  const table = createTable(
    [
      { title: "ACTION", widthMax: 40 },
      ...["PAIRS", "DIFFER"].map((title) => ({ title, ...right })),
      ...["OLD P50 MS", "P95", "NEW P50 MS", "P95"].map((title) => ({ title, ...right })),
      { title: "" },
    ],
    width,
  );
  const ms = (value: number | null) => (value === null ? "–" : String(Math.round(value)));
  const rows = actions.map(({ action, pairs, differing, old, new: now }) => [
    ...[action, String(pairs), String(differing)],
    ...[ms(old.p50Ms), ms(old.p95Ms), ms(now.p50Ms), ms(now.p95Ms), ""],
  ]);
  return table.lines(rows).trimEnd();
}

const reasons = {
  notSent: "calls of stations of which nothing reached the new CSMS",
  recent: "calls that may still be answered, or were after what was read",
  unanswered: "calls that neither CSMS answered",
  unreadable: "calls with an answer that is cut, too long or no JSON",
  ownCall: "calls to the new CSMS that no message of a station led to",
  sourceOutside: "calls to the new CSMS whose source is outside of what was read",
  oldCommand: "commands of the old CSMS",
  newCommand: "commands of the new CSMS, which the shadow answers by itself",
} as const satisfies Record<LeftOutReason, string>;

function leftOutText({ leftOut }: CsmsComparison): string {
  if (leftOut.length === 0) return "";
  const lines = Object.entries(reasons).flatMap(([reason, words]) => {
    const of = leftOut.filter((each) => each.reason === reason);
    if (of.length === 0) return [];
    const all = of.reduce((sum, { count }) => sum + count, 0);
    const named = of.slice(0, 5).map(({ action, count }) => `${printable(action)} ${count}`);
    return [`  ${all} ${words}: ${named.join(", ")}${of.length > 5 ? ", …" : ""}`];
  });
  return ["Not compared:", ...lines].join("\n");
}

function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** To the second. */
function short(iso: string): string {
  return `${iso.slice(0, 19)}Z`;
}
