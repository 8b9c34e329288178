/** GetVariables, SetVariables, SetVariableMonitoring. */
import { limits } from "../base/limits.ts";
import type { Json, JsonObject } from "../exchange/message.ts";
import { textIn } from "../findings/fields.ts";
import { answerWith, askFor, type Block, type Command, type Move } from "./block.ts";
import { type KeyRow, phaseRotationKey } from "./config-keys.ts";
import { learn, learnValue, numberOf, settingOf } from "./configuration.ts";
import { mutabilityOf, type Place, placeOf } from "./device-model.ts";
import { fieldOf, listIn, present } from "./json.ts";
import type { Outcome } from "./live.ts";
import { ownSettings } from "./made-variables.ts";
import { isLacking } from "./rpc-errors.ts";
import { withEntry } from "./state.ts";
import { lose, type Turn, update } from "./turn.ts";
import { authorizationKeyOf, changePassword, isPassword, isPriority } from "./upstream.ts";
import { phaseRotationAt, readValue, withPhaseRotations, writtenValue } from "./variable-values.ts";

export function keysPerCall(turn: Turn): number {
  return Math.max(
    1,
    numberOf(turn.state, "GetConfigurationMaxKeys") ?? limits.configurationKeysPerCall,
  );
}

function keyAt(place: Place): string | null {
  if (place.kind === "key") return place.row.key;
  return place.kind === "phaseRotation" ? phaseRotationKey : null;
}

function isActual(item: Json): boolean {
  return (textIn(item, "attributeType") || "Actual") === "Actual";
}

function placeAt(turn: Turn, item: Json): Place {
  return placeOf(turn, fieldOf(item, "component"), fieldOf(item, "variable"));
}

/** The password of the CSMS's leg, and the configuration key that is the station's. */
const passwordName = "SecurityCtrlr.BasicAuthPassword";
const authorizationKey = "AuthorizationKey";
const priorityName = "OCPPCommCtrlr.NetworkConfigurationPriority";

const info = (reasonCode: string) => ({ attributeStatusInfo: { reasonCode } });

/** 2.0.1 Part 2, B05 and B06: more than ItemsPerMessage may be refused so. */
const tooMany: Move = {
  ...{ kind: "refuse", code: "OccurrenceConstraintViolation" },
  description: `more than ${limits.variablesPerCallMax} variables`,
};

type Result = { readonly attributeStatus: string } & JsonObject;

/** Keys that could not be read, and keys that the station does not have, both in lower case. */
type Read = { readonly failed: ReadonlySet<string>; readonly unknown: ReadonlySet<string> };

const getVariables: Command = {
  action: "GetVariables",
  next(turn, call, outcomes) {
    const items = listIn(call.payload, "getVariableData");
    if (items.length > limits.variablesPerCallMax) return tooMany;
    const wanted = items.filter(isActual).flatMap((each) => keyAt(placeAt(turn, each)) ?? []);
    const keys = [...new Set(wanted)];
    const size = keysPerCall(turn);
    const asked = outcomes.length * size;
    if (asked < keys.length) {
      // What was learned may be needed to know the next keys by their places.
      return askFor("GetConfiguration", { key: keys.slice(asked, asked + size) });
    }
    const read = readOf(turn, keys, outcomes);
    const getVariableResult = items.map((item) => ({
      ...gotten(turn, item, read),
      ...echo(item),
    }));
    return answerWith({ getVariableResult });
  },
};

function readOf(turn: Turn, keys: readonly string[], outcomes: readonly Outcome[]): Read {
  const failed = new Set<string>();
  const unknown = new Set<string>();
  const size = keysPerCall(turn);
  for (const [index, outcome] of outcomes.entries()) {
    const part = keys.slice(index * size, (index + 1) * size).map((each) => each.toLowerCase());
    if (outcome.kind !== "result") {
      for (const key of part) failed.add(key);
      continue;
    }
    for (const key of learn(turn, outcome.payload)) unknown.add(key);
    const told = new Set(
      listIn(outcome.payload, "configurationKey").map((each) => textIn(each, "key").toLowerCase()),
    );
    // Some stations leave out what they do not know.
    for (const key of part) if (!told.has(key)) unknown.add(key);
  }
  return { failed, unknown };
}

function echo(item: Json): JsonObject {
  return present({
    attributeType: textIn(item, "attributeType") || "Actual",
    component: fieldOf(item, "component"),
    variable: fieldOf(item, "variable"),
  });
}

