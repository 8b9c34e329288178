/** Many calls of one side within a second. Told at the beginning of a burst. */
import type { Sender } from "../../base/ids.ts";
import type { Json } from "../../exchange/message.ts";
import { nothing, statefulRule } from "../rule.ts";
import { cut, Party } from "../wording.ts";
import { listOf, numberOr } from "./counts.ts";

/** A station may have a backlog to send after a loss of the network; a CSMS has no such excuse. */
const callsMax = { station: 100, csms: 25 } satisfies Record<Sender, number>;
const SECOND_US = 1_000_000;

type Window = { fromUs: number; calls: number; firstSeq: number; isTold: boolean };
type Windows = Record<Sender, Window>;

export const commandBurst = statefulRule<Windows>(
  {
    id: "command-burst",
    title: "One side sent very many calls within a second",
    severity: "warning",
    side: "csms",
    clause: "OCPP-J 1.6 §4.1.1; OCPP 2.0.1 Part 4 §4.1.1",
    explanation:
      "A station handles a few calls a second. A storm of them, typically after it connected again, fills its queues; it answers late or not at all, or restarts, connects again, and gets the same storm once more.",
    remedy:
      "Let the sender wait for each answer and leave time between calls. In the CSMS, look for commands that were queued while the station was away, and drop those that are out of date.",
  },
  {
    scope: "link",
    begin: () => ({ station: emptyWindow(), csms: emptyWindow() }),
    save: ({ station, csms }): Json => [station, csms].map(saveWindow),
    parse(saved) {
      const [station, csms] = listOf(saved);
      return { station: parseWindow(station), csms: parseWindow(csms) };
    },
  },
  {
    message({ message, sender, seq, atUs }, _link, windows) {
      if (message.type !== "call" && message.type !== "send") return nothing;
      const window = windows[sender];
      if (atUs - window.fromUs >= SECOND_US) begin(window, { atUs, seq, max: callsMax[sender] });
      window.calls += 1;
      if (window.isTold || window.calls <= callsMax[sender]) return nothing;
      window.isTold = true;
      return [
        {
          sentence: `${Party[sender]} sent more than ${callsMax[sender]} calls within a second, the last one of them ${cut(message.action)}.`,
          side: sender,
          evidence: [window.firstSeq, seq],
          details: { calls: window.calls, action: message.action },
        },
      ];
    },
  },
  { sorts: ["call", "send"] },
);

/** A burst ends with a second that is no burst. */
function begin(
  window: Window,
  { atUs, seq, max }: { readonly atUs: number; readonly seq: number; readonly max: number },
): void {
  const isNext = atUs - window.fromUs < 2 * SECOND_US;
  window.isTold = window.isTold && isNext && window.calls > max;
  window.fromUs = atUs;
  window.calls = 0;
  window.firstSeq = seq;
}

function emptyWindow(): Window {
  return { fromUs: 0, calls: 0, firstSeq: 0, isTold: false };
}

function saveWindow({ fromUs, calls, firstSeq, isTold }: Window): Json {
  return [fromUs, calls, firstSeq, isTold];
}

function parseWindow(saved: Json | undefined): Window {
  const [fromUs, calls, firstSeq, isTold] = listOf(saved);
  return {
    fromUs: numberOr(fromUs, 0),
    calls: numberOr(calls, 0),
    firstSeq: numberOr(firstSeq, 0),
    isTold: isTold === true,
  };
}
