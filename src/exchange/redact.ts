/**
 * A payload as text → the same text without its secrets, before anybody sees it. In: the text of
 * any message, JSON or XML or broken. Out: null where nothing is to be hidden, or the new text and
 * what was hidden in it.
 *
 * Promised: every other character stays where it was said, in the same spelling. A masked value has
 * as many bytes and characters as before. A hashed token is longer where it was shorter than its
 * hash, except in text that is no JSON: there it is masked, so that offsets stay true.
 */
import { limits } from "../base/limits.ts";
import {
  credentialHint,
  isCredentialField,
  isCredentialSetting,
  isTokenField,
  isTokenSetting,
  type Names,
  tokenHint,
  tokenPattern,
} from "../ocpp/credentials.ts";
import { hasTooManyContainers, isTooDeep } from "./json-fault.ts";
import { type Entry, type Place, placesOf, unitOffsets } from "./json-places.ts";
import { maskNumber, maskText } from "./mask.ts";
import { createTextScan, type TextScan } from "./secret-text.ts";

export type Redacted = {
  readonly text: string;
  /** `mask $[3].password` and `hash $[3].idTag`, in the order of the text; bounded. */
  readonly redactions: readonly string[];
};

export type Redact = (text: string) => Redacted | null;

export type RedactOptions = {
  /** `record.redact`. */
  readonly names: readonly string[];
  /** Null: tokens are kept as they are. */
  readonly hashToken: ((token: string) => string) | null;
};

type Change = {
  readonly from: number;
  readonly to: number;
  readonly how: "mask" | "hash";
  readonly text: string;
  readonly path: string;
};

type Rules = {
  readonly names: Names;
  readonly hashToken: RedactOptions["hashToken"];
  readonly mayHide: (text: string) => boolean;
  readonly scans: { readonly broken: TextScan; readonly xml: TextScan };
  readonly changes: Change[];
};

export function createRedact({ names, hashToken }: RedactOptions): Redact {
  const more = new Set(names.map((name) => name.toLowerCase()));
  const scans = {
    broken: createTextScan(more, hashToken !== null),
    xml: createTextScan(more, false),
  };
  const own = [...more].map((name) => name.replace(/[^\w]/g, "\\$&"));
  const hint = new RegExp([credentialHint.source, ...own].join("|"), "i");
  const mayHide = (text: string) => hint.test(text) || (hashToken !== null && tokenHint.test(text));
  return (text) => {
    if (!mayHide(text)) return null;
    const rules: Rules = { names: more, hashToken, scans, mayHide, changes: [] };
    const bytes = Buffer.from(text);
    const root = hasTooManyContainers(bytes) || isTooDeep(bytes) ? null : placesOf(text);
    if (root === null) takeText(rules, text);
    else {
      const isCustomer = hashToken !== null && actionOf(root) === "NotifyCustomerInformation";
      walk(rules, { text, place: root, path: "$", parent: isCustomer ? CUSTOMER : "" });
    }
    return rules.changes.length === 0 ? null : applied(text, rules.changes);
  };
}

/** Marks that the words of a person are in `data`. */
const CUSTOMER = " customer";

function actionOf(root: Place): string {
  const third = root.kind === "array" ? root.items[2] : undefined;
  return third?.kind === "string" ? third.text : "";
}

type Walk = {
  readonly text: string;
  readonly place: Place;
  readonly path: string;
  /** Name of the field that it is in; "" at the top. */
  readonly parent: string;
};

function walk(rules: Rules, { text, place, path, parent }: Walk): void {
  switch (place.kind) {
    case "array":
      for (const [index, item] of place.items.entries()) {
        walk(rules, { text, place: item, path: `${path}[${index}]`, parent });
      }
      return;
    case "object":
      walkObject(rules, place.entries, { text, path, parent });
      return;
    case "string":
      takeString(rules, place, { text, path });
      return;
    case "number":
    case "word":
      return;
  }
}

type Around = Pick<Walk, "text" | "path" | "parent">;

function walkObject(rules: Rules, entries: readonly Entry[], around: Around): void {
  const setting = settingOf(entries);
  const isSecretSetting = setting.some((name) => isCredentialSetting(name, rules.names));
  const isTokenHeld = setting.some(isTokenSetting);
  const isKeyCode = rules.names.has("keycode") && typeOf(entries) === "keycode";
  for (const { name, value } of entries) {
    const lower = name.toLowerCase();
    const at = { text: around.text, place: value, path: pathOf(around.path, name), parent: name };
    const isValue = VALUES.has(lower);
    if (
      isCredentialField(name, around.parent, rules.names) ||
      (isSecretSetting && isValue) ||
      (isKeyCode && lower === "idtoken") ||
      (around.parent === CUSTOMER && lower === "data")
    ) {
      hideAll(rules, at);
    } else if (rules.hashToken !== null && (isTokenField(name) || (isTokenHeld && isValue))) {
      hashAll(rules, at);
    } else {
      walk(rules, around.parent === CUSTOMER ? { ...at, parent: CUSTOMER } : at);
    }
  }
}

/** Fields of a setting that may be its value, or hold it. */
const VALUES: ReadonlySet<string> = new Set([
  ...["value", "attributevalue", "actualvalue", "variableattribute"],
]);

