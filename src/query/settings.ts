/**
 * A station's settings as its messages tell them: those it reported, and those it accepted. A fold
 * over calls and answers, oldest first; whatever the peers wrote, it gives a bounded list.
 */
import { limits } from "../base/limits.ts";
import { isSettingShown } from "../ocpp/secrets.ts";
import { type Fact, type Fields, fieldsOf, textOf } from "./diagnosis/facts.ts";

export const settingActions = [
  "GetConfiguration",
  "ChangeConfiguration",
  "GetVariables",
  "SetVariables",
  "NotifyReport",
] as const;

export type SettingAction = (typeof settingActions)[number];

export type Setting = {
  /** 2.x: the component with its instance and EVSE; null in 1.6. */
  readonly component: string | null;
  /** 1.6: the key; 2.x: the variable with its instance, and the attribute where it is no Actual. */
  readonly name: string;
  /** Null: it was not told, or is not shown. */
  readonly value: string | null;
  /** Its value may be a credential. */
  readonly isHidden: boolean;
  readonly isReadOnly: boolean | null;
  /** It was set, and takes effect with the next boot, which has not come yet. */
  readonly needsReboot: boolean;
  readonly source: SettingAction;
  readonly atUs: number;
  readonly linkId: string;
  readonly seq: number;
};

type Told = Pick<Setting, "component" | "name" | "isReadOnly"> & {
  readonly value: string | null;
  readonly needsReboot?: boolean;
};

