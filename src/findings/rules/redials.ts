/**
 * ocpptap dials the CSMS of a translated station again and again, whatever the station does: the
 * same failure is told at the first, the tenth, the hundredth time until a link opens. Of a station
 * that dials, each time is told: it has no other.
 */
import { isStationsOwn } from "../../base/ids.ts";
import type { HappeningOf, LinkFacts } from "../happening.ts";
import { nothing, type Reports } from "../rule.ts";
import { countRepeat, type Repeats, timesTold } from "./repeats.ts";

type Refused = HappeningOf<"link-refused">;

/** `, for the 10th time`; null where it is not worth telling. */
export function redialsTold({ atUs, body }: Refused, link: LinkFacts, redials: Repeats) {
  if (isStationsOwn(link.leg)) return "";
  const code = body.failure === null ? String(body.status) : body.failure.code;
  return timesTold(countRepeat(redials, code, atUs));
}

/** A link is open: what fails from now on is news. */
export function endRedials(
  _: HappeningOf<"link-opened">,
  link: LinkFacts,
  redials: Repeats,
): Reports {
  if (!isStationsOwn(link.leg)) redials.clear();
  return nothing;
}

/**
 * Status 0: nobody was told anything. Of a station that means that it left before there was an
 * answer; on any other leg there is nobody to tell.
 */
export function isAbandoned({ body }: Refused, { leg }: LinkFacts): boolean {
  return body.status === 0 && isStationsOwn(leg);
}
