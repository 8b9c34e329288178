/**
 * GetConfiguration and ChangeConfiguration → GetVariables, SetVariables and, for all keys at
 * once, a base report that is collected.
 */
import type { Json, JsonObject } from "../../exchange/message.ts";
import { textIn } from "../../findings/fields.ts";
import { answerWith, askFor, type Block, type Command, type Move } from "../block.ts";
import { standardKeys } from "../config-keys.ts";
import { keyOf, learnValue } from "../configuration.ts";
import { cutTo } from "../convert.ts";
import { fieldOf, listIn, present } from "../json.ts";
import type { Outcome } from "../live.ts";
import { at, type State } from "../state.ts";
import { lose, type Turn, updateLive } from "../turn.ts";
import { changePassword, isPassword } from "../upstream.ts";
import { failure16, rejected } from "./command.ts";
import {
  isOfStationLeg,
  ownKeys,
  ownValue,
  passwordKey,
  rowsOf,
  VALUE_CHARS_MAX,
  type Variable,
  valueOfKey,
  variablesOf,
  writesOf,
} from "./keys.ts";
import { heldUntilMs } from "./remote.ts";
import { notifyReport } from "./reports.ts";
import { takeRequestId } from "./request-ids.ts";

/** Of one GetVariables; every station takes so many. */
const VARIABLES_PER_CALL = 20;
/** Of one GetConfiguration; we announce 100. */
const KEYS_MAX = 200;
/** What has come of a report by then is the answer. Unit: ms. */
const BEFORE_DEADLINE_MS = 1_500;

type Asked = { readonly key: string; readonly variables: readonly Variable[] };

function askedOf(turn: Turn, keys: readonly string[]): readonly Asked[] {
  return [...new Set(keys)].slice(0, KEYS_MAX).map((key) => ({
    key,
    variables: ownValue(turn, key) === null ? variablesOf(turn, key) : [],
  }));
}

/** Asks for these keys in as many calls as it takes; then says what came of them. */
function read(
  turn: Turn,
  keys: readonly string[],
  { outcomes, isListed }: { readonly outcomes: readonly Outcome[]; readonly isListed: boolean },
): Move {
  const asked = askedOf(turn, keys);
  const all = asked.flatMap(({ variables }) => variables);
  const failed = outcomes.find(({ kind }) => kind !== "result");
  if (failed !== undefined) return failure16(failed, { negative: null, lacking: null });
  const next = all.slice(
    outcomes.length * VARIABLES_PER_CALL,
    (outcomes.length + 1) * VARIABLES_PER_CALL,
  );
  if (next.length > 0) return askFor("GetVariables", { getVariableData: next.map(getOf) });
  const results = outcomes.flatMap((each) =>
    listIn(fieldOf(each, "payload"), "getVariableResult").slice(0, VARIABLES_PER_CALL),
  );
  return answerWith(told(turn, asked, { results, isListed }));
}

function isPasswordKey(key: string): boolean {
  return key.toLowerCase() === passwordKey.toLowerCase();
}

function getOf({ component, variable, attributeType }: Variable): JsonObject {
  const other = attributeType === "Actual" ? undefined : attributeType;
  return present({ component, variable, attributeType: other });
}

type Results = { readonly results: readonly Json[]; readonly isListed: boolean };

function told(turn: Turn, asked: readonly Asked[], { results, isListed }: Results): JsonObject {
  const configurationKey: JsonObject[] = [];
  const unknownKey: string[] = [];
  for (const { key, variables } of asked) {
    const own = ownValue(turn, key);
    const here = variables.map((each) => resultFor(results, each));
    const values = here.map((each) =>
      textIn(each, "attributeStatus") === "Accepted" ? textIn(each, "attributeValue") : null,
    );
    const value =
      own ?? (values.some((each) => each !== null) ? valueOfKey(turn, key, values) : null);
    const isHidden =
      isPasswordKey(key) || here.some((each) => textIn(each, "attributeStatus") === "Rejected");
    if (value !== null || isHidden) configurationKey.push(entryOf(turn, key, value));
    else unknownKey.push(key);
    if (value !== null && own === null) learnValue(turn, key, cutTo(value, VALUE_CHARS_MAX));
  }
  const isAnyUnknown = isListed && unknownKey.length > 0;
  return present({ configurationKey, unknownKey: isAnyUnknown ? unknownKey : undefined });
}

/** Stations answer in order, and some in another. */
function resultFor(results: readonly Json[], wanted: Variable): Json {
  const found = results.find(
    (each) =>
      isSameThing(fieldOf(each, "component"), wanted.component) &&
      isSameThing(fieldOf(each, "variable"), wanted.variable) &&
      (textIn(each, "attributeType") || "Actual") === wanted.attributeType,
  );
  return found ?? null;
}