function gotten(turn: Turn, item: Json, read: Read): Result {
  if (!isActual(item)) return { attributeStatus: "NotSupportedAttributeType" };
  const place = placeAt(turn, item);
  const key = keyAt(place)?.toLowerCase() ?? "";
  switch (place.kind) {
    case "unknownComponent":
      return { attributeStatus: "UnknownComponent" };
    case "unknownVariable":
      return { attributeStatus: "UnknownVariable" };
    case "made": {
      const { value } = place.made;
      if (value === null) return { attributeStatus: "Rejected", ...info("WriteOnly") };
      return { attributeStatus: "Accepted", attributeValue: value };
    }
    case "key":
    case "phaseRotation": {
      if (read.failed.has(key)) return { attributeStatus: "Rejected", ...info("InternalError") };
      if (read.unknown.has(key)) return withoutKey(turn, item);
      const value = settingOf(turn.state, key);
      const attributeValue =
        place.kind === "key"
          ? readValue(place.row, value)
          : phaseRotationAt(value, place.connectorId);
      return { attributeStatus: "Accepted", attributeValue };
    }
  }
}

/** A few variables stand also where the station has no such key. */
function withoutKey(turn: Turn, item: Json): Result {
  const made = usualOf(turn, item);
  if (made === null) return { attributeStatus: "UnknownVariable" };
  return { attributeStatus: "Accepted", attributeValue: made };
}

const usual: ReadonlyMap<string, string> = new Map([
  ["ocppcommctrlr.filetransferprotocols", "HTTP,FTP"],
  ["securityctrlr.organizationname", ""],
  ["sampleddatactrlr.txstartedmeasurands", "Energy.Active.Import.Register"],
]);

function usualOf(_turn: Turn, item: Json): string | null {
  const name = `${textIn(item, "component", "name")}.${textIn(item, "variable", "name")}`;
  return usual.get(name.toLowerCase()) ?? null;
}

/** One ChangeConfiguration, and the items that it is for. */
type KeyWrite = { readonly key: string; readonly value: string; readonly items: readonly number[] };

type Plan = {
  readonly writes: readonly KeyWrite[];
  /** Results that need no station, by item. */
  readonly results: ReadonlyMap<number, Result>;
  /** Settings of ours, by item. */
  readonly own: ReadonlyMap<number, string>;
};

const setVariables: Command = {
  action: "SetVariables",
  next(turn, call, outcomes) {
    const items = listIn(call.payload, "setVariableData");
    if (items.length > limits.variablesPerCallMax) return tooMany;
    const needsRead = items.some((each) => placeAt(turn, each).kind === "phaseRotation");
    const [first] = outcomes;
    if (needsRead && first === undefined) {
      return askFor("GetConfiguration", { key: [phaseRotationKey] });
    }
    if (needsRead && first?.kind === "result") learn(turn, first.payload);
    const sent = needsRead ? outcomes.slice(1) : outcomes;
    const plan = planOf(turn, items, needsRead && first?.kind !== "result");
    const next = plan.writes[sent.length];
    if (next !== undefined) {
      return askFor("ChangeConfiguration", { key: next.key, value: next.value });
    }
    return allSet(turn, { items, plan, sent });
  },
};

function planOf(turn: Turn, items: readonly Json[], isUnread: boolean): Plan {
  const results = new Map<number, Result>();
  const own = new Map<number, string>();
  const writes: KeyWrite[] = [];
  const rotations = new Map<number, string>();
  const rotated: number[] = [];
  for (const [index, item] of items.entries()) {
    const place = placeAt(turn, item);
    const planned = isActual(item)
      ? plannedOf(turn, item, place)
      : { attributeStatus: "NotSupportedAttributeType" };
    if (place.kind === "phaseRotation" && planned === null) {
      if (isUnread) results.set(index, { attributeStatus: "Rejected", ...info("InternalError") });
      else rotations.set(place.connectorId, textIn(item, "attributeValue"));
      if (!isUnread) rotated.push(index);
    } else if (typeof planned === "string" && place.kind === "key") {
      writes.push({ key: place.row.key, value: planned, items: [index] });
    } else if (planned === passwordName && turn.settings.propagatePassword) {
      const value = authorizationKeyOf(textIn(item, "attributeValue")) ?? "";
      writes.push({ key: authorizationKey, value, items: [index] });
      own.set(index, planned);
    } else if (typeof planned === "string") {
      own.set(index, planned);
      results.set(index, { attributeStatus: "Accepted" });
    } else if (planned !== null) {
      results.set(index, planned);
    }
  }
  if (rotated.length > 0) {
    const value = withPhaseRotations(settingOf(turn.state, phaseRotationKey), rotations);
    writes.push({ key: phaseRotationKey, value, items: rotated });
  }
  return { writes, results, own };
}

