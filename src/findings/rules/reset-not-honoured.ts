/** Resets that the station accepted, and after which it went on as before. */
import { integerIn, textIn } from "../fields.ts";
import { cut, duration, Party } from "../wording.ts";
import { promiseRule } from "./promise-rule.ts";

/** A soft reset ends its transactions first, which a slow car may delay. */
const WITHIN_US = 5 * 60_000_000;

export const resetNotHonoured = promiseRule(
  {
    id: "reset-not-honoured",
    title: "An accepted reset did not restart the station",
    severity: "warning",
    side: "station",
    clause: "OCPP 1.6 §5.14; OCPP 2.0.1 Part 2 B11, B12",
    explanation:
      "A station that resets loses its link, connects again and sends a BootNotification. This one accepted the reset, and then kept its link without a BootNotification, so it did not restart. In 2.x, Scheduled means that it waits for its transactions to end first; that time is not counted.",
    remedy:
      "Try the other type of reset (Hard for Soft, Immediate for OnIdle). If none works, the station must be switched off and on at its fuse; report it to its maker.",
  },
  {
    scope: "link",
    asking: ["Reset"],
    heeding: ["BootNotification", "TransactionEvent"],
    wanted(callPayload) {
      // 2.x can reset a single EVSE; then the link stays.
      if (integerIn(callPayload, "evseId") !== null) return null;
      const want = textIn(callPayload, "type").slice(0, 20);
      return { want, connectorId: null, evseId: null, idToken: "" };
    },
    accepting: ["Accepted", "Scheduled"],
    withinUs: ({ status }) => (status === "Scheduled" ? Number.POSITIVE_INFINITY : WITHIN_US),
    hear(promised, { action, callPayload, atUs }) {
      if (action === "BootNotification") return true;
      if (promised.status === "Scheduled") {
        // Any event but an end tells of a transaction that is still to be waited for.
        const isEnd = textIn(callPayload, "eventType") === "Ended";
        promised.dueUs = isEnd ? atUs + WITHIN_US : Number.POSITIVE_INFINITY;
      }
      return false;
    },
    tell({ want, status }, { waitedUs }) {
      const type = want === "" ? "a reset" : `a reset (${cut(want)})`;
      const isScheduled = status === "Scheduled";
      const how = isScheduled ? "scheduled" : "accepted";
      const when = isScheduled
        ? `although its transactions had ended ${duration(WITHIN_US)} before`
        : `within ${duration(waitedUs)}`;
      return {
        sentence: `${Party.station} ${how} ${type}, but neither lost its link nor sent a BootNotification ${when}.`,
        details: { type: want, status, waitedMs: Math.round(waitedUs / 1000) },
      };
    },
  },
);
