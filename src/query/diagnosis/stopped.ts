/** Why did the last session stop? */
import { cut, duration } from "../../findings/wording.ts";
import { meaningOf } from "../../ocpp/reference/enumerations/enumerations.ts";
import {
  detailsIn,
  numberIn,
  numberOrNullIn,
  type QueryDeps,
  readRows,
  type StoredRow,
  textIn,
} from "../reader.ts";
import {
  type Asked,
  type EvidenceRef,
  fieldsOf,
  inBrackets,
  place,
  type Said,
  textOf,
  when,
} from "./facts.ts";

/** Somebody wanted it to end; everything else is worth a look. */
const WANTED: ReadonlySet<string> = new Set([
  ...["", "Local", "Remote", "EVDisconnected", "StoppedByEV", "SOCLimitReached"],
  ...["EnergyLimitReached", "TimeLimitReached", "LocalOutOfCredit", "ReqEnergyTransferRejected"],
]);

export async function stopped(asked: Asked, deps: QueryDeps): Promise<Said> {
  const [transaction] = await readLast(asked, deps);
  if (transaction === undefined) {
    const answer = "Unknown: no session of this station is in the record.";
    return { verdict: "unknown", answer, evidence: [] };
  }
  const details = detailsIn(transaction, "details");
  const what = nameOf(transaction);
  const evidence = evidenceOf(details);
  const energy = energyOf(transaction);
  const startedUs = numberIn(transaction, "started_us");
  const endedUs = numberOrNullIn(transaction, "ended_us");
  if (textIn(transaction, "state") === "open") {
    const answer = `It has not: ${what} runs since ${when(startedUs, asked.nowUs)}${energy}.`;
    return { verdict: "ok", answer, evidence };
  }
  if (textIn(transaction, "state") === "unfinished" || endedUs === null) {
    const answer = `Nobody said: ${what}, begun ${when(startedUs, asked.nowUs)}${energy}, never got a stop, and the station has moved on. Its end and its energy are not known to the CSMS.`;
    return { verdict: "warning", answer, evidence };
  }
  const reason = textIn(transaction, "stop_reason");
  const isRemote = fieldsOf(details["remoteStop"])["seq"] !== undefined;
  const asking = isRemote ? " after the CSMS had asked for it" : "";
  const said =
    reason === "" ? "no reason given, which means that it was ended at the station" : cut(reason);
  const meaning = inBrackets(meaningOf("ReasonEnumType", reason) ?? meaningOf("Reason", reason));
  const refusal = textOf(fieldsOf(details["refusal"])["status"]);
  const token = refusal === "" ? "" : ` The CSMS had answered its token with ${cut(refusal)}.`;
  const answer = `${capital(what)} ended ${when(endedUs, asked.nowUs)} after ${duration(endedUs - startedUs)}${energy}${asking}: ${said}${meaning}.${token}`;
  const isWanted = WANTED.has(reason) && refusal === "";
  return { verdict: isWanted ? "ok" : "warning", answer, evidence };
}

function nameOf(row: StoredRow): string {
  const id = textIn(row, "transaction_id");
  const at = {
    connectorId: numberOrNullIn(row, "connector_id"),
    evseId: numberOrNullIn(row, "evse_id"),
  };
  return `the last session${id === "" ? "" : ` (transaction ${cut(id)})`}${place(at)}`;
}

function energyOf(row: StoredRow): string {
  const wh = numberOrNullIn(row, "energy_wh");
  return wh === null ? "" : ` with ${(wh / 1000).toFixed(wh < 10_000 ? 2 : 1)} kWh`;
}

/** Of its stop if there is one, and of what asked for it. */
function evidenceOf(details: Readonly<Record<string, unknown>>): readonly EvidenceRef[] {
  const stop = fieldsOf(details["stop"]);
  return [details["stop"], stop["answer"], details["remoteStop"], details["start"]].flatMap(
    (of) => {
      const { linkId, seq } = fieldsOf(of);
      return typeof linkId === "string" && typeof seq === "number" ? [{ linkId, seq }] : [];
    },
  );
}

function readLast({ station }: Asked, deps: QueryDeps): Promise<readonly StoredRow[]> {
  return readRows(
    `SELECT toUnixTimestamp64Micro(started_at) AS started_us, toUnixTimestamp64Micro(ended_at) AS ended_us,
  transaction_id, evse_id, connector_id, state, stop_reason, energy_wh, details
FROM transactions FINAL WHERE station_id = {station:String}
ORDER BY started_at DESC, transaction_key DESC LIMIT 1`,
    { station },
    deps,
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
