/** How a link ended, in words. */
import type { TimelineLink } from "../../console/station-contract.ts";

export type Closing = Pick<
  TimelineLink,
  "state" | "status" | "closedBy" | "closedHow" | "closeCode"
> & {
  readonly closeReason?: string | null;
  readonly error?: string | null;
};

const SIDES: Readonly<Record<string, string>> = {
  station: "the station",
  csms: "the CSMS",
  ocpptap: "ocpptap",
};

/** `closed by the station: close-frame, code 1000 (normal), "bye"` */
export function closeText(link: Closing): string {
  const { state, status, closedBy, closedHow, closeCode, closeReason, error } = link;
  if (state === "open") return "open";
  if (state === "refused") {
    const said = error ? `: ${error}` : "";
    return `refused with HTTP status ${status}${said}`;
  }
  if (closedHow === "unknown") return "closed; how is not known";
  const side = Object.hasOwn(SIDES, closedBy ?? "") ? SIDES[closedBy ?? ""] : "an unknown side";
  const code = closeCode === null ? "" : `code ${closeCode}${meaning(closeCode)}`;
  const reason = closeReason ? `"${closeReason}"` : "";
  const what = [closedHow ?? "", code, reason, error ?? ""].filter((part) => part !== "");
  return `closed by ${side}${what.length === 0 ? "" : `: ${what.join(", ")}`}`;
}

/** RFC 6455 §7.4.1, in short. */
const CODES: Readonly<Record<number, string>> = {
  1000: "normal",
  1001: "going away",
  1002: "protocol error",
  1003: "unsupported data",
  1005: "no code given",
  1006: "broken off",
  1007: "text is not UTF-8",
  1008: "policy violated",
  1009: "message too big",
  1010: "extension missing",
  1011: "internal error",
  1012: "restart",
  1013: "try again later",
  1015: "TLS failed",
};

function meaning(code: number): string {
  const text = CODES[code];
  return text === undefined ? "" : ` (${text})`;
}

/** With a close frame that says that all is well. */
export function closedWell({ state, closeCode }: Pick<Closing, "state" | "closeCode">): boolean {
  return state === "open" || (closeCode !== null && [1000, 1001, 1012].includes(closeCode));
}
