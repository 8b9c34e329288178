/** What current or power limit was last set, and does the station follow it? */
import { cut } from "../../findings/wording.ts";
import type { QueryDeps } from "../reader.ts";
import {
  type Asked,
  answerTo,
  type Fact,
  fieldsOf,
  newestFindings,
  newestMessages,
  place,
  refOf,
  type Said,
  textOf,
  when,
} from "./facts.ts";

const ACTIONS = ["SetChargingProfile", "ClearChargingProfile"];

export async function limit(asked: Asked, deps: QueryDeps): Promise<Said> {
  const [facts, applied] = await Promise.all([
    newestMessages(asked, ACTIONS, deps),
    newestFindings(asked, ["limit-applied"], deps),
  ]);
  const call = facts.find(({ type, sender }) => type === "call" && sender === "csms");
  if (call === undefined) {
    const answer =
      "Unknown: the CSMS has set no limit in the record of the last 30 days. The station then charges with what its own configuration and the cable allow.";
    return { verdict: "unknown", answer, evidence: [] };
  }
  const [judged] = applied;
  if (judged !== undefined && judged.atUs >= call.atUs) {
    const verdict = judged.severity === "note" ? "ok" : "warning";
    return { verdict, answer: judged.sentence, evidence: [...judged.evidence] };
  }
  const answer = answerTo(call, facts);
  const said = whatWasAsked(call);
  const evidence = [refOf(call), ...(answer === null ? [] : [refOf(answer)])];
  const at = when(call.atUs, asked.nowUs);
  if (answer === null) {
    const text = `The CSMS ${said}${place(call)}, ${at}; the station has not answered.`;
    return { verdict: "warning", answer: text, evidence };
  }
  const status = answer.type === "callResult" ? textOf(answer.payload["status"]) : answer.errorCode;
  if (status !== "Accepted") {
    const text = `The CSMS ${said}${place(call)}, ${at}; the station did not take it: ${cut(status)}.`;
    return { verdict: "warning", answer: text, evidence };
  }
  const text = `The CSMS ${said}${place(call)}, ${at}; the station accepted. Whether it follows cannot be told: no meter value of a session has come since.`;
  return { verdict: "unknown", answer: text, evidence };
}

/** `set 16 A by profile 1 (TxDefaultProfile, stack level 0)` */
function whatWasAsked({ action, payload }: Fact): string {
  if (action === "ClearChargingProfile") return "cleared charging profiles";
  const profile = {
    ...fieldsOf(payload["csChargingProfiles"]),
    ...fieldsOf(payload["chargingProfile"]),
  };
  const schedules = profile["chargingSchedule"];
  const schedule = fieldsOf(Array.isArray(schedules) ? schedules[0] : schedules);
  const periods = schedule["chargingSchedulePeriod"];
  const first = fieldsOf(Array.isArray(periods) ? periods[0] : null);
  const more =
    Array.isArray(periods) && periods.length > 1 ? ` first, of ${periods.length} periods,` : "";
  const value = typeof first["limit"] === "number" ? String(first["limit"]) : "an unreadable limit";
  const id = profile["chargingProfileId"] ?? profile["id"];
  const purpose = cut(textOf(profile["chargingProfilePurpose"])) || "unknown purpose";
  const level =
    typeof profile["stackLevel"] === "number" ? `, stack level ${profile["stackLevel"]}` : "";
  const unit = cut(textOf(schedule["chargingRateUnit"]));
  return `set ${value} ${unit}${more} by charging profile ${typeof id === "number" ? id : "without id"} (${purpose}${level})`;
}
