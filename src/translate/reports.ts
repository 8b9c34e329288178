/**
 * GetBaseReport and GetReport → NotifyReport. The station is asked for its whole configuration, the
 * rest is known here; a station that does not answer is reported as it was last known.
 */
import { limits } from "../base/limits.ts";
import type { Json, JsonObject } from "../exchange/message.ts";
import { integerIn, textIn } from "../findings/fields.ts";
import { answerWith, askFor, type Block, type Command, type Move } from "./block.ts";
import { phaseRotationKey } from "./config-keys.ts";
import { keyOf, learn, missingKeys, settingOf } from "./configuration.ts";
import { isoOf } from "./convert.ts";
import { keyRowsOf, mutabilityOf } from "./device-model.ts";
import { fieldOf, listIn, present } from "./json.ts";
import type { Outcome } from "./live.ts";
import { type Made, madeVariables } from "./made-variables.ts";
import { connectorIdsOf } from "./topology.ts";
import { keep, type Turn } from "./turn.ts";
import { phaseRotationAt, readValue } from "./variable-values.ts";
import { keysPerCall } from "./variables.ts";

/** All keys, or as many as the station tells at a time and then the standard ones one by one. */
function fetched(turn: Turn, outcomes: readonly Outcome[]): Move | null {
  const [all, ...parts] = outcomes;
  if (all === undefined) return askFor("GetConfiguration", {});
  if (all.kind !== "result") return null;
  learn(turn, all.payload);
  for (const part of parts) if (part.kind === "result") learn(turn, part.payload);
  if (parts.some(({ kind }) => kind !== "result")) return null;
  const missing = missingKeys(turn.state, listIn(all.payload, "configurationKey"));
  const size = keysPerCall(turn);
  const key = missing.slice(parts.length * size, (parts.length + 1) * size);
  return key.length === 0 ? null : askFor("GetConfiguration", { key });
}

type Entry = Omit<Made, "dataType"> & { readonly dataType: string; readonly isKey: boolean };

function inventory(turn: Turn): readonly Entry[] {
  const keys = keyRowsOf(turn).map((row) => ({
    component: { name: row.component },
    ...{ variable: row.variable, instance: row.instance, dataType: row.dataType },
    value: readValue(row, settingOf(turn.state, row.key)),
    mutability: mutabilityOf(turn, row),
    ...{ maxLimit: null, valuesList: null, isKey: true },
  }));
  const named = new Set([...keys.map(nameOf)]);
  const made = madeVariables(turn).map((each) => ({ ...each, isKey: false }));
  return [...keys, ...rotations(turn), ...made.filter((each) => !named.has(nameOf(each)))];
}

function nameOf(entry: Pick<Entry, "component" | "variable" | "instance">): string {
  return JSON.stringify([entry.component, entry.variable, entry.instance]).toLowerCase();
}

function rotations(turn: Turn): readonly Entry[] {
  const csv = keyOf(turn.state, phaseRotationKey);
  if (csv === null) return [];
  const mutability = csv.isReadonly ? "ReadOnly" : "ReadWrite";
  return [0, ...connectorIdsOf(turn)].map((connectorId) => ({
    component:
      connectorId === 0 ? { name: "ChargingStation" } : { name: "EVSE", evse: { id: connectorId } },
    ...{ variable: "PhaseRotation", instance: "", dataType: "string", mutability, isKey: true },
    ...{ value: phaseRotationAt(csv.value, connectorId), maxLimit: null, valuesList: null },
  }));
}

function reportData(entry: Entry): JsonObject {
  const { value, mutability, isKey, dataType } = entry;
  const isMissing = value === null || mutability === "WriteOnly" || (value === "" && !isKey);
  return {
    component: entry.component,
    variable: present({
      name: entry.variable,
      instance: entry.instance === "" ? undefined : entry.instance,
    }),
    variableAttribute: [
      present({
        ...{ type: "Actual", value: isMissing ? undefined : value, mutability },
        persistent: isKey ? true : undefined,
        constant: isKey ? false : undefined,
      }),
    ],
    variableCharacteristics: present({
      ...{ dataType, supportsMonitoring: false },
      maxLimit: entry.maxLimit ?? undefined,
      valuesList: entry.valuesList ?? undefined,
    }),
  };
}

