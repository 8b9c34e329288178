/** Is it faulting because something is broken? */
import { cut, duration } from "../../findings/wording.ts";
import { meaningOf } from "../../ocpp/reference/enumerations/enumerations.ts";
import { numberIn, type QueryDeps, readRows, type StoredRow, textIn } from "../reader.ts";
import {
  type Asked,
  type EvidenceRef,
  inBrackets,
  newestFindings,
  refOf,
  type Said,
  when,
} from "./facts.ts";

const DAY_US = 86_400_000_000;

/** Besides what connectors say: what is broken shows here, too. */
const RULES = ["boot-loop", "firmware-update-failed", "connector-faulted", "security-event"];

export async function faulted(asked: Asked, deps: QueryDeps): Promise<Said> {
  const [connectors, findings] = await Promise.all([
    readConnectors(asked, deps),
    newestFindings(asked, RULES, deps),
  ]);
  const recent = findings.filter(
    ({ atUs, severity }) => severity !== "note" && asked.nowUs - atUs < DAY_US,
  );
  const broken = connectors.filter(isBroken);
  if (broken.length > 0) {
    const answer = `Yes. ${broken.map((row) => tellFault(row, asked)).join(" ")}`;
    return { verdict: "error", answer, evidence: broken.map(evidenceOf) };
  }
  const [trouble] = recent;
  if (trouble !== undefined) {
    const state = connectors.length === 0 ? "" : " No connector reports a fault now.";
    const answer = `Not at this moment, but within the last day: ${trouble.sentence}${state}`;
    return { verdict: "warning", answer, evidence: trouble.evidence };
  }
  if (connectors.length === 0) {
    const answer =
      "Unknown: no StatusNotification of this station is recorded. TriggerMessage StatusNotification would tell.";
    return { verdict: "unknown", answer, evidence: [] };
  }
  const out = connectors.filter((row) => textIn(row, "status") === "Unavailable");
  const states = connectors.map((row) => `${nameOf(row)} ${cut(textIn(row, "status"))}`).join(", ");
  const evidence = connectors.map(evidenceOf);
  return out.length > 0
    ? {
        verdict: "warning",
        answer: `No fault is reported, but not all of it can be used: ${states}. Unavailable is what an operator, an update or the station itself makes it.`,
        evidence,
      }
    : { verdict: "ok", answer: `No. Its newest states are: ${states}.`, evidence };
}

function isBroken(row: StoredRow): boolean {
  const code = textIn(row, "error_code");
  return textIn(row, "status") === "Faulted" || (code !== "" && code !== "NoError");
}

function tellFault(row: StoredRow, { nowUs }: Asked): string {
  const code = textIn(row, "error_code");
  const info = textIn(row, "info");
  const since = numberIn(row, "received_us");
  const cause =
    code === "" || code === "NoError"
      ? ""
      : `: ${cut(code)}${inBrackets(meaningOf("ChargePointErrorCode", code))}`;
  const said = info === "" ? "" : `; it says "${cut(info)}"`;
  const name = nameOf(row);
  const Name = name.charAt(0).toUpperCase() + name.slice(1);
  return `${Name} is ${cut(textIn(row, "status"))} for ${duration(Math.max(0, nowUs - since))}, since ${when(since, 0)}${cause}${said}.`;
}

/** 1.6 has no EVSEs, and its connector 0 is the whole station. */
function nameOf(row: StoredRow): string {
  const evse = numberIn(row, "evse_id");
  const connector = numberIn(row, "connector_id");
  if (evse > 0) return `EVSE ${evse}${connector > 0 ? ` connector ${connector}` : ""}`;
  return connector > 0 ? `connector ${connector}` : "the station";
}

function evidenceOf(row: StoredRow): EvidenceRef {
  return refOf({ linkId: textIn(row, "link_id"), seq: numberIn(row, "seq") });
}

function readConnectors({ station }: Asked, deps: QueryDeps): Promise<readonly StoredRow[]> {
  return readRows(
    `SELECT evse_id, connector_id, toUnixTimestamp64Micro(received_at) AS received_us, link_id, seq,
  status, error_code, info
FROM station_status FINAL WHERE station_id = {station:String}
ORDER BY evse_id, connector_id LIMIT 100`,
    { station },
    deps,
  );
}
