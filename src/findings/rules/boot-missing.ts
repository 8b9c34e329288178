/** Links whose traffic begins without a BootNotification. */
import type { Json } from "../../exchange/message.ts";
import { nothing, statefulRule } from "../rule.ts";
import { cut, duration } from "../wording.ts";
import { listOf, numberOr } from "./counts.ts";

/** A station that boots says so before anything else; slow ones need some seconds. */
const WAIT_US = 30_000_000;

type Beginning = {
  /** `untold`: the beginning was not seen, so nothing is known of it. */
  phase: "untold" | "silent" | "talking" | "done";
  firstAtUs: number;
  firstSeq: number;
  firstAction: string;
};

export const bootMissing = statefulRule<Beginning>(
  {
    id: "boot-missing",
    title: "A link begins without a BootNotification",
    severity: "note",
    side: "station",
    clause: "OCPP 1.6 §4.2; OCPP-J 1.6 §5.4; OCPP 2.0.1 Part 2, B01, B04",
    explanation:
      "The station went on after connecting without announcing itself. There are two readings of the standard. By the one, BootNotification belongs to a start of the station: 1.6 §4.2 asks for it each time it boots, and OCPP-J 1.6 §5.4 tells a station that only reconnects to leave it out unless what it announces has changed. By the other, which many a CSMS follows, every connection begins with BootNotification, and until it comes the station counts as not registered: its messages are refused or ignored. The first reading is the standard's, so the station may be right and still be out of service.",
    remedy:
      "If the CSMS ignores the station, let it send TriggerMessage for BootNotification when a known station reconnects without one, or set the station to boot-notify on each connection where it can be set.",
  },
  {
    scope: "link",
    begin: () => parse(null),
    save: ({ phase, firstAtUs, firstSeq, firstAction }): Json =>
      phase === "talking" ? [phase, firstAtUs, firstSeq, firstAction] : [phase],
    parse,
  },
  {
    "link-opened"(_happening, _link, state) {
      if (state.phase === "untold") state.phase = "silent";
      return nothing;
    },
    gap(_happening, _link, state) {
      // It may be among the missing messages.
      state.phase = "done";
      return nothing;
    },
    note({ body }, _link, state) {
      const isOpaque = body.note === "opaque" && body.sender === "station";
      if (isOpaque || body.note === "clock-set") state.phase = "done";
      return nothing;
    },
    message({ message, sender, seq, atUs }, _link, state) {
      if (state.phase === "done" || state.phase === "untold" || sender !== "station") {
        return nothing;
      }
      const action = "action" in message ? (message.action ?? "") : "";
      if (action === "BootNotification") {
        state.phase = "done";
        return nothing;
      }
      if (state.phase === "silent" && message.type === "call") {
        state.phase = "talking";
        state.firstAtUs = atUs;
        state.firstSeq = seq;
        state.firstAction = cut(action);
      }
      return state.phase === "talking" && atUs - state.firstAtUs >= WAIT_US
        ? missing(state)
        : nothing;
    },
    tick({ atUs }, _link, state) {
      const isDue = state.phase === "talking" && atUs - state.firstAtUs >= WAIT_US;
      return isDue ? missing(state) : nothing;
    },
  },
  {
    dueUs: ({ phase, firstAtUs }) =>
      phase === "talking" ? firstAtUs + WAIT_US : Number.POSITIVE_INFINITY,
  },
);

function missing(state: Beginning) {
  state.phase = "done";
  return [
    {
      sentence: `The station began with ${state.firstAction}, and no BootNotification came within ${duration(WAIT_US)} of it; the standard wants one after a start only, some CSMSs want one on every link.`,
      evidence: [state.firstSeq],
      details: { firstAction: state.firstAction },
    },
  ];
}

function parse(saved: Json): Beginning {
  const [phase, firstAtUs, firstSeq, firstAction] = listOf(saved);
  const isKnown = phase === "silent" || phase === "talking" || phase === "done";
  return {
    phase: isKnown ? phase : "untold",
    firstAtUs: numberOr(firstAtUs, 0),
    firstSeq: numberOr(firstSeq, 0),
    firstAction: typeof firstAction === "string" ? firstAction : "",
  };
}
