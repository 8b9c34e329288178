/** Bounds of the console over real sockets: each fails without its defence. */
import { connect, type Socket } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import type { ConsoleDeps } from "../../src/console/console.ts";
import { until } from "../support/until.ts";
import { bearer, type Guarded, serveGuarded } from "./access/guarded.ts";

/** A store whose answers never come; who gives up is heard. */
function stuckStore() {
  let waiting = 0;
  const query: ConsoleDeps["store"]["query"] = (statement, _params, options) => {
    // The question beside a question, whether the store is there at all.
    if (statement === "SELECT 1") return Promise.resolve([]);
    waiting += 1;
    const { promise, reject } = Promise.withResolvers<never>();
    options?.signal?.addEventListener("abort", () => {
      waiting -= 1;
      reject(options.signal?.reason);
    });
    return promise;
  };
  return { store: { query }, waiting: () => waiting };
}

async function serve(console: object, store = stuckStore()) {
  const served = await serveGuarded({}, { console, store: store.store });
  onTestFinished(() => served.close());
  return { served, waiting: store.waiting };
}

/** A call that stays open until it is ended. */
function open(served: Guarded, name: string, path = "/api/links"): Socket {
  const { port, host } = new URL(served.url);
  const socket = connect(Number(port), "127.0.0.1");
  socket.on("error", () => undefined);
  onTestFinished(() => void socket.destroy());
  const { authorization } = bearer(name);
  socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: ${authorization}\r\n\r\n`);
  return socket;
}

it("one caller has so many requests at once, told with 429, and others are still answered", async () => {
  const { served, waiting } = await serve({ requestsPerCallerMax: 3, requestsMax: 10 });
  const mine = [1, 2, 3].map(() => open(served, "viewer"));
  await until(() => waiting() === 3, "three are under way");
  const refused = await served.ask("GET /api/rules", bearer("viewer"));
  expect(refused).toMatchObject({ status: 429, headers: { "retry-after": "2" } });
  expect(JSON.parse(refused.body).error).toMatchObject({
    code: "REQUESTS_LIMITED",
    sentence: "The console is answering 3 requests of viewer already.",
  });
  expect((await served.ask("GET /api/rules", bearer("operator"))).status).toBe(200);
  expect(served.events).toContainEqual({ name: "consoleCrowded", what: "requests" });
  mine[0]?.destroy();
  await until(() => waiting() === 2, "one has gone");
  expect((await served.ask("GET /api/rules", bearer("viewer"))).status).toBe(200);
});

it("all together have so many requests at once, told with 503", async () => {
  const { served, waiting } = await serve({ requestsPerCallerMax: 3, requestsMax: 4 });
  for (const name of ["viewer", "viewer", "operator", "operator"]) open(served, name);
  await until(() => waiting() === 4, "four are under way");
  const refused = await served.ask("GET /api/rules", bearer("admin"));
  expect(refused).toMatchObject({ status: 503, headers: { "retry-after": "2" } });
  expect(JSON.parse(refused.body).error).toMatchObject({
    code: "REQUESTS_FULL",
    remedy: "Wait 2 s and try again; if it lasts, raise console.requestsMax.",
  });
  // What says whether it lives is no call of the API.
  expect((await served.ask("GET /healthz")).status).toBe(200);
});

it("one caller has so many live listeners, which are no requests under way", async () => {
  const { served } = await serve({
    ...{ liveClientsMax: 3, liveClientsPerCallerMax: 2, requestsPerCallerMax: 1 },
  });
  const heard: string[] = [];
  const listen = (name: string) =>
    open(served, name, "/api/live").on("data", (chunk) => heard.push(String(chunk)));
  const own = listen("viewer");
  listen("viewer");
  await until(() => heard.filter((text) => text.includes("200 OK")).length === 2, "both listen");
  const limited = await served.ask("GET /api/live", bearer("viewer"));
  expect(limited).toMatchObject({ status: 429, headers: { "retry-after": "2" } });
  expect(limited.body).toContain("There are already 2 live listeners of viewer.");
  listen("operator");
  await until(() => heard.filter((text) => text.includes("200 OK")).length === 3, "all listen");
  expect(await served.ask("GET /api/live", bearer("admin"))).toMatchObject({ status: 503 });
  own.destroy();
  listen("viewer");
  await until(() => heard.filter((text) => text.includes("200 OK")).length === 4, "there is room");
});

it("connections beyond the bound are closed at once, and told", async () => {
  const { served } = await serve({ connectionsMax: 8 });
  const { port } = new URL(served.url);
  const closed: Socket[] = [];
  const sockets = Array.from({ length: 12 }, () => {
    const socket = connect(Number(port), "127.0.0.1").on("error", () => undefined);
    onTestFinished(() => void socket.destroy());
    return socket.on("close", () => closed.push(socket));
  });
  await until(() => closed.length === 4, "four are closed");
  expect(served.events).toContainEqual({ name: "consoleCrowded", what: "connections" });
  for (const socket of sockets) socket.destroy();
  await until(() => closed.length === 12, "all are gone");
  expect((await served.ask("GET /healthz")).status).toBe(200);
});

it("a body beyond the bound is answered 413 with its size", async () => {
  const { served } = await serve({ bodyBytesMax: "16KiB" });
  const body = { text: "x".repeat(20_000) };
  const answer = await served.ask("POST /api/check", bearer("viewer"), body);
  expect(answer.status).toBe(413);
  expect(JSON.parse(answer.body).error).toMatchObject({
    code: "BODY_TOO_LARGE",
    sentence: "The body of the request is larger than 16384 bytes.",
  });
});

it("calls a minute are as configured", async () => {
  const { served } = await serve({ callsPerMinute: 2 });
  const ask = async () => (await served.ask("GET /api/rules", bearer("viewer"))).status;
  expect([await ask(), await ask(), await ask()]).toEqual([200, 200, 429]);
});