/** Pieces of so many entries and bytes, each with its place in the whole. */
function report(turn: Turn, requestId: number, entries: readonly Entry[]): void {
  const parts: JsonObject[][] = [];
  let bytes = 0;
  for (const data of entries.map(reportData)) {
    const size = JSON.stringify(data).length;
    const last = parts.at(-1);
    const isFull =
      last === undefined ||
      last.length >= limits.reportEntriesMax ||
      bytes + size > limits.reportBytesMax;
    if (isFull) parts.push([data]);
    else last.push(data);
    bytes = isFull ? size : bytes + size;
  }
  for (const [seqNo, part] of parts.entries()) {
    const payload = present({
      ...{ requestId, generatedAt: isoOf(turn.nowMs), seqNo, reportData: part },
      tbc: seqNo < parts.length - 1 ? true : undefined,
    });
    keep(turn, { action: "NotifyReport", payload });
  }
}

function isInBase(base: string, { component, variable, mutability }: Entry): boolean {
  if (base === "FullInventory") return true;
  if (base === "ConfigurationInventory") return mutability !== "ReadOnly" || isRequired(component);
  const isPart = /^(ChargingStation|EVSE|Connector)$/.test(textIn(component, "name"));
  return isPart && (variable === "AvailabilityState" || variable === "Problem");
}

/** Controllers that 2.0.1 wants in every configuration report. */
function isRequired(component: JsonObject): boolean {
  return /^(ClockCtrlr|DeviceDataCtrlr|OCPPCommCtrlr|TxCtrlr|SecurityCtrlr|SampledDataCtrlr)$/.test(
    textIn(component, "name"),
  );
}

const getBaseReport: Command = {
  action: "GetBaseReport",
  next(turn, call, outcomes) {
    const more = fetched(turn, outcomes);
    if (more !== null) return more;
    const base = textIn(call.payload, "reportBase");
    const requestId = integerIn(call.payload, "requestId") ?? 0;
    report(
      turn,
      requestId,
      inventory(turn).filter((each) => isInBase(base, each)),
    );
    return answerWith({ status: "Accepted" });
  },
};

/** Available and Enabled are true of a component that does not say; Problem and Active are not. */
function meets(entries: readonly Entry[], component: JsonObject, criterion: string): boolean {
  const said = entries.find(
    (each) =>
      each.variable === criterion && JSON.stringify(each.component) === JSON.stringify(component),
  );
  if (said !== undefined) return said.value === "true";
  return criterion === "Available" || criterion === "Enabled";
}

function isNamed(entry: Entry, wanted: Json): boolean {
  const { component, variable, instance } = entry;
  const has = (path: readonly string[], value: unknown) => {
    const said = path.reduce<Json | undefined>((from, name) => fieldOf(from, name), wanted);
    return said === undefined || String(said).toLowerCase() === String(value ?? "").toLowerCase();
  };
  return (
    has(["component", "name"], component["name"]) &&
    has(["component", "evse", "id"], integerIn(component, "evse", "id")) &&
    has(["component", "evse", "connectorId"], integerIn(component, "evse", "connectorId")) &&
    has(["variable", "name"], variable) &&
    has(["variable", "instance"], instance)
  );
}

const getReport: Command = {
  action: "GetReport",
  next(turn, call, outcomes) {
    const more = fetched(turn, outcomes);
    if (more !== null) return more;
    const criteria = listIn(call.payload, "componentCriteria").map(String);
    const wanted = listIn(call.payload, "componentVariable");
    const all = inventory(turn);
    const found = all.filter(
      (entry) =>
        (criteria.length === 0 || criteria.some((each) => meets(all, entry.component, each))) &&
        (wanted.length === 0 || wanted.some((each) => isNamed(entry, each))),
    );
    if (found.length === 0) return answerWith({ status: "EmptyResultSet" });
    report(turn, integerIn(call.payload, "requestId") ?? 0, found);
    return answerWith({ status: "Accepted" });
  },
};

export const reportsBlock: Block = { name: "reports", commands: [getBaseReport, getReport] };
