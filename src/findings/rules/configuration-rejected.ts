/** Settings of the CSMS that a station did not take, or takes only after a restart. */
import { isPlainSetting } from "../../ocpp/secrets.ts";
import { itemsIn, textIn } from "../fields.ts";
import type { MessageHappening } from "../happening.ts";
import { nothing, type Report, type Reports, type Side, statefulRule } from "../rule.ts";
import { cut, Party, plural } from "../wording.ts";
import { isOfStation } from "./promises.ts";
import { countRepeat, type Repeats, repeatsOfStation, timesTold } from "./repeats.ts";

/** Variables of one SetVariables that are looked at. */
const VARIABLES_MAX = 100;
/** Of those, how many a sentence names. */
const NAMED_MAX = 3;

/** Keys that every 1.6 station must have and let the CSMS write (1.6 §9.1, "required", "RW"). */
const requiredKeys: ReadonlySet<string> = new Set([
  ...["AuthorizeRemoteTxRequests", "ClockAlignedDataInterval", "ConnectionTimeOut"],
  ...["ConnectorPhaseRotation", "HeartbeatInterval", "LocalAuthorizeOffline"],
  ...["LocalPreAuthorize", "MeterValuesAlignedData", "MeterValuesSampledData"],
  ...["MeterValueSampleInterval", "ResetRetries", "StopTransactionOnEVSideDisconnect"],
  ...["StopTransactionOnInvalidId", "StopTxnAlignedData", "StopTxnSampledData"],
  ...["TransactionMessageAttempts", "TransactionMessageRetryInterval"],
  "UnlockConnectorOnEVSideDisconnect",
]);

/** What the station said of one setting. */
type Outcome = {
  readonly name: string;
  readonly status: string;
  /** Null where it must not be shown. */
  readonly value: string | null;
};

export const configurationRejected = statefulRule<Repeats>(
  {
    id: "configuration-rejected",
    title: "A setting was not taken by the station",
    severity: "warning",
    side: "csms",
    clause: "OCPP 1.6 §5.3, §9; OCPP 2.0.1 Part 2 B05",
    explanation:
      "The CSMS changed a setting with ChangeConfiguration or SetVariables, and the station did not take it: it does not know it (NotSupported, UnknownVariable), may not change it, or finds the value wrong (Rejected). The station goes on with its old value, while the CSMS may believe in the new one. RebootRequired means that the value is taken at the next restart.",
    remedy:
      "Read the setting with GetConfiguration or GetVariables: it shows whether the station has it, whether it is read-only, and how it writes its values. Leave out settings that this model does not have. After RebootRequired, send a Reset when no car is charging.",
  },
  repeatsOfStation,
  {
    message(happening, _link, repeats) {
      const { message, request, seq } = happening;
      if (message.type !== "callResult" || request?.answerSeq !== seq) return nothing;
      if (!isOfStation(happening)) return nothing;
      return request.action === "SetVariables"
        ? tell(outcomesOfVariables(happening), happening, repeats)
        : tell(outcomesOfKey(happening), happening, repeats);
    },
  },
  { actions: ["ChangeConfiguration", "SetVariables"] },
);

function outcomesOfKey({ message, request }: MessageHappening): readonly Outcome[] {
  const status = "callPayload" in message ? textIn(message.callPayload, "status") : "";
  const payload = request?.payload ?? null;
  const name = textIn(payload, "key").slice(0, 200);
  return isTaken(status)
    ? []
    : [{ name, status, value: shownValue(name, textIn(payload, "value")) }];
}

/** The results may come in another order than the variables were set in. */
function outcomesOfVariables({ message, request }: MessageHappening): readonly Outcome[] {
  const payload = "callPayload" in message ? message.callPayload : null;
  const set = itemsIn(request?.payload ?? null, "setVariableData").slice(0, VARIABLES_MAX);
  const values = new Map(set.map((item) => [nameIn(item), textIn(item, "attributeValue")]));
  return itemsIn(payload, "setVariableResult")
    .slice(0, VARIABLES_MAX)
    .map((item) => ({ name: nameIn(item), status: textIn(item, "attributeStatus") }))
    .filter(({ status }) => !isTaken(status))
    .map((one) => ({ ...one, value: shownValue(one.name, values.get(one.name) ?? "") }));
}

function isTaken(status: string): boolean {
  return status === "Accepted" || status === "";
}

/** `OCPPCommCtrlr.HeartbeatInterval` */
function nameIn(item: unknown): string {
  const component = textIn(item, "component", "name");
  const instance = textIn(item, "variable", "instance");
  const variable = textIn(item, "variable", "name");
  return `${component}.${variable}${instance === "" ? "" : `[${instance}]`}`.slice(0, 200);
}

function shownValue(name: string, value: string): string | null {
  return value !== "" && isPlainSetting(name, value) ? value : null;
}

function tell(
  outcomes: readonly Outcome[],
  happening: MessageHappening,
  repeats: Repeats,
): Reports {
  if (outcomes.length === 0) return nothing;
  const isLater = ({ status }: Outcome) => status === "RebootRequired";
  const refused = outcomes.filter((one) => !isLater(one));
  const later = outcomes.filter(isLater);
  return [refused, later].flatMap((alike) => reportOf(alike, happening, repeats));
}

/** Of settings that were all refused, or that all wait for a restart. */
function reportOf(
  alike: readonly Outcome[],
  { request, seq, atUs }: MessageHappening,
  repeats: Repeats,
): readonly Report[] {
  const [first] = alike;
  if (first === undefined || request === null) return nothing;
  const key = alike.map(({ name, status }) => `${status} ${name}`).join(" ");
  const times = timesTold(countRepeat(repeats, key, atUs));
  if (times === null) return nothing;
  const isNote = first.status === "RebootRequired";
  const more = alike.length - NAMED_MAX;
  const named = alike
    .slice(0, NAMED_MAX)
    .map(isNote ? settingOf : outcomeOf)
    .join(", ");
  const list = more > 0 ? `${named} and ${plural(more, "other")}` : named;
  const settings = alike.slice(0, 10).map(({ name, status }) => ({ name, status }));
  return [
    {
      sentence: isNote
        ? `${Party.station} takes ${list} only after a restart${times}.`
        : `${Party.station} did not take what the CSMS set: ${list}${times}.`,
      evidence: [request.seq, seq],
      details: { settings },
      ...(isNote ? { severity: "note" } : {}),
      side: sideOf(alike),
    },
  ];
}

/** A key that it must have, and says it has not: the station's fault. */
function sideOf(outcomes: readonly Outcome[]): Side {
  const isStations = outcomes.every(
    ({ name, status }) => status === "NotSupported" && requiredKeys.has(name),
  );
  return isStations ? "station" : "csms";
}

/** `HeartbeatInterval = 300` */
function settingOf({ name, value }: Outcome): string {
  const setting = name === "" ? "a setting" : cut(name);
  return value === null ? setting : `${setting} = ${cut(value)}`;
}

/** `HeartbeatInterval = 300 (Rejected)` */
function outcomeOf(outcome: Outcome): string {
  return `${settingOf(outcome)} (${cut(outcome.status)})`;
}
