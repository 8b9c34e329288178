/**
 * What a receiver is told: one message about one group of findings. The same shape is the body of
 * a webhook, is kept in the queue, and is what texts are made of. Promised: text of stations is
 * short and without control characters; no sentence of a finding unless its alert quotes.
 */

import { limits } from "../base/limits.ts";
import { printable } from "../base/printable.ts";
import type { Severity } from "../findings/rule.ts";

/**
 * `open`: it began. `ongoing`: it goes on. `quiet`: it has not come back for a while. `digest`:
 * further groups of an alert, put together. `test`: somebody tried the receiver.
 */
export const noticeStatuses = ["open", "ongoing", "quiet", "digest", "test"] as const;
export type NoticeStatus = (typeof noticeStatuses)[number];

export type Notice = {
  /** Of this shape; new keys do not change it. */
  readonly version: 1;
  /** The same at every try: receivers know by it what they have. */
  readonly id: string;
  readonly alert: string;
  readonly status: NoticeStatus;
  /** Name of the machine that tells. */
  readonly instance: string;
  readonly severity: Severity;
  /** What the findings have in common, e.g. `{ rule: "call-timeout" }`. */
  readonly group: Readonly<Record<string, string>>;
  /** How many groups; more than 1 in a digest. */
  readonly groups: number;
  readonly title: string;
  readonly summary: string;
  readonly remedy: string;
  /** Since the message before. */
  readonly findings: number;
  readonly stations: {
    readonly count: number;
    /** More than are told apart. */
    readonly isAtLeast: boolean;
    readonly first: readonly string[];
  };
  readonly firstAt: string;
  readonly lastAt: string;
  /** One finding's sentence, where the alert quotes. */
  readonly quote: string | null;
  /** The console's page of these findings. */
  readonly url: string;
};

/** Text of peers as it may stand in a message. */
export function told(text: string, charsMax: number = limits.alertTextCharsMax): string {
  const safe = printable(text);
  return safe.length <= charsMax ? safe : `${[...safe.slice(0, charsMax - 1)].join("")}…`;
}

export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

export function stationsText({ count, isAtLeast, first }: Notice["stations"]): string {
  if (count === 0) return "no station";
  const rest = count - first.length;
  const more =
    rest > 0 ? ` and ${isAtLeast ? "at least " : ""}${rest.toLocaleString("en")} more` : "";
  return `${first.join(", ")}${more}`;
}

/** One line for a subject or a headline. */
export function headline({ status, severity, title, findings, stations }: Notice): string {
  const where =
    stations.count === 1 ? (stations.first[0] ?? "") : counted(stations.count, "station");
  const on = stations.count === 0 ? "" : ` on ${where}`;
  switch (status) {
    case "open":
      return `${severity}: ${title}${on}`;
    case "ongoing":
      return `still ${severity}: ${title}${on}, ${counted(findings, "more finding")}`;
    case "quiet":
      return `quiet again: ${title}`;
    case "digest":
      return `${severity}: ${title}`;
    case "test":
      return `test: ${title}`;
  }
}
