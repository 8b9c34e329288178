/** Messages that are larger than what peers can be expected to read. */
import { limits } from "../../base/limits.ts";
import { nothing, statelessRule } from "../rule.ts";
import { cut, Party, size } from "../wording.ts";

export const messageOversized = statelessRule(
  {
    id: "message-oversized",
    title: "A message is larger than many peers accept",
    severity: "warning",
    side: "station",
    clause: "RFC 6455 §10.4; OCPP 2.0.1 Part 2 §B08 (BytesPerMessage)",
    explanation:
      "OCPP gives no size that everybody must accept. Stations often have buffers of a few kilobytes and many CSMSs stop at 64 KiB, so a message of this size may be lost, cut off, or answered by closing the connection with code 1009.",
    remedy:
      "Send less at once: fewer configuration keys, local list entries or measurands per message, or reports in several parts. In 2.x, keep to the BytesPerMessage and ItemsPerMessage of the station.",
  },
  {
    message({ message, record, sender, seq }) {
      const { payloadBytes } = record;
      if (payloadBytes <= limits.messageUsualBytesMax) return nothing;
      const action = "action" in message && message.action !== null ? message.action : "";
      const name = action === "" ? "a message" : cut(action);
      const cutOff = record.isTruncated
        ? `; only its first ${size(record.payload.length)} are recorded`
        : "";
      return [
        {
          sentence: `${Party[sender]} sent ${name} of ${size(payloadBytes)}; many peers accept no more than ${size(limits.messageUsualBytesMax)}${cutOff}.`,
          side: sender,
          evidence: [seq],
          details: { bytes: payloadBytes, action, isTruncated: record.isTruncated },
        },
      ];
    },
  },
  { onlyUnusual: true },
);
