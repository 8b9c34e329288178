import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { backendWorld } from "../support/backend-world.ts";
import { call } from "../support/peers.ts";
import { startRawCsms } from "../support/raw-peers.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

it("a refusal is told each time, and recorded once", async () => {
  const raw = await startRawCsms(() => "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
  const { relay, connect } = await backendWorld({ config: { upstream: raw.url } });
  const station = await connect();
  await until(() => relay.eventsOf("backendDialled").length >= 2, "it is dialled twice");
  expect(relay.eventsOf("backendDialled")[0]).toMatchObject({
    ...{ backend: "energy", stationId: "CP-1", outcome: "failed", problem: "it answered 401" },
  });
  expect(relay.spool.of("link-refused")).toMatchObject([
    { body: { leg: "backend", backend: "energy", status: 401, refusedBy: "csms" } },
  ]);
  station.send(call("a", "Heartbeat"));
  await until(() => station.received.length === 1, "the CSMS's answer");
});

it("one that selects no subprotocol is not talked to", async () => {
  const raw = await startRawCsms();
  const { relay, connect } = await backendWorld({ config: { upstream: raw.url } });
  await connect();
  await until(() => relay.eventsOf("backendDialled").length >= 1, "it was dialled in vain");
  expect(relay.eventsOf("backendDialled")[0]?.outcome).toBe("failed");
  expect(raw.legs[0]?.text()).toContain("Sec-WebSocket-Protocol: ocpp1.6\r\n");
});

it("comes with what is configured, and not at all where a station has nothing", async () => {
  const own = { credentials: { mode: "static", user: "tap", password: "hunter2" } };
  const { relay, backend, connect, has } = await backendWorld({ config: own });
  const station = await connect();
  station.send(call("a", "Heartbeat"));
  await has(backend, "a");
  expect(backend.requests[0]?.headers.authorization).toBe(
    `Basic ${Buffer.from("tap:hunter2").toString("base64")}`,
  );
  const opened = relay.spool.of("link-opened").find(({ body }) => body.leg === "backend");
  expect(opened?.body.authorization).toEqual({ scheme: "Basic", user: "tap", secretBytes: 7 });
  expect(JSON.stringify(relay.spool.records)).not.toContain("hunter2");

  const file = join(await tempDir(), "credentials.yaml");
  await writeFile(file, "CP-2: { password: s3 }\n");
  const listed = { credentials: { mode: "perStation", file } };
  const other = await backendWorld({ config: listed });
  await other.connect();
  await until(() => other.relay.eventsOf("backendDialled").length === 1, "it is told");
  expect(other.relay.eventsOf("backendDialled")[0]?.problem).toBe(
    "it has no credentials for the station",
  );
  expect(other.backend.requests).toEqual([]);
});

it("is closed with the station's link, and opened again with the next", async () => {
  const { relay, backend, connect, has } = await backendWorld();
  const station = await connect();
  station.send(call("a", "Heartbeat"));
  await has(backend, "a");
  const leg = backend.legs.get("/ocpp/CP-1");
  let closed = 0;
  leg?.on("close", (code) => {
    closed = code;
  });
  await station.close();
  await until(() => closed !== 0, "the back-end's WebSocket is closed");
  expect(closed).toBe(1001);
  expect(relay.detail()).toBe("back-end energy: 0 of 1 stations");
  const again = await connect();
  again.send(call("b", "Heartbeat"));
  await has(backend, "b");
  expect(backend.requests).toHaveLength(2);
  expect(relay.eventsOf("backendLost")).toEqual([]);
});
