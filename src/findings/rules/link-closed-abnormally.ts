/** Links that ended without a Close frame. */
import type { LinkClosed } from "../../spool/record.ts";
import { nothing, type Side, statelessRule } from "../rule.ts";
import { cut, duration, Party } from "../wording.ts";

export const linkClosedAbnormally = statelessRule(
  {
    id: "link-closed-abnormally",
    title: "A link ended without a Close frame",
    severity: "warning",
    side: "network",
    clause: "RFC 6455 §7.1.5, §7.1.7",
    explanation:
      "A WebSocket that is closed on purpose ends with a Close frame of each side, which names the reason. Here there was none: the TCP connection was ended, reset, or went silent. Usual causes are a loss of power or of the mobile network, a process that crashed, or a device on the way that drops connections.",
    remedy:
      "Look at the side that went first: restarts, watchdogs, mobile signal, crashes. If several stations lose their link at the same moment, look at what they share.",
  },
  {
    "link-closed"({ body }) {
      if (body === null || body.code !== null) return nothing;
      const how = words[body.how];
      if (how === null || body.closedBy === "ocpptap") return nothing;
      const error = body.error === "" ? "" : ` (${cut(body.error)})`;
      const openUs = body.openMs * 1000;
      return [
        {
          sentence: `${Party[body.closedBy]} ${how} without a Close frame${error}, ${duration(openUs)} after the link was opened and ${duration(body.idleMs * 1000)} after the last byte.`,
          side: sideOf(body),
          evidence: body.lastSeq > 0 ? [body.lastSeq] : [],
          details: { closedBy: body.closedBy, how: body.how, idleMs: body.idleMs },
        },
      ];
    },
  },
);

/** Null: that end is no abnormal one. */
const words = {
  "close-frame": null,
  fin: "ended the TCP connection",
  reset: "reset the TCP connection",
  timeout: "did not answer any more, so the connection was given up",
  superseded: null,
  rerouted: null,
  shutdown: null,
  error: "lost the TCP connection",
} satisfies Record<LinkClosed["how"], string | null>;

function sideOf({ how, closedBy }: LinkClosed): Side {
  if (closedBy === "ocpptap") return "ours";
  return how === "fin" ? closedBy : "network";
}
