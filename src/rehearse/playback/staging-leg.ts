/**
 * The WebSockets of a replay to the CSMS that it is played to. In: a recorded link. Out: one like
 * it, recorded on the leg `shadow` as a link of its own, or why there is none.
 */
import type { Clock } from "../../base/clock.ts";
import type { StationId } from "../../base/ids.ts";
import type { Observe } from "../../observe/events.ts";
import { dialCsms } from "../../relay/csms-leg.ts";
import type { AskDeps } from "../../relay/dial.ts";
import type { LegCredentials } from "../../relay/leg-credentials.ts";
import { stationIdOf, type TranslatedRoute } from "../../relay/route.ts";
import {
  beginShadowDial,
  openShadowLeg,
  recordShadowRefusal,
  type ShadowRecord,
} from "../../translate/shadow/leg.ts";
import type { RecordedLink } from "./recorded.ts";
import type { LegListener, PlayedLeg } from "./station-run.ts";

export type StagingDeps = {
  readonly route: TranslatedRoute;
  readonly credentials: LegCredentials;
  readonly asking: AskDeps;
  readonly record: ShadowRecord;
  readonly clock: Clock;
  readonly observe: Observe;
};

/** It is paused; `resume` begins it. */
export async function dialStaging(
  stationId: StationId,
  link: RecordedLink,
  { listener, ...deps }: StagingDeps & { readonly listener: LegListener },
): Promise<PlayedLeg | string> {
  const { route, credentials, asking } = deps;
  const subprotocol = subprotocolOf(link);
  if (subprotocol === null) return "nothing tells which version its link spoke";
  const authorization = credentials.authorizationOf(route, stationId, null);
  if (authorization === undefined) return "its credentials are not listed in the file";
  const target = targetFor(route, stationId, link.target);
  const begun = beginShadowDial({ stationId, route, target }, authorization, deps);
  const dial = { ...begun, request: { ...begun.request, subprotocol } };
  const answer = await dialCsms(dial.request, null, asking);
  if (answer.kind !== "open") {
    recordShadowRefusal(dial, answer, deps);
    return answer.kind === "failed" ? answer.failure.problem : `it answered ${answer.status}`;
  }
  return openShadowLeg(dial, answer, {
    ...deps,
    pingMs: route.translate.pingMs,
    onMessage: (_, message) => listener.onMessage(message),
    onLost: (_, how) => listener.onLost(how),
  });
}

/** The last part of the path is the station's, spelt as it was; its query was for its own CSMS. */
export function targetFor(
  route: Pick<TranslatedRoute, "targetOf">,
  stationId: StationId,
  recorded: string,
): string {
  const [path = ""] = recorded.split("?");
  const last = path.split("/").findLast((part) => part !== "") ?? "";
  const tail = stationIdOf(path) === stationId ? last : encodeURIComponent(stationId);
  return route.targetOf(tail, "");
}

function subprotocolOf({ subprotocol, version }: RecordedLink): string | null {
  return subprotocol ?? (version === null ? null : `ocpp${version}`);
}
