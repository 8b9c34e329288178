/**
 * A relay with one further back-end: peers on `ws` that say what the test says. The CSMS numbers
 * transactions from 1, the back-end from 1,001.
 */
import {
  call,
  connectPlainStation,
  type PlainCsms,
  type PlainStation,
  startPlainCsms,
} from "./peers.ts";
import { relayFor, type Shared, type TestRelay } from "./relay.ts";
import { until } from "./until.ts";

export type BackendWorld = {
  readonly relay: TestRelay;
  readonly csms: PlainCsms;
  readonly backend: PlainCsms;
  readonly connect: () => Promise<PlainStation>;
  /** Texts that a CSMS got of the station, parsed; calls only. */
  readonly calls: (of: PlainCsms) => readonly Json[];
  /** Waits until a CSMS has this call, by its message id. */
  readonly has: (of: PlainCsms, messageId: string) => Promise<void>;
};

// biome-ignore lint/suspicious/noExplicitAny: what peers sent, looked into by tests
type Json = any;

export type WorldOptions = {
  readonly backend?: PlainCsms;
  readonly csms?: PlainCsms;
  /** Of `routes[].backends`. */
  readonly config?: object;
  readonly shared?: Shared;
};

/** Answers every call as a CSMS would; starts get a number, the next one each time. */
export function numbering(first: number): (text: string) => string | undefined {
  let next = first;
  return (text) => {
    const [type, id, action] = JSON.parse(text) as Json;
    if (type !== 2) return undefined;
    const idTagInfo = { status: "Accepted" };
    if (action !== "StartTransaction") return JSON.stringify([3, id, {}]);
    const transactionId = next;
    next += 1;
    return JSON.stringify([3, id, { transactionId, idTagInfo }]);
  };
}

export async function backendWorld(options: WorldOptions = {}): Promise<BackendWorld> {
  const { config = {}, shared = {} } = options;
  const csms = options.csms ?? (await startPlainCsms({ answer: numbering(1) }));
  const backend = options.backend ?? (await startPlainCsms({ answer: numbering(1_001) }));
  const backends = [{ name: "energy", upstream: backend.url, ...config }];
  const routes = [{ match: "/ocpp/{station}", upstream: csms.url, backends }];
  const relay = await relayFor({ routes }, shared);
  const calls = (of: PlainCsms) =>
    [...of.received.values()]
      .flat()
      .map((text) => JSON.parse(text) as Json)
      .filter(([type]) => type === 2);
  return {
    ...{ relay, csms, backend, calls },
    connect: () =>
      connectPlainStation(`${relay.url}/ocpp/CP-1`, {
        answer: (text) => (text.startsWith("[2,") ? accepted(text) : undefined),
      }),
    has: (of, messageId) =>
      until(() => calls(of).some(([, id]) => id === messageId), `${messageId} at a CSMS`),
  };
}

function accepted(text: string): string {
  const [, id] = JSON.parse(text) as Json;
  return JSON.stringify([3, id, { status: "Accepted" }]);
}

export function start(id: string, idTag = "A"): string {
  const timestamp = "2026-05-01T10:00:00Z";
  return call(id, "StartTransaction", { connectorId: 1, idTag, meterStart: 0, timestamp });
}

export function stop(id: string, transactionId: number): string {
  const timestamp = "2026-05-01T11:00:00Z";
  return call(id, "StopTransaction", { transactionId, meterStop: 5, timestamp });
}