/** A text is a key's value or the name of our setting; null: of the list of phase rotations. */
function plannedOf(turn: Turn, item: Json, place: Place): Result | string | null {
  switch (place.kind) {
    case "unknownComponent":
      return { attributeStatus: "UnknownComponent" };
    case "unknownVariable":
      return { attributeStatus: "UnknownVariable" };
    case "phaseRotation":
      return null;
    case "key":
      return writeOf(turn, place.row, textIn(item, "attributeValue"));
    case "made": {
      const name = `${textIn(place.made.component, "name")}.${place.made.variable}`;
      if (!ownSettings.has(name) && name !== passwordName) {
        return { attributeStatus: "Rejected", ...info("ReadOnly") };
      }
      const reasonCode = ownFault(turn, name, textIn(item, "attributeValue"));
      return reasonCode === null ? name : { attributeStatus: "Rejected", ...info(reasonCode) };
    }
  }
}

/** Why a variable of ours cannot have this value; null for it can. */
function ownFault(turn: Turn, name: string, value: string): string | null {
  if (name === priorityName) return isPriority(turn.state, value) ? null : "InvalidValue";
  if (name !== passwordName) return /^\d{1,9}$/.test(value) ? null : "InvalidValue";
  if (!isPassword(value)) return "InvalidValue";
  const isLong = authorizationKeyOf(value) === null;
  return turn.settings.propagatePassword && isLong ? "TooLargeElement" : null;
}

function writeOf(turn: Turn, row: KeyRow, value: string): Result | string {
  if (mutabilityOf(turn, row) === "ReadOnly") {
    return { attributeStatus: "Rejected", ...info("ReadOnly") };
  }
  const written = writtenValue(row, value);
  if (written.kind === "value") return written.value;
  return { attributeStatus: "Rejected", ...info(written.reasonCode) };
}

type AllSet = {
  readonly items: readonly Json[];
  readonly plan: Plan;
  readonly sent: readonly Outcome[];
};

function allSet(turn: Turn, { items, plan, sent }: AllSet): Move {
  const isSilent = sent.length > 0 && sent.every(({ kind }) => kind === "timeout");
  if (isSilent && plan.results.size === 0) {
    return { kind: "refuse", code: "GenericError", description: "the station did not answer" };
  }
  const results = new Map(plan.results);
  for (const [index, write] of plan.writes.entries()) {
    const result = writtenResult(turn, write, sent[index]);
    for (const item of write.items) results.set(item, result);
  }
  for (const [index, name] of plan.own) {
    const status = results.get(index)?.attributeStatus;
    if (status !== "Accepted" && status !== "RebootRequired") continue;
    results.set(index, { attributeStatus: "Accepted" });
    setOwn(turn, name, textIn(items[index], "attributeValue"));
  }
  const setVariableResult = items.map((item, index) => ({
    ...(results.get(index) ?? { attributeStatus: "Rejected" }),
    ...echo(item),
  }));
  return answerWith({ setVariableResult });
}

function setOwn(turn: Turn, name: string, value: string): void {
  if (name === passwordName) {
    changePassword(turn, value);
    return;
  }
  update(turn, { variables: withEntry(turn.state.variables, name, value) });
}

function writtenResult(turn: Turn, write: KeyWrite, outcome: Outcome | undefined): Result {
  if (outcome?.kind === "timeout") {
    const additionalInfo = "the station did not answer: it may be set";
    const attributeStatusInfo = { reasonCode: "InternalError", additionalInfo };
    return { attributeStatus: "Rejected", attributeStatusInfo };
  }
  if (outcome?.kind !== "result") {
    const isUnable = outcome?.kind === "error" && isLacking(outcome.code);
    const reasonCode = isUnable ? "UnsupportedRequest" : "InternalError";
    return { attributeStatus: "Rejected", ...info(reasonCode) };
  }
  const status = textIn(outcome.payload, "status");
  if (status === "Accepted" || status === "RebootRequired") {
    learnValue(turn, write.key, write.value);
    return { attributeStatus: status };
  }
  return { attributeStatus: status === "NotSupported" ? "UnknownVariable" : "Rejected" };
}

const setVariableMonitoring: Command = {
  action: "SetVariableMonitoring",
  next(turn, call) {
    if (listIn(call.payload, "setMonitoringData").length > limits.variablesPerCallMax) {
      return tooMany;
    }
    lose(turn, "action-refused", "SetVariableMonitoring");
    const setMonitoringResult = listIn(call.payload, "setMonitoringData").map((item) => {
      const { kind } = placeAt(turn, item);
      const status =
        kind === "unknownComponent"
          ? "UnknownComponent"
          : kind === "unknownVariable"
            ? "UnknownVariable"
            : "UnsupportedMonitorType";
      return present({
        ...{ status, type: fieldOf(item, "type"), severity: fieldOf(item, "severity") },
        ...{ component: fieldOf(item, "component"), variable: fieldOf(item, "variable") },
      });
    });
    return answerWith({ setMonitoringResult });
  },
};

export const variablesBlock: Block = {
  name: "variables",
  commands: [getVariables, setVariables, setVariableMonitoring],
};
