/**
 * Many calls of one side within a second, or of the CSMS as soon as a station is back that did not
 * even restart. Told at the beginning of a burst. Times are ours: a station's clock may have been
 * set meanwhile.
 */
import type { Sender } from "../../base/ids.ts";
import type { Json } from "../../exchange/message.ts";
import type { LinkFacts, MessageHappening } from "../happening.ts";
import { nothing, type Reports, statefulRule } from "../rule.ts";
import { cut, duration, Party } from "../wording.ts";
import { listOf, numberOr } from "./counts.ts";

/** A station may have a backlog to send after a loss of the network; a CSMS has no such excuse. */
const callsMax = { station: 100, csms: 25 } satisfies Record<Sender, number>;
const SECOND_US = 1_000_000;
/**
 * In the field a CSMS sent all its 29 settings at every reconnect, within some seconds; a station
 * that did not restart has them still.
 */
const reconnect = { callsMax: 20, withinUs: 15 * SECOND_US };

type Window = { fromUs: number; calls: number; firstSeq: number; isTold: boolean };
/** `reconnect`: the CSMS's calls since the link opened; from 0 where that was not seen. */
type Windows = Record<Sender | "reconnect", Window>;

export const commandBurst = statefulRule<Windows>(
  {
    id: "command-burst",
    title: "One side sent very many calls in a short time",
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
    begin: () => ({ station: emptyWindow(), csms: emptyWindow(), reconnect: emptyWindow() }),
    save: (windows): Json => [windows.station, windows.csms, windows.reconnect].map(saveWindow),
    parse(saved) {
      const [station, csms, again] = listOf(saved);
      return {
        station: parseWindow(station),
        csms: parseWindow(csms),
        reconnect: parseWindow(again),
      };
    },
  },
  {
    "link-opened"({ atUs, body }, _link, windows) {
      // A trace has no handshake, and its beginning need not be the link's.
      if (body.target !== "") windows.reconnect = { ...emptyWindow(), fromUs: atUs };
      return nothing;
    },
    message(happening, link, windows) {
      const { message, sender, seq, atUs } = happening;
      if (message.type !== "call" && message.type !== "send") return nothing;
      const window = windows[sender];
      if (atUs - window.fromUs >= SECOND_US) begin(window, { atUs, seq, max: callsMax[sender] });
      window.calls += 1;
      if (window.isTold || window.calls <= callsMax[sender]) {
        return sender === "csms" ? afterReconnect(happening, link, windows) : nothing;
      }
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

/** After a restart there may be something to set; and one burst is told once. */
function afterReconnect(
  { message, seq, atUs }: MessageHappening,
  { bootAtUs }: LinkFacts,
  { reconnect: window, csms }: Windows,
): Reports {
  if (window.isTold || atUs - window.fromUs > reconnect.withinUs) return nothing;
  if (window.calls === 0) window.firstSeq = seq;
  window.calls += 1;
  if (window.calls <= reconnect.callsMax || bootAtUs !== null || csms.isTold) return nothing;
  window.isTold = true;
  csms.isTold = true;
  const action = "action" in message ? (message.action ?? "") : "";
  return [
    {
      sentence: `${Party.csms} sent more than ${reconnect.callsMax} calls within ${duration(atUs - window.fromUs)} after the station had connected without a BootNotification, the last one of them ${cut(action)}.`,
      side: "csms",
      evidence: [window.firstSeq, seq],
      details: { calls: window.calls, action },
    },
  ];
}

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
