import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { openConnection } from "../../src/store/connection.ts";
import type { EndPoint } from "../../src/store/endpoint.ts";
import { startTestEngine, type TestEngine } from "../support/engine.ts";

let engine: TestEngine;
beforeAll(async () => {
  engine = await startTestEngine();
});
afterAll(() => engine.close());

const nowhere: EndPoint = {
  url: "http://127.0.0.1:1",
  database: "system",
  user: "recorder",
  password: "x",
};

function connect(endPoints: readonly (() => Promise<EndPoint>)[]) {
  const moved: string[] = [];
  let lookUps = 0;
  const connection = openConnection(
    async () => {
      const next = endPoints[Math.min(lookUps++, endPoints.length - 1)] ?? engine.recorder;
      return { ...(await next()), database: "system" };
    },
    { observe: (event) => void (event.name === "storeMoved" && moved.push(event.url)) },
  );
  onTestFinished(() => connection.close());
  const ping = (signal?: AbortSignal) =>
    connection.attempt("query", signal, async ({ client, endPoint }) => {
      const result = await client.query({ query: "SELECT 1 AS one", format: "JSONEachRow" });
      await result.json();
      return endPoint.url;
    });
  return { connection, ping, moved, lookUps: () => lookUps };
}

describe("a connection", () => {
  it("looks its end point up once while it works", async () => {
    const { ping, lookUps, connection } = connect([engine.recorder]);
    expect(connection.url()).toBe("");
    await ping();
    await ping();
    expect(lookUps()).toBe(1);
    expect(connection.url()).toBe(engine.endpoint.recorder.url);
  });

  it("finds the store where it is now, also for many attempts at once", async () => {
    const { ping, moved } = connect([async () => nowhere, engine.recorder]);
    const { url } = engine.endpoint.recorder;
    expect(await Promise.all([ping(), ping(), ping()])).toEqual([url, url, url]);
    expect(moved).toEqual([url]);
  });

  it("finds it again when its passwords have changed", async () => {
    const wrong = async () => ({ ...(await engine.recorder()), password: "of yesterday" });
    const { ping } = connect([wrong, engine.recorder]);
    expect(await ping()).toBe(engine.endpoint.recorder.url);
  });

  it("fails once where the store is still in the same place, and works when it is back", async () => {
    let place = nowhere;
    const { ping } = connect([async () => place]);
    await expect(ping()).rejects.toMatchObject({ code: "STORE_UNREACHABLE" });
    await expect(ping()).rejects.toMatchObject({ code: "STORE_UNREACHABLE" });
    place = await engine.recorder();
    expect(await ping()).toBe(place.url);
  });

  it("gives an aborted attempt its own reason", async () => {
    const { ping } = connect([async () => nowhere]);
    const gone = new Error("gone");
    await expect(ping(AbortSignal.abort(gone))).rejects.toBe(gone);
  });

  it("takes a proxy's page for a store that is down", async () => {
    const proxy = createServer((_request, response) => {
      response.writeHead(502, { "content-type": "text/html" });
      response.end("<html><h1>502 Bad Gateway</h1></html>");
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void proxy.close());
    const { port } = proxy.address() as AddressInfo;
    const { ping } = connect([async () => ({ ...nowhere, url: `http://127.0.0.1:${port}` })]);
    await expect(ping()).rejects.toMatchObject({ code: "STORE_UNREACHABLE", isRetryable: true });
  });
});
