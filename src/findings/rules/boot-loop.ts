/** Stations that boot again and again. */
import type { Json } from "../../exchange/message.ts";
import { textIn } from "../fields.ts";
import { nothing, statefulRule } from "../rule.ts";
import { cut, duration } from "../wording.ts";
import { listOf, numberOr } from "./counts.ts";

const BOOTS = 5;
/** Two minutes each is as fast as a usual station restarts. */
const WINDOW_US = 10 * 60_000_000;
/** A triggered BootNotification follows its TriggerMessage within this time. */
const TRIGGER_US = 60_000_000;
const REASON_CHARS_MAX = 30;

type Boot = readonly [atUs: number, reason: string];
type Boots = {
  boots: readonly Boot[];
  /** The newest BootNotification was not accepted, so the next one is no new boot. */
  isRefused: boolean;
  linkId: string;
  /** The newest BootNotification of that link was answered. */
  isAnswered: boolean;
  triggeredAtUs: number;
  toldAtUs: number;
};

export const bootLoop = statefulRule<Boots>(
  {
    id: "boot-loop",
    title: "The station boots again and again",
    severity: "error",
    side: "station",
    clause: "OCPP 1.6 §4.2; OCPP 2.0.1 Part 2, B01",
    explanation:
      "The station announced a start several times within minutes. BootNotification belongs to a restart, not to a mere reconnect, so the station either crashes and restarts, loses power, or takes each new connection for a start. While it goes on nobody can charge for long. Repeated BootNotifications of a station that was not accepted do not count here, nor do those a CSMS triggered.",
    remedy:
      "Look at what happens just before each boot: a command of the CSMS that makes the firmware crash, a Reset that repeats, the power supply. In 2.x the reason field tells watchdog, power-up and remote reset apart. If the station only reconnects, see link-flapping.",
  },
  {
    scope: "station",
    begin: () => parse(null),
    save: (state): Json => [
      state.boots.map((boot) => [...boot]),
      state.isRefused,
      state.linkId,
      state.isAnswered,
      state.triggeredAtUs,
      state.toldAtUs,
    ],
    parse,
  },
  {
    message({ message, request, sender, seq, atUs }, { linkId }, state) {
      if (sender === "csms") {
        if (message.type === "call" && message.action !== "BootNotification") {
          if (textIn(message.callPayload, "requestedMessage") === "BootNotification") {
            state.triggeredAtUs = atUs;
          }
        } else if (message.type === "callResult" && request?.action === "BootNotification") {
          state.isAnswered = true;
          const status = textIn(message.callPayload, "status");
          state.isRefused = status === "Pending" || status === "Rejected";
        }
        return nothing;
      }
      if (message.type !== "call" || message.action !== "BootNotification") return nothing;
      const reason = textIn(message.callPayload, "reason").slice(0, REASON_CHARS_MAX);
      const isRepeated = state.linkId === linkId && !state.isAnswered;
      const isTriggered = reason === "Triggered" || atUs - state.triggeredAtUs < TRIGGER_US;
      const isCounted = !(state.isRefused || isRepeated || isTriggered);
      state.linkId = linkId;
      state.isAnswered = false;
      state.triggeredAtUs = 0;
      if (!isCounted) return nothing;
      state.boots = [...state.boots, [atUs, reason] as const].slice(-BOOTS);
      const [first] = state.boots;
      if (first === undefined || state.boots.length < BOOTS) return nothing;
      const tookUs = atUs - first[0];
      if (tookUs > WINDOW_US || atUs - state.toldAtUs < WINDOW_US) return nothing;
      state.toldAtUs = atUs;
      const reasons = [...new Set(state.boots.map(([, of]) => of).filter((of) => of !== ""))];
      const given =
        reasons.length === 0 ? "" : `; the reason it gave: ${reasons.map(cut).join(", ")}`;
      return [
        {
          sentence: `The station booted ${BOOTS} times within ${duration(tookUs)}${given}.`,
          evidence: [seq],
          details: { boots: BOOTS, withinMs: Math.round(tookUs / 1000), reasons },
        },
      ];
    },
  },
  { actions: ["BootNotification", "TriggerMessage", "ExtendedTriggerMessage"] },
);

function parse(saved: Json): Boots {
  const [boots, isRefused, linkId, isAnswered, triggeredAtUs, toldAtUs] = listOf(saved);
  return {
    boots: listOf(boots)
      .slice(-BOOTS)
      .map((boot) => {
        const [atUs, reason] = listOf(boot);
        return [numberOr(atUs, 0), typeof reason === "string" ? reason : ""] as const;
      }),
    isRefused: isRefused === true,
    linkId: typeof linkId === "string" ? linkId : "",
    isAnswered: isAnswered === true,
    triggeredAtUs: numberOr(triggeredAtUs, 0),
    toldAtUs: numberOr(toldAtUs, 0),
  };
}