/** Facts of these actions and of BootNotification, oldest first → settings by name. */
export function foldSettings(facts: readonly Fact[]): readonly Setting[] {
  const calls = new Map<string, Fact>();
  const settings = new Map<string, Setting>();
  for (const fact of facts) {
    if (fact.type === "call") calls.set(`${fact.linkId} ${fact.seq}`, fact);
    if (fact.action === "BootNotification") {
      if (fact.type === "call") applyBoot(settings);
      continue;
    }
    const call = calls.get(`${fact.linkId} ${fact.requestSeq}`) ?? null;
    for (const told of toldBy(fact, call)) keep(settings, told, fact);
  }
  return [...settings.values()].sort(
    (a, b) => compare(a.component ?? "", b.component ?? "") || compare(a.name, b.name),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function applyBoot(settings: Map<string, Setting>): void {
  for (const [id, setting] of settings) {
    if (setting.needsReboot) settings.set(id, { ...setting, needsReboot: false });
  }
}

function keep(settings: Map<string, Setting>, told: Told, fact: Fact): void {
  const component = told.component?.slice(0, NAME_CHARS_MAX) ?? null;
  const name = told.name.slice(0, NAME_CHARS_MAX);
  const id = `${component ?? ""}\n${name}`;
  const before = settings.get(id);
  if (name === "" || (before === undefined && settings.size >= limits.settingsMax)) return;
  const isShown = told.value === null || isSettingShown(`${component ?? ""}.${name}`, told.value);
  settings.set(id, {
    ...{ component, name },
    value: isShown ? (told.value?.slice(0, VALUE_CHARS_MAX) ?? null) : null,
    isHidden: !isShown,
    isReadOnly: told.isReadOnly ?? before?.isReadOnly ?? null,
    needsReboot: told.needsReboot ?? false,
    source: parseAction(fact.action),
    ...{ atUs: fact.atUs, linkId: fact.linkId, seq: fact.seq },
  });
}

/** Twice what OCPP allows: a name of 50 characters with an instance of 50. */
const NAME_CHARS_MAX = 200;
/** The longest value of OCPP 2.x. */
const VALUE_CHARS_MAX = 2_500;

/** `call`: the one that it answers. */
function toldBy({ action, type, sender, payload }: Fact, call: Fact | null): readonly Told[] {
  const isAnswer = type === "callResult" && sender === "station";
  if (action === "GetConfiguration") return isAnswer ? reported16(payload) : [];
  if (action === "ChangeConfiguration") return isAnswer ? changed16(payload, call) : [];
  if (action === "GetVariables") return isAnswer ? reported2(payload) : [];
  if (action === "SetVariables") return isAnswer ? changed2(payload, call) : [];
  return type === "call" && sender === "station" ? notified2(payload) : [];
}

function reported16(payload: Fields): readonly Told[] {
  return listOf(payload["configurationKey"]).map((entry) => ({
    component: null,
    name: textOf(entry["key"]),
    value: plainText(entry["value"]),
    isReadOnly: typeof entry["readonly"] === "boolean" ? entry["readonly"] : null,
  }));
}

function changed16(payload: Fields, call: Fact | null): readonly Told[] {
  const status = textOf(payload["status"]);
  if (call === null || !isTaken(status)) return [];
  const { key, value } = { key: call.payload["key"], value: call.payload["value"] };
  const needsReboot = status === "RebootRequired";
  return [
    { component: null, name: textOf(key), value: plainText(value), isReadOnly: null, needsReboot },
  ];
}

function reported2(payload: Fields): readonly Told[] {
  return listOf(payload["getVariableResult"])
    .filter((entry) => textOf(entry["attributeStatus"]) === "Accepted")
    .map((entry) => ({
      ...nameOf(entry, entry["attributeType"]),
      value: plainText(entry["attributeValue"]),
      isReadOnly: null,
    }));
}

/** The answers are matched by what they name: their order is not promised. */
function changed2(payload: Fields, call: Fact | null): readonly Told[] {
  const asked = new Map(
    listOf(call?.payload["setVariableData"]).map((entry) => [
      idOf(nameOf(entry, entry["attributeType"])),
      plainText(entry["attributeValue"]),
    ]),
  );
  return listOf(payload["setVariableResult"]).flatMap((entry) => {
    const status = textOf(entry["attributeStatus"]);
    const named = nameOf(entry, entry["attributeType"]);
    const value = asked.get(idOf(named));
    if (!isTaken(status) || value === undefined) return [];
    return [{ ...named, value, isReadOnly: null, needsReboot: status === "RebootRequired" }];
  });
}

function notified2(payload: Fields): readonly Told[] {
  return listOf(payload["reportData"]).flatMap((entry) =>
    listOf(entry["variableAttribute"]).map((attribute) => ({
      ...nameOf(entry, attribute["type"]),
      value: plainText(attribute["value"]),
      isReadOnly:
        typeof attribute["mutability"] === "string" ? attribute["mutability"] === "ReadOnly" : null,
    })),
  );
}

function isTaken(status: string): boolean {
  return status === "Accepted" || status === "RebootRequired";
}

function idOf({ component, name }: Pick<Told, "component" | "name">): string {
  return `${component ?? ""}\n${name}`;
}

/** `Connector[left] of EVSE 1, connector 2`; `Interval[fast]`, `Interval (Target)`. */
function nameOf(entry: Fields, attribute: unknown): Pick<Told, "component" | "name"> {
  const component = fieldsOf(entry["component"]);
  const variable = fieldsOf(entry["variable"]);
  const evse = fieldsOf(component["evse"]);
  const connector =
    typeof evse["connectorId"] === "number" ? `, connector ${evse["connectorId"]}` : "";
  const place = typeof evse["id"] === "number" ? ` of EVSE ${evse["id"]}${connector}` : "";
  const type = textOf(attribute);
  return {
    component: `${withInstance(component)}${place}`,
    name: `${withInstance(variable)}${type === "" || type === "Actual" ? "" : ` (${type})`}`,
  };
}

function withInstance(named: Fields): string {
  const instance = textOf(named["instance"]);
  return `${textOf(named["name"])}${instance === "" ? "" : `[${instance}]`}`;
}

/** Stations send numbers and truth values where the standard has text. */
function plainText(value: unknown): string | null {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "string" ? value : null;
}

function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.slice(0, limits.settingsMax).map(fieldsOf) : [];
}

function parseAction(text: string): SettingAction {
  return text as SettingAction;
}
