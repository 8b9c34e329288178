/**
 * State ⇄ documents of the durable store: `station`, `transactions/<txId>`, `outbox/<order>` and so
 * on. In: two states. Out: what has to be written. Restoring is total: documents of whatever
 * version give a state, through one upgrade step per version.
 */
import type { Json, JsonObject } from "../exchange/message.ts";
import { newLive } from "./live.ts";
import {
  at,
  type Jobs,
  type LocalList,
  type State,
  type Station,
  type Token,
  type Upstream,
} from "./state.ts";

/** Null deletes. */
export type Write = { readonly key: string; readonly value: Json };

export const stateVersion = 1;

const singles = ["station", "localList", "jobs", "upstream"] as const;
const records = [
  "connectors",
  "places",
  "transactions",
  "samples",
  "ints",
  "tokens",
  "listed",
  "outbox",
  "remoteStarts",
  "reservations",
  "profiles",
  "configuration",
  "variables",
] as const;

const newStation: Station = {
  registration: "none",
  intervalS: 300,
  boot: null,
  boots: 0,
  lacks: [],
  nextInt: 1,
  nextEventId: 1,
  nextRequestId: 1,
  clockAheadMs: 0,
  resetSent: null,
  resetDeferred: false,
  drained: [],
  firmwareStatus: null,
  availability: null,
};
const newLocalList: LocalList = { csmsVersion: 0, stationVersion: null };
const newJobs: Jobs = { firmware: null, log: null, doneFirmwareIds: [] };
const newUpstream: Upstream = {
  ...{ password: null, passwordBefore: null, slots: {}, activeSlot: 1 },
  applied: [{ slot: 1, url: null }],
};

export function newState(stationId: string, salt: string): State {
  return {
    stationId,
    station: newStation,
    localList: newLocalList,
    jobs: newJobs,
    upstream: newUpstream,
    connectors: {},
    places: {},
    transactions: {},
    samples: {},
    ints: {},
    tokens: {},
    listed: {},
    outbox: {},
    remoteStarts: {},
    reservations: {},
    profiles: {},
    configuration: {},
    variables: {},
    live: newLive(salt, 1),
  };
}

/** `idle`: without them a message is sent once more, or a token seems to be used less. */
export type Writes = { readonly needed: readonly Write[]; readonly idle: readonly Write[] };

/** By reference: a part that is the same object has not changed. */
export function writesBetween(before: State, after: State): Writes {
  const [needed, idle]: [Write[], Write[]] = [[], []];
  for (const name of singles) {
    if (before[name] !== after[name]) {
      needed.push({ key: name, value: { ...after[name], version: stateVersion } });
    }
  }
  for (const name of records) {
    const [old, current] = [before[name], after[name]];
    if (old === current) continue;
    for (const [key, value] of Object.entries(current)) {
      if (Object.hasOwn(old, key) && old[key] === value) continue;
      const isIdle = name === "tokens" && isOnlyUsed(at(before.tokens, key), after.tokens[key]);
      (isIdle ? idle : needed).push({ key: `${name}/${key}`, value: value ?? null });
    }
    for (const key of Object.keys(old)) {
      if (Object.hasOwn(current, key)) continue;
      // The CSMS has it; without this it is told again, as after an answer that is lost.
      (name === "outbox" ? idle : needed).push({ key: `${name}/${key}`, value: null });
    }
  }
  return { needed, idle };
}

/** Nothing new of the token but times. */
function isOnlyUsed(before: Token | null, after: Token | undefined): boolean {
  return (
    before !== null &&
    before.idTag === after?.idTag &&
    before.idToken === after.idToken &&
    before.source === after.source &&
    before.status === after.status &&
    (before.acceptedAtMs === null) === (after.acceptedAtMs === null)
  );
}

/** `salt` is random and new with every start of a process. */
export function restored(stationId: string, salt: string, documents: readonly Write[]): State {
  const fresh = newState(stationId, salt);
  const parts = new Map<string, unknown>(Object.entries(fresh));
  // The outbox is in order of its keys.
  const ordered = [...documents].sort((one, other) => (one.key < other.key ? -1 : 1));
  for (const { key, value } of ordered) {
    const slash = key.indexOf("/");
    const name = slash < 0 ? key : key.slice(0, slash);
    const part = parts.get(name);
    if (typeof part !== "object" || part === null || value === null || name === "live") continue;
    const entry = name === "transactions" ? { ...noSamples, ...upgraded(value) } : value;
    const known = slash < 0 ? upgraded(value) : { [key.slice(slash + 1)]: entry };
    parts.set(name, { ...part, ...known });
  }
  const state = Object.fromEntries(parts) as State;
  const orders = Object.values(state.outbox).map(({ order }) => order);
  return {
    ...state,
    live: newLive(salt, orders.reduce((most, each) => Math.max(most, each), 0) + 1),
  };
}

/** A transaction had them in itself before they had documents of their own. */
const noSamples = { samples: { first: 0, end: 0 } };

/** Version 1 is the first: fields it lacks take their defaults. */
function upgraded(value: Json): JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
  const { version: _version, ...fields } = value as JsonObject;
  return fields;
}