function isSameThing(one: Json | undefined, other: JsonObject): boolean {
  const said = (from: unknown) =>
    [
      ...[textIn(from, "name"), textIn(from, "instance")],
      JSON.stringify(fieldOf(fieldOf(from, "evse"), "id") ?? 0),
      JSON.stringify(fieldOf(fieldOf(from, "evse"), "connectorId") ?? 0),
    ]
      .join("|")
      .toLowerCase();
  return said(one) === said(other);
}

/** Fixed where the station's report says so, else where the standard does. */
function entryOf(turn: Turn, key: string, value: string | null): JsonObject {
  const known = keyOf(turn.state, key);
  const [row] = rowsOf(key);
  const isFixed = row?.mutability === "ReadOnly" || ownValue(turn, key) !== null;
  return present({
    ...{ key, readonly: known?.isReadonly === true || isFixed },
    value: value === null ? undefined : cutTo(value, VALUE_CHARS_MAX),
  });
}

const getConfiguration: Command = {
  action: "GetConfiguration",
  next(turn, call, outcomes) {
    const keys = listIn(call.payload, "key").filter((each) => typeof each === "string");
    if (keys.length > 0) return read(turn, keys, { outcomes, isListed: true });
    const [report, ...others] = outcomes;
    if (report === undefined) {
      const requestId = takeRequestId(turn);
      updateLive(turn, { report: { requestId, keys: [], isDone: false } });
      return askFor("GetBaseReport", { requestId, reportBase: "FullInventory" });
    }
    if (textIn(report, "payload", "status") !== "Accepted") {
      if (report.kind === "timeout" || report.kind === "closed") {
        return failure16(report, { negative: null, lacking: null });
      }
      return read(turn, standardKeys, { outcomes: others, isListed: false });
    }
    const isLate = turn.nowMs >= call.deadlineMs - BEFORE_DEADLINE_MS;
    if (turn.state.live.report?.isDone !== true && !isLate) return { kind: "hold" };
    return answerWith({ configurationKey: collected(turn) });
  },
};

function collected(turn: Turn): readonly JsonObject[] {
  const keys = turn.state.live.report?.keys ?? [];
  const known = ownKeys.filter((key) => ownValue(turn, key) !== null);
  const own = [...known, passwordKey].map((key) => entryOf(turn, key, ownValue(turn, key)));
  const others = keys.flatMap((folded) => {
    const entry = at(turn.state.configuration, folded);
    const isOurs = ownValue(turn, folded) !== null || isOfStationLeg(folded);
    return entry === null || isOurs ? [] : [entry];
  });
  updateLive(turn, { report: null });
  return [
    ...own,
    ...others.map(({ key, value, isReadonly }) =>
      present({ key, readonly: isReadonly, value: value ?? undefined }),
    ),
  ];
}

const notSupported = { status: "NotSupported" };
const refusals = { negative: rejected, lacking: notSupported };

const changeConfiguration: Command = {
  action: "ChangeConfiguration",
  next(turn, call, [outcome]) {
    const key = textIn(call.payload, "key");
    const value = textIn(call.payload, "value");
    if (isPasswordKey(key)) return newPassword(turn, value);
    if (isOfStationLeg(key)) {
      lose(turn, "leg-setting", key);
      return answerWith(rejected);
    }
    if (ownValue(turn, key) !== null) return answerWith(rejected);
    const writes = writesOf(turn, key, value);
    if (writes.length === 0) {
      return answerWith(variablesOf(turn, key).length === 0 ? notSupported : rejected);
    }
    if (outcome === undefined) return askFor("SetVariables", { setVariableData: writes });
    if (outcome.kind !== "result") return failure16(outcome, refusals);
    const status = statusOfAll(listIn(outcome.payload, "setVariableResult"));
    if (status === "Accepted" || status === "RebootRequired") learnValue(turn, key, value);
    return answerWith({ status });
  },
};

/** One key may be several variables, some of which a station does not have. */
function statusOfAll(results: readonly Json[]): string {
  const statuses = results.map((each) => textIn(each, "attributeStatus"));
  if (statuses.includes("Rejected")) return "Rejected";
  if (statuses.includes("RebootRequired")) return "RebootRequired";
  return statuses.includes("Accepted") ? "Accepted" : "NotSupported";
}

/** Ours, as it is for the way to the CSMS. 1.6 writes its bytes in hexadecimal. */
function newPassword(turn: Turn, value: string): Move {
  const isHex = /^([0-9a-f]{2}){16,20}$/i.test(value);
  const password = isHex ? Buffer.from(value, "hex").toString("latin1") : "";
  if (!isPassword(password)) {
    lose(turn, "leg-setting", "an AuthorizationKey that is no text");
    return answerWith(rejected);
  }
  changePassword(turn, password);
  return answerWith({ status: "Accepted" });
}

export const configurationReverseBlock: Block = {
  name: "reverse.configuration",
  calls: { NotifyReport: notifyReport },
  commands: [getConfiguration, changeConfiguration],
  dueMs: (state: State) =>
    heldUntilMs(state, "GetConfiguration", ({ deadlineMs }) => deadlineMs - BEFORE_DEADLINE_MS),
};
