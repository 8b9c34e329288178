/** Words of a report that its text and its page have in common. */
import { plural } from "../findings/wording.ts";
import type {
  ActionUse,
  KeyUse,
  Reason,
  StationReadiness,
  TransferUse,
  Verdict,
} from "./report.ts";

export const verdictWords: Readonly<Record<Verdict, string>> = {
  ready: "ready",
  remarks: "ready with remarks",
  notReady: "not ready",
  unknown: "unknown",
};

export const weightWords: Readonly<Record<Reason["weight"], string>> = {
  blocks: "blocks",
  remark: "remark",
  lacks: "not seen",
};

export const keyWords: Readonly<Record<KeyUse["how"], string>> = {
  carried: "carried",
  changed: "changed",
  vendor: "by its own name",
  refused: "refused",
};

export const wayWords: Readonly<Record<TransferUse["way"], string>> = {
  dataTransfer: "as DataTransfer",
  plugAndCharge: "as the messages in it (Plug & Charge)",
  prices: "as prices for the display",
  refused: "not at all",
};

/** `TransactionEvent Updated 12, StatusNotification 3`. */
export function becomesText({ becomes, sender }: ActionUse): string {
  if (becomes.length === 0) return "nothing";
  const told = becomes.map(({ action, count }) => (count === null ? action : `${action} ${count}`));
  return sender === "csms" ? `asked by ${told.join(", ")}` : told.join(", ");
}

export function trafficText({ traffic, ocppVersion }: StationReadiness): string {
  const { from, to, messages, translated, transactions, boots, isCut } = traffic;
  if (from === null || to === null) return "No message was seen.";
  const time = (iso: string) => `${iso.slice(0, 16).replace("T", " ")} UTC`;
  const isOther = ocppVersion !== null && ocppVersion !== "1.6";
  const spoken = isOther ? ` It speaks OCPP ${ocppVersion}: nothing of it is translated.` : "";
  const newest = isCut ? "the newest " : "";
  return (
    `${plural(messages, "message")} from ${time(from)} to ${time(to)}, ${newest}${translated} of them ` +
    `translated; ${plural(transactions, "start")} of transactions, ${plural(boots, "boot")}.${spoken}`
  );
}

/** With its own numbers. */
export function reasonText({ title, detail }: Pick<Reason, "title" | "detail">): string {
  if (detail === "") return title;
  const told = detail.charAt(0).toUpperCase() + detail.slice(1);
  return `${title} ${told.replace(/\.$/, "")}.`;
}
