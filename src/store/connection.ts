/**
 * Keeps one client of ClickHouse open, and finds the store again when it has moved: an embedded
 * engine whose port was taken when it started again. In: a way to look up the end point. Out:
 * attempts, whose failures are `OperationalError`s.
 */
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from "@clickhouse/client";
import { limits } from "../base/limits.ts";
import type { Observe } from "../observe/events.ts";
import type { EndPoint, EndPointOf } from "./endpoint.ts";
import { isConnectionFailure, storeFailure, type Use } from "./failures.ts";

export type Connected = { readonly endPoint: EndPoint; readonly client: ClickHouseClient };

export type Connection = {
  /** Without credentials; "" before the first attempt. */
  readonly url: () => string;
  /**
   * Sends, and sends again once where the store has moved meanwhile. So what is sent must bear
   * being sent twice: queries only read, inserts have a token, commands are idempotent.
   */
  readonly attempt: <Result>(
    use: Use,
    signal: AbortSignal | undefined,
    send: (connected: Connected) => Promise<Result>,
  ) => Promise<Result>;
  readonly close: () => Promise<void>;
};

export function openConnection(
  endPointOf: EndPointOf,
  deps: { readonly observe: Observe },
): Connection {
  let current: Connected | null = null;

  /**
   * The store; or, where `lost` no longer answers, where it is now, which may be the same place.
   */
  async function connected(signal?: AbortSignal, lost?: Connected): Promise<Connected> {
    if (current !== null && current !== lost) return current;
    const endPoint = await endPointOf(signal);
    // Another attempt may have connected during the wait.
    if (current !== null && current !== lost) return current;
    if (current !== null && isSame(current.endPoint, endPoint)) return current;
    if (current !== null) deps.observe({ name: "storeMoved", url: endPoint.url });
    current = { endPoint, client: openClient(endPoint) };
    await lost?.client.close();
    return current;
  }

  return {
    url: () => current?.endPoint.url ?? "",
    async attempt(use, signal, send) {
      signal?.throwIfAborted();
      const first = await connected(signal);
      try {
        return await send(first);
      } catch (thrown) {
        signal?.throwIfAborted();
        const second = isConnectionFailure(thrown) ? await connected(signal, first) : first;
        if (second === first) throw storeFailure(thrown, use, first.endPoint.url);
        return await send(second).catch((again: unknown) => {
          signal?.throwIfAborted();
          throw storeFailure(again, use, second.endPoint.url);
        });
      }
    },
    async close() {
      const closing = current;
      current = null;
      await closing?.client.close();
    },
  };
}

export function openClient(endPoint: EndPoint): ClickHouseClient {
  const isRemote = !/^(127\.|localhost$|\[::1\]$)/.test(new URL(endPoint.url).hostname);
  return createClient({
    url: endPoint.url,
    username: endPoint.user,
    password: endPoint.password,
    database: endPoint.database,
    application: "ocpptap",
    // Every statement has its own limit; the client's is for silence on a socket.
    request_timeout: limits.exportMsMax,
    max_open_connections: limits.storeSocketsMax,
    // On loopback gzip costs 40 % of the throughput and saves nothing.
    compression: { request: isRemote, response: isRemote },
    // Failures are thrown, and told by whoever catches them.
    log: { level: ClickHouseLogLevel.OFF },
  });
}

function isSame(one: EndPoint, other: EndPoint): boolean {
  return (
    one.url === other.url &&
    one.database === other.database &&
    one.user === other.user &&
    one.password === other.password
  );
}
