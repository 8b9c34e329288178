/**
 * What the rules about a boot that is not accepted have in common: since when, how often, and what
 * the CSMS asked of the station meanwhile. Kept per station, because a refused station may be
 * disconnected and come back. Told at once, at the 10th, 100th … refusal, and when it ends.
 */
import type { LinkId } from "../../base/ids.ts";
import type { Json } from "../../exchange/message.ts";
import { numberIn, textIn } from "../fields.ts";
import type { LinkFacts, MessageHappening } from "../happening.ts";
import { nothing, type Reports, type Rule, type RuleText, statefulRule } from "../rule.ts";
import { duration, plural } from "../wording.ts";
import { isPowerOfTen, listOf, numberOr } from "./counts.ts";

/** By what a CSMS gets to know or set up a station; what it asked of it is worth telling. */
const setUpActions = [
  ...["GetConfiguration", "ChangeConfiguration", "TriggerMessage", "ExtendedTriggerMessage"],
  ...["GetVariables", "SetVariables", "GetBaseReport", "GetReport", "SetNetworkProfile"],
  ...["InstallCertificate", "CertificateSigned", "UpdateFirmware", "SignedUpdateFirmware"],
  ...["ChangeAvailability", "SendLocalList", "Reset", "GetLog", "GetDiagnostics", "DataTransfer"],
] as const;

type Refusal = {
  /** 0: not refused now. */
  sinceUs: number;
  times: number;
  linkId: string;
  seq: number;
  /** Actions of the CSMS since then, each once. */
  asked: readonly string[];
};

export function bootRefusalRule(text: RuleText, status: "Pending" | "Rejected"): Rule {
  return statefulRule<Refusal>(
    text,
    {
      scope: "station",
      begin: () => parse(null),
      save: ({ sinceUs, times, linkId, seq, asked }): Json => [sinceUs, times, linkId, seq, asked],
      parse,
    },
    {
      message(happening, link, state) {
        const { message, request, sender } = happening;
        if (sender !== "csms") return nothing;
        if (message.type === "call") {
          if (state.sinceUs > 0 && !state.asked.includes(message.action)) {
            state.asked = [...state.asked, message.action];
          }
          return nothing;
        }
        if (message.type !== "callResult" || request?.action !== "BootNotification") return nothing;
        const answer = textIn(message.callPayload, "status");
        if (answer === status) return refused(happening, link, { state, status });
        return state.sinceUs > 0 ? ended(happening, link.linkId, { state, status }) : nothing;
      },
    },
    { actions: ["BootNotification", ...setUpActions] },
  );
}

type Case = { readonly state: Refusal; readonly status: "Pending" | "Rejected" };

function refused(
  { message, request, seq, atUs }: MessageHappening,
  { linkId }: LinkFacts,
  { state, status }: Case,
): Reports {
  if (state.sinceUs === 0) {
    state.sinceUs = atUs;
    state.times = 0;
    state.asked = [];
    state.linkId = linkId;
    state.seq = seq;
  }
  state.times += 1;
  if (!isPowerOfTen(state.times)) return nothing;
  const callPayload = "callPayload" in message ? message.callPayload : null;
  const intervalS = numberIn(callPayload, "interval");
  const again =
    intervalS === null || intervalS <= 0
      ? "without saying when to ask again"
      : `and told it to ask again in ${duration(intervalS * 1_000_000)}`;
  const sentence =
    state.times === 1
      ? `The CSMS answered the station's BootNotification with ${status} ${again}.`
      : `The CSMS has answered ${state.times} BootNotifications of the station with ${status} within ${duration(atUs - state.sinceUs)}${meanwhile(state)}.`;
  return [
    {
      sentence,
      evidence: request === null ? [seq] : [request.seq, seq],
      details: { status, times: state.times, intervalS, asked: state.asked },
    },
  ];
}

function ended(
  { message, request, seq, atUs }: MessageHappening,
  linkId: LinkId,
  { state, status }: Case,
): Reports {
  const answer = "callPayload" in message ? textIn(message.callPayload, "status") : "";
  if (answer !== "Accepted" && answer !== "Pending" && answer !== "Rejected") return nothing;
  const lastedUs = atUs - state.sinceUs;
  const { times, asked } = state;
  const first = state.linkId === linkId ? [state.seq] : [];
  const since = `${lastedUs > 0 ? `${duration(lastedUs)} ` : ""}after it had first answered ${status} (${plural(times, "time")})`;
  const sentence = `The CSMS answered the station's BootNotification with ${answer}, ${since}${meanwhile(state)}.`;
  state.sinceUs = 0;
  return [
    {
      sentence,
      severity: "note",
      evidence: [...first, ...(request === null ? [] : [request.seq]), seq],
      details: {
        status: answer,
        clears: status,
        times,
        lastedMs: Math.round(lastedUs / 1000),
        asked,
      },
    },
  ];
}

function meanwhile({ asked }: Refusal): string {
  return asked.length === 0
    ? "; meanwhile the CSMS asked nothing of it"
    : `; meanwhile the CSMS sent ${asked.join(", ")}`;
}

function parse(saved: Json): Refusal {
  const [sinceUs, times, linkId, seq, asked] = listOf(saved);
  return {
    sinceUs: numberOr(sinceUs, 0),
    times: numberOr(times, 0),
    linkId: typeof linkId === "string" ? linkId : "",
    seq: numberOr(seq, 0),
    asked: setUpActions.filter((action) => listOf(asked).includes(action)),
  };
}