/** The names by which an object may be a setting: 1.6's `key`, 2.x's variable. */
function settingOf(entries: readonly Entry[]): readonly string[] {
  return entries.flatMap(({ name, value }) => {
    const lower = name.toLowerCase();
    if (lower === "key" && value.kind === "string") return [value.text];
    if (lower !== "variable" || value.kind !== "object") return [];
    return value.entries.flatMap((entry) =>
      entry.name === "name" && entry.value.kind === "string" ? [entry.value.text] : [],
    );
  });
}

function typeOf(entries: readonly Entry[]): string {
  const type = entries.find(({ name }) => name === "type")?.value;
  return type?.kind === "string" ? type.text.toLowerCase() : "";
}

/** Of a variable's attributes only the value; of everything else all that it holds. */
function hideAll(rules: Rules, { text, place, path, parent }: Walk): void {
  switch (place.kind) {
    case "array":
      for (const [index, item] of place.items.entries()) {
        hideAll(rules, { text, place: item, path: `${path}[${index}]`, parent });
      }
      return;
    case "object":
      for (const { name, value } of place.entries) {
        if (parent === "variableAttribute" && name !== "value") continue;
        hideAll(rules, { text, place: value, path: pathOf(path, name), parent: name });
      }
      return;
    case "string":
    case "number": {
      const { from, to } = place;
      const secret = text.slice(from, to);
      // Truth values are no secrets, and tell whether a password is there at all.
      if (secret === "" || /^(?:true|false)$/i.test(secret)) return;
      const masked = place.kind === "string" ? maskText(secret) : maskNumber(secret);
      rules.changes.push({ from, to, how: "mask", text: masked, path });
      return;
    }
    case "word":
      return;
  }
}

/** An idToken is text, in lists or in 2.x's object beside its type. */
function hashAll(rules: Rules, around: Walk): void {
  const { text, place, path } = around;
  const { hashToken } = rules;
  if (place.kind === "array") {
    for (const [index, item] of place.items.entries()) {
      hashAll(rules, { ...around, place: item, path: `${path}[${index}]` });
    }
  } else if (place.kind === "object") {
    walkObject(rules, place.entries, around);
  } else if (place.kind === "string" && place.text !== "" && hashToken !== null) {
    const { from, to } = place;
    rules.changes.push({ from, to, how: "hash", text: hashToken(place.text), path });
  } else if (place.kind === "number" && hashToken !== null) {
    const { from, to } = place;
    const hash = `"${hashToken(text.slice(from, to))}"`;
    rules.changes.push({ from, to, how: "hash", text: hash, path });
  }
}

type Text = Extract<Place, { kind: "string" }>;

/** Words of any kind: a URL with a password, a key file, JSON or XML within JSON. */
function takeString(rules: Rules, place: Text, { text, path }: Pick<Walk, "text" | "path">): void {
  const inner = place.text;
  if (inner.length < INNER_CHARS_MIN || !rules.mayHide(inner)) return;
  const own: Rules = { ...rules, changes: [] };
  const root = /^\s*[[{]/.test(inner) ? placesOf(inner) : null;
  if (root === null) takeText(own, inner);
  else walk(own, { text: inner, place: root, path, parent: "" });
  if (own.changes.length === 0) return;
  const raw = text.slice(place.from, place.to);
  const offsets = unitOffsets(raw);
  for (const change of own.changes) {
    const [start, end] = [offsets[change.from] ?? 0, offsets[change.to] ?? raw.length];
    const secret = raw.slice(start, end);
    const is = change.how === "mask" ? maskInner(secret, change.text) : escaped(change.text);
    const [from, to] = [place.from + start, place.from + end];
    rules.changes.push({ ...change, from, to, text: is });
  }
}

/** Shorter texts hold no name and value. Unit: characters. */
const INNER_CHARS_MIN = 6;

/** A number within a string stays one. */
function maskInner(raw: string, masked: string): string {
  return /^[-\d.eE+]+$/.test(masked) && /^[-\d.eE+]+$/.test(raw) ? masked : maskText(raw);
}

function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

const XML_TOKEN = new RegExp(
  `<(?:[\\w-]{1,40}:)?(?:${tokenPattern})(?:\\s[^<>]{0,400})?>\\s{0,40}([^<\\s]+)`,
  "gid",
);

function takeText(rules: Rules, text: string): void {
  const { hashToken, scans } = rules;
  const isXml = /^\s*</.test(text);
  if (isXml && hashToken !== null) {
    for (const { 1: token = "", indices } of text.matchAll(XML_TOKEN)) {
      const [from, to] = indices?.[1] ?? [0, 0];
      rules.changes.push({ from, to, how: "hash", text: hashToken(token), path: `text@${from}` });
    }
  }
  for (const { from, to } of (isXml ? scans.xml : scans.broken)(text)) {
    const secret = text.slice(from, to);
    rules.changes.push({ from, to, how: "mask", text: maskText(secret), path: `text@${from}` });
  }
}

function pathOf(path: string, name: string): string {
  return `${path}.${name.slice(0, limits.redactionNameCharsMax)}`;
}

function applied(text: string, unsorted: readonly Change[]): Redacted {
  const changes = unsorted.toSorted((a, b) => a.from - b.from);
  let done = "";
  let at = 0;
  for (const change of changes) {
    // Of two that meet, the first hides enough: a mask covers all of what it names.
    if (change.from < at) continue;
    done += text.slice(at, change.from) + change.text;
    at = change.to;
  }
  const told = changes.slice(0, limits.redactionsToldMax).map(({ how, path }) => `${how} ${path}`);
  const left = changes.length - told.length;
  return {
    text: done + text.slice(at),
    redactions: left > 0 ? [...told, `and ${left} more`] : told,
  };
}
