/**
 * Keeps a client of ClickHouse open, and finds the store again when it has moved: an embedded
 * engine whose port was taken when it started again; of a cluster, another node (`nodes.ts`). In: a
 * way to look up the end point. Out: attempts, whose failures are `OperationalError`s.
 */
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from "@clickhouse/client";
import { problemOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import { isLoopback } from "../base/network.ts";
import type { Observe } from "../observe/events.ts";
import type { EndPoint, EndPointOf } from "./endpoint.ts";
import { isConnectionFailure, isNodeFailure, storeFailure, type Use } from "./failures.ts";
import { createNodes, type Nodes } from "./nodes.ts";

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

type Attempt = Connection["attempt"];

export function openConnection(
  endPointOf: EndPointOf,
  deps: { readonly observe: Observe },
): Connection {
  let current: Connected | null = null;
  let cluster: Nodes<Connected> | null = null;

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
    cluster = nodesOf(current);
    await lost?.client.close();
    return current;
  }

  const attemptOne: Attempt = async (use, signal, send) => {
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
  };

  return {
    url: () => (cluster?.current() ?? current)?.endPoint.url ?? "",
    async attempt(use, signal, send) {
      signal?.throwIfAborted();
      await connected(signal);
      if (cluster === null) return attemptOne(use, signal, send);
      return attemptEach(cluster, deps)(use, signal, send);
    },
    async close() {
      const closing = cluster?.all() ?? [current];
      current = null;
      cluster = null;
      await Promise.all(closing.map((each) => each?.client.close()));
    },
  };
}

/** Null where there is one alone. */
function nodesOf(first: Connected): Nodes<Connected> | null {
  const { others = [], ...endPoint } = first.endPoint;
  if (others.length === 0) return null;
  const rest = others.map((url) => {
    const other = { ...endPoint, url };
    return { endPoint: other, client: openClient(other) };
  });
  return createNodes([first, ...rest], process.pid);
}

/** Each node at most once; whoever wants more tries again later. */
function attemptEach(nodes: Nodes<Connected>, { observe }: { readonly observe: Observe }): Attempt {
  return async (use, signal, send) => {
    let failure: unknown;
    for (const node of nodes.inOrder(performance.now())) {
      const { url } = node.is.endPoint;
      try {
        const result = await send(node.is);
        if (node.is !== nodes.current()) observe({ name: "storeMoved", url });
        nodes.answered(node);
        return result;
      } catch (thrown) {
        signal?.throwIfAborted();
        failure = storeFailure(thrown, use, url);
        if (!isNodeFailure(thrown)) throw failure;
        nodes.failed(node, performance.now());
        observe({ name: "storeNodeFailed", url, problem: problemOf(failure) });
      }
    }
    throw failure;
  };
}

export function openClient(endPoint: EndPoint): ClickHouseClient {
  const isRemote = !isLoopback(new URL(endPoint.url).hostname);
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
