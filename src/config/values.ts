/**
 * The kinds of single values that the schema is made of: text as a person, an environment variable
 * or a flag writes it in, a checked value out. A faulty one gets a sentence that cites it and
 * shows a right one. `meta.type` is what the reference page says about it.
 */
import { z } from "zod";
import { problemOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import { redactUrls } from "./redact.ts";
import { isAddressRange, parseAddress, parseByteSize } from "./units.ts";

/** What the schema's leaves say about themselves beyond zod's own types. */
export type ValueMeta = {
  /** For people: "size, e.g. 64MiB". */
  readonly type?: string;
  /** Of a list: the key that a plain text stands for, so that `--listen 9000` needs no JSON. */
  readonly shorthand?: string;
  /** For the sample file, where there is no default to show. */
  readonly example?: string;
  /** A file or directory: relative ones are resolved against the file they stand in. */
  readonly isPath?: boolean;
};

const HTTP_URL = "a URL that begins with http:// or https://";

/** Of a regular expression for idTags: they have 20 characters. */
const PATTERN_CHARS_MAX = 500;

function meta(facts: ValueMeta): ValueMeta {
  return facts;
}

/** Reads text or a number with `read`; null from it is a fault. */
function written<T>(type: string, read: (value: string | number) => T | null) {
  return z
    .union([z.string(), z.number()])
    .transform((value, context) => {
      const parsed = read(value);
      if (parsed !== null) return parsed;
      context.addIssue({
        code: "custom",
        message: `"${redactUrls(String(value))}" is not ${type}`,
      });
      return z.NEVER;
    })
    .meta(meta({ type }));
}

/** `[HOST:]PORT`; a missing host is loopback. */
export function address() {
  return written("an address: [HOST:]PORT, e.g. 9000 or 0.0.0.0:9000", (value) =>
    parseAddress(String(value)),
  );
}

/** A number of bytes, or text such as `64MiB`. */
export function bytes(bounds: { readonly min: number; readonly max?: number }) {
  const max = bounds.max ?? Number.MAX_SAFE_INTEGER;
  const range =
    bounds.max === undefined
      ? `of at least ${formatBytes(bounds.min)}`
      : `from ${formatBytes(bounds.min)} to ${formatBytes(max)}`;
  return written(`a size ${range}, e.g. 64MiB`, (value) =>
    within(typeof value === "number" ? value : parseByteSize(value), bounds.min, max),
  );
}

export function integer(min: number, max: number) {
  return written(`a whole number from ${min} to ${max}`, (value) =>
    within(typeof value === "number" ? value : parseInteger(value), min, max),
  );
}

/** `z.coerce.boolean()` would take "false" for true. */
export function yesNo() {
  const type = "yes or no (true, false, 1, 0)";
  return z
    .union([z.boolean(), z.string(), z.number()])
    .transform((value, context) => {
      const text = String(value).trim().toLowerCase();
      if (["true", "yes", "1", "on"].includes(text)) return true;
      if (["false", "no", "0", "off"].includes(text)) return false;
      context.addIssue({ code: "custom", message: `"${value}" is not ${type}` });
      return z.NEVER;
    })
    .meta(meta({ type }));
}

/** As text they are separated by commas. */
function textsOf(value: string | readonly string[]): readonly string[] {
  const given = typeof value === "string" ? value.split(",") : value;
  return given.map((text) => text.trim()).filter((text) => text !== "");
}

/** A list of words out of these. */
export function words<const Word extends string>(known: readonly Word[]) {
  const type = `words, separated by commas: ${known.join(", ")}`;
  return z
    .union([z.string(), z.array(z.string()).max(known.length)])
    .transform((value, context) => {
      const texts = textsOf(value);
      const unknown = texts.find((text) => !known.some((word) => word === text));
      if (unknown === undefined)
        return known
          .filter((word) => texts.includes(word))
          .toSorted((one, other) => texts.indexOf(one) - texts.indexOf(other));
      context.addIssue({ code: "custom", message: `"${unknown}" is none of ${known.join(", ")}` });
      return z.NEVER;
    })
    .meta(meta({ type }));
}

/** At most `max` texts, each of which `isOne`. */
function texts(type: string, max: number, isOne: (text: string) => boolean) {
  return z
    .union([z.string(), z.array(z.string()).max(max)])
    .transform((value, context) => {
      const given = textsOf(value);
      const wrong = given.find((text) => !isOne(text));
      if (wrong === undefined && given.length <= max) return [...given];
      const message = wrong === undefined ? "are too many" : `"${wrong}" is not one of ${type}`;
      context.addIssue({ code: "custom", message });
      return z.NEVER;
    })
    .meta(meta({ type }));
}

/** Addresses and networks. */
export function ranges() {
  const type = "addresses and networks, separated by commas, e.g. 10.0.0.0/8, 192.0.2.7";
  return texts(type, limits.addressRangesMax, isAddressRange);
}

/** Names of settings. */
export function settingNames() {
  const type = "names, separated by commas, of 1 to 100 characters each";
  return texts(type, limits.redactedNamesMax, (text) => /^[\w .:-]{1,100}$/.test(text));
}

/** Where a station can be called. */
export function callbackUrl() {
  return checkedText(HTTP_URL, (value) =>
    urlProblem(value, ["http:", "https:"], "write e.g. http://10.1.2.3:8080/"),
  );
}

/** A regular expression, as text. */
export function pattern() {
  return checkedText("a regular expression", (value) => {
    try {
      new RegExp(value);
      return value.length <= PATTERN_CHARS_MAX ? null : "is too long";
    } catch (thrown) {
      return `is no regular expression: ${problemOf(thrown)}`;
    }
  });
}

export function path() {
  return z
    .string()
    .min(1)
    .meta(meta({ type: "a path", isPath: true }));
}

/** Where a CSMS listens; `{station}` may stand in it. */
export function upstreamUrl() {
  return checkedText("a URL that begins with ws:// or wss://", upstreamProblem);
}

/** Where the record is searched. */
export function storeUrl() {
  return checkedText("embedded: or http(s)://user:password@host:8123/database", storeProblem);
}

/** What instances share. */
export function redisUrl() {
  return checkedText("redis(s)://user:password@host:6379/0", redisProblem);
}

/** Where a receiver of messages listens. */
export function httpUrl() {
  return checkedText(HTTP_URL, (value) =>
    urlProblem(value, ["http:", "https:"], "write e.g. https://hooks.example/ocpptap"),
  );
}

/** A mail server. */
export function smtpUrl() {
  return checkedText("smtp(s)://user:password@host:587", (value) =>
    urlProblem(value, ["smtp:", "smtps:"], "write e.g. smtps://user@mail.example:465"),
  );
}

/** One plain address; no name, so that nothing of a header can hide in it. */
export function mailbox() {
  return checkedText("an address of e-mail", (value) =>
    /^[\w.!#$%&'*+/=?^{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}$/.test(value)
      ? null
      : "is no plain address of e-mail; write e.g. ops@example.com",
  );
}

function urlProblem(value: string, protocols: readonly string[], example: string): string | null {
  const url = URL.parse(value);
  if (url === null) return `is not a URL; ${example}`;
  if (!protocols.includes(url.protocol) || url.hostname === "") {
    return `must begin with ${protocols.map((each) => `${each}//`).join(" or ")}; ${example}`;
  }
  return url.hash === "" ? null : "must not have a #fragment";
}

function checkedText(type: string, problemOf: (value: string) => string | null) {
  return z
    .string()
    .superRefine((value, context) => {
      const problem = problemOf(value);
      if (problem === null) return;
      context.addIssue({ code: "custom", message: `"${redactUrls(value)}" ${problem}` });
    })
    .meta(meta({ type }));
}

function upstreamProblem(value: string): string | null {
  const example = "write e.g. wss://csms.example/ocpp";
  const withoutVariable = value.replaceAll("{station}", "station");
  if (!URL.canParse(withoutVariable)) return `is not a URL; ${example}`;
  const url = new URL(withoutVariable);
  if (url.protocol !== "ws:" && url.protocol !== "wss:") {
    return `must begin with ws:// or wss://; ${example}`;
  }
  return url.hash === "" ? null : "must not have a #fragment (RFC 6455 §3)";
}

function storeProblem(value: string): string | null {
  if (value === "embedded:") return null;
  const example = "write embedded: or http://user:password@host:8123/ocpptap";
  const urls = nodeUrls(value);
  if (urls.length > limits.storeNodesMax) return `names more than ${limits.storeNodesMax} nodes`;
  for (const each of urls) {
    if (!URL.canParse(each)) return `is not a store; ${example}`;
    const { protocol, pathname, search, hash } = new URL(each);
    if (protocol !== "http:" && protocol !== "https:") {
      return `must begin with http:// or https:// (ClickHouse's HTTP interface); ${example}`;
    }
    const isPlain = search === "" && hash === "" && /^\/?[^/]*\/?$/.test(pathname);
    if (!isPlain) return `must have nothing but one database after the host; ${example}`;
  }
  return null;
}

/** `http://u:p@a:1,b:2/db` → one URL for each node, alike but for the host. */
export function nodeUrls(value: string): readonly string[] {
  const [, before = "", hosts = "", after = ""] =
    /^([a-z]+:\/\/(?:[^/?#]*@)?)([^/?#]*)(.*)$/s.exec(value) ?? [];
  if (!hosts.includes(",")) return [value];
  return hosts.split(",").map((host) => `${before}${host}${after}`);
}

/** Several hosts are separated by commas; `URL` knows one. */
function redisProblem(value: string): string | null {
  const example = "write e.g. redis://user:password@host:6379/0";
  const first = firstHostOnly(value);
  if (first === null || !URL.canParse(first)) return `is not a URL; ${example}`;
  const { protocol, hostname, pathname, search, hash } = new URL(first);
  if (protocol !== "redis:" && protocol !== "rediss:") {
    return `must begin with redis:// or rediss://; ${example}`;
  }
  const isPlain = search === "" && hash === "" && /^\/?\d{0,4}$/.test(pathname);
  if (isPlain && hostname !== "") return null;
  return `must have a host, and nothing but the number of a database after it; ${example}`;
}

/** Null where one of the others is no host with a port. */
function firstHostOnly(url: string): string | null {
  const [, before = "", hosts = "", after = ""] =
    /^(\w+:\/\/(?:[^/]*@)?)([^/@]*)(.*)$/.exec(url) ?? [];
  const [first = "", ...others] = hosts.split(",");
  const isEach = others.every((host) => URL.canParse(`redis://${host}`) && host !== "");
  return isEach ? before + first + after : null;
}

function parseInteger(text: string): number | null {
  return /^\s*-?\d{1,15}\s*$/.test(text) ? Number(text) : null;
}

function within(value: number | null, min: number, max: number): number | null {
  return value !== null && Number.isInteger(value) && value >= min && value <= max ? value : null;
}

/** Bytes as people write them, exactly: 64MiB, 1000. */
export function formatBytes(count: number): string {
  for (const [unit, size] of [
    ["TiB", 2 ** 40],
    ["GiB", 2 ** 30],
    ["MiB", 2 ** 20],
    ["KiB", 2 ** 10],
  ] as const) {
    if (count >= size && count % size === 0) return `${count / size}${unit}`;
  }
  return String(count);
}
