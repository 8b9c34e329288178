import { connect } from "node:net";
import { expect, it } from "vitest";
import { createRefusals, stationIdOf } from "../../src/simulate/csms-handshake.ts";
import { testCsms, testStation } from "./peers.ts";

it("takes the last segment of the path as identity, decoded where it can be", () => {
  expect(stationIdOf("/ocpp/CP-1")).toBe("CP-1");
  expect(stationIdOf("/ocpp//CP%2F1/?token=x")).toBe("CP/1");
  expect(stationIdOf("/ocpp/CP%ZZ")).toBe("CP%ZZ");
  expect(stationIdOf("/")).toBe("");
});

it("takes a refusal as often as it was asked for, for the station it was asked for", () => {
  const refusals = createRefusals();
  refusals.add({ stationId: "A", status: 404, times: 2 });
  const lift = refusals.add({ status: 503 });
  expect(refusals.take("A")?.status).toBe(404);
  expect(refusals.take("B")?.status).toBe(503);
  expect(refusals.take("A")?.status).toBe(404);
  expect(refusals.take("A")?.status).toBe(503);
  lift();
  lift();
  expect(refusals.take("A")).toBeNull();
});

it("sends the refusal with its status, headers and body over the wire", async () => {
  const csms = await testCsms();
  csms.refuse({ status: 503, headers: { "Retry-After": "5" }, body: "come back later" });
  const socket = connect(csms.port, "127.0.0.1");
  socket.write(
    "GET /ocpp/CP-1 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
  );
  let text = "";
  for await (const chunk of socket) text += String(chunk);
  expect(text).toBe(
    "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain\r\nRetry-After: 5\r\n" +
      "Content-Length: 15\r\nConnection: close\r\n\r\ncome back later",
  );
});

it("asks for the right password of the right station", async () => {
  const csms = await testCsms({ passwords: { "CP-1": "secret" } });
  const right = testStation(csms.url, { password: "secret" });
  const wrong = testStation(csms.url, { id: "CP-1", password: "guess" });
  const stranger = testStation(csms.url, { id: "CP-2", password: "secret" });
  expect((await right.event("accepted")).name).toBe("accepted");
  expect(await wrong.event("refused")).toMatchObject({ status: 401 });
  expect(await stranger.event("refused")).toMatchObject({ status: 401 });
});

it("refuses an offer it does not speak where it is strict", async () => {
  const csms = await testCsms({ withoutSubprotocol: "refuse", subprotocols: ["ocpp2.0.1"] });
  const other = testStation(csms.url, { id: "A" });
  const none = testStation(csms.url, { id: "B", subprotocols: [] });
  const several = testStation(csms.url, {
    id: "C",
    version: "2.0.1",
    subprotocols: ["ocpp1.6", "ocpp2.0.1"],
  });
  expect(await other.event("refused")).toMatchObject({ status: 400 });
  expect(await none.event("refused")).toMatchObject({ status: 400 });
  expect(await several.event("opened")).toMatchObject({ subprotocol: "ocpp2.0.1" });
});

it("answers already connected to a second leg where it believes the first", async () => {
  const csms = await testCsms({ duplicate: "refuse" });
  const first = testStation(csms.url);
  await first.event("opened");
  const second = testStation(csms.url);
  expect(await second.event("refused")).toEqual({
    name: "refused",
    status: 409,
    body: "CP-1 is already connected\n",
  });
});

it("replaces the first leg by the second where it is modern", async () => {
  const csms = await testCsms({ duplicate: "replace" });
  const first = testStation(csms.url);
  await first.event("opened");
  const second = testStation(csms.url);
  await second.event("opened");
  expect(await first.event("legClosed")).toMatchObject({ code: 1000, reason: "replaced" });
  expect(csms.stations()).toHaveLength(1);
});
