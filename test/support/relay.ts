/** A relay in the test's process, with a spool in memory. */
import { onTestFinished } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import { configSchema } from "../../src/config/schema.ts";
import type { TranslateConfig } from "../../src/config/translate.ts";
import type { StateStore } from "../../src/fleet/state-store.ts";
import type { TapEvent, TapEventName } from "../../src/observe/events.ts";
import { type Relay, startRelay } from "../../src/relay/listen.ts";
import type { Middle } from "../../src/relay/middle.ts";
import type { RelayDeps } from "../../src/relay/terms.ts";
import { type InterceptDeps, openIntercepts } from "../../src/roles/intercepts.ts";
import type { SpoolRecord, SpoolWriter } from "../../src/spool/record.ts";
import { createMiddle, type MiddleDeps } from "../../src/translate/middle.ts";
import { aloneBooks } from "./alone.ts";
import { memoryState } from "./memory-state.ts";
import { destroyPeers } from "./raw-peers.ts";
import { spoolByAppend } from "./spool-by-append.ts";
import { until } from "./until.ts";

type Kind = SpoolRecord["kind"];
type RecordOf<K extends Kind> = Extract<SpoolRecord, { readonly kind: K }>;

export type MemorySpool = SpoolWriter & {
  readonly records: SpoolRecord[];
  readonly of: <K extends Kind>(kind: K) => RecordOf<K>[];
  /** Waits for the nth record of a kind, from 1. */
  readonly nth: <K extends Kind>(kind: K, nth?: number) => Promise<RecordOf<K>>;
  /** While held, nothing counts as written. */
  readonly hold: () => void;
  readonly release: () => void;
};

export function memorySpool(): MemorySpool {
  const records: SpoolRecord[] = [];
  const waiting: (() => void)[] = [];
  let isHeld = false;
  const of = <K extends Kind>(kind: K) =>
    records.filter((record): record is RecordOf<K> => record.kind === kind);
  return {
    records,
    of,
    ...spoolByAppend((record) => {
      records.push(
        "payload" in record ? { ...record, payload: Buffer.from(record.payload) } : record,
      );
      return true;
    }),
    whenWritten(callback) {
      if (isHeld) waiting.push(callback);
      else callback();
    },
    pendingBytes: () => 0,
    close: async () => undefined,
    async nth(kind, nth = 1) {
      await until(() => of(kind).length >= nth, `record ${nth} of kind ${kind}`);
      return of(kind)[nth - 1] as RecordOf<typeof kind>;
    },
    hold() {
      isHeld = true;
    },
    release() {
      isHeld = false;
      for (const callback of waiting.splice(0)) callback();
    },
  };
}

export type TestRelay = Pick<Relay, "linkOf" | "presence" | "reload" | "sendAway"> & {
  readonly port: number;
  readonly url: string;
  readonly ports: readonly number[];
  readonly callbacks: string | null;
  readonly spool: MemorySpool;
  readonly events: readonly TapEvent[];
  readonly eventsOf: <N extends TapEventName>(name: N) => Extract<TapEvent, { readonly name: N }>[];
  readonly stats: () => { readonly links: number; readonly pending: number };
  /** With this changed, as in a configuration file; in force when it resolves. */
  readonly change: (config: object) => Promise<void>;
  readonly close: () => Promise<void>;
  /** Of what stands in its links, for `/readyz`. */
  readonly detail: () => string;
};

/** `config` as in a configuration file; without `listen` a free port of 127.0.0.1. */
export function relayFor(config: object, shared: Shared = {}): Promise<TestRelay> {
  const { store = memoryState(), ...others } = shared;
  const middleOf: MiddleOf = (translate, deps) => createMiddle(translate, { ...deps, store });
  return relayWith(config, middleOf, { ...others, store });
}

export type Shared = Pick<RelayDeps, "elsewhere" | "overrides" | "interceptsOf"> & {
  readonly store?: StateStore;
  readonly faults?: InterceptDeps["faults"];
};

type MiddleOf = (translate: TranslateConfig, deps: Omit<MiddleDeps, "store">) => Middle;

export async function relayWith(
  config: object,
  middleOf: MiddleOf,
  { store = memoryState(), faults = aloneBooks.faults, ...shared }: Shared = {},
): Promise<TestRelay> {
  const spool = memorySpool();
  const events: TapEvent[] = [];
  const deps = { spool, clock: systemClock, observe: (event: TapEvent) => void events.push(event) };
  const metrics = { measure: () => undefined };
  const intercepts = openIntercepts({ ...deps, metrics, faults, store: () => store });
  const relay = await startRelay(
    configSchema.parse({ listen: [{ address: "127.0.0.1:0" }], ...config }),
    {
      ...deps,
      ...intercepts.forRelay,
      ...shared,
      middleOf: (translate) => middleOf(translate, deps),
    },
  );
  const close = async () => {
    await relay.close();
    await intercepts.close();
  };
  onTestFinished(() => {
    destroyPeers();
    return close();
  });
  const ports = relay.addresses.map((address) => Number(new URL(address).port));
  return {
    port: ports[0] ?? 0,
    ports,
    url: relay.addresses[0] ?? "",
    callbacks: relay.callbacks,
    spool,
    events,
    eventsOf: (name) => events.filter((event) => event.name === name) as never,
    stats: relay.stats,
    presence: relay.presence,
    sendAway: relay.sendAway,
    linkOf: relay.linkOf,
    reload: relay.reload,
    async change(changed) {
      const listen = ports.map((port) => ({ address: `127.0.0.1:${port}` }));
      const prepared = await relay.prepare(configSchema.parse({ listen, ...config, ...changed }));
      prepared.commit();
    },
    close,
    detail: intercepts.detail,
  };
}
