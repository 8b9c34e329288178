/** How many may wait to be known, and be linked, over real sockets. */
import { expect, it } from "vitest";
import { dialRaw, type RawPeer, requestHead, startRawCsms } from "../support/raw-peers.ts";
import { relayFor } from "../support/relay.ts";
import { until } from "../support/until.ts";

const routes = (upstream: string) => [
  { match: "/ocpp/{station}", upstream: `${upstream}/{station}` },
];

async function dialSilently(port: number, count: number): Promise<readonly RawPeer[]> {
  const peers: RawPeer[] = [];
  // One after the other, so that it is known who has waited longest.
  for (let n = 0; n < count; n += 1) {
    const peer = await dialRaw(port);
    peer.send("GET /ocpp/SLOW HTTP/1.1\r\nX-");
    peers.push(peer);
  }
  return peers;
}

it("of connections that say nothing whole, the one that has waited longest goes, with a sentence", async () => {
  const csms = await startRawCsms();
  const relay = await relayFor({ routes: routes(csms.url), relay: { handshakesMax: 16 } });
  const slow = await dialSilently(relay.port, 20);
  await until(() => slow.filter((peer) => peer.ended()).length === 4, "four were closed");
  expect(slow.map((peer) => peer.ended())).toEqual(slow.map((_, index) => index < 4));
  expect(slow[0]?.text()).toMatch(/^HTTP\/1.1 503 .*Retry-After: 30\r\n.*wait here/s);
  expect(relay.eventsOf("unknownsCrowded")).toMatchObject(
    Array.from({ length: 4 }, () => ({ of: "all" })),
  );
  // Nobody went away: that would be another story.
  expect(relay.eventsOf("handshakeInvalid")).toEqual([]);
  // Whoever says who they are is not kept out by those who do not.
  for (let n = 1; n <= 20; n += 1) {
    const station = await dialRaw(relay.port);
    station.send(requestHead(`/ocpp/CP-${n}`));
    await station.sees("101 ");
  }
  expect(relay.stats().links).toBe(20);
});

it("one address closes its own, and leaves the others' alone", async () => {
  const csms = await startRawCsms();
  const relay = await relayFor({
    ...{ routes: routes(csms.url), relay: { handshakesPerAddressMax: 16 } },
    listen: [
      { address: "127.0.0.1:0", clientAddress: "proxy-protocol", trust: ["127.0.0.1"] },
      { address: "127.0.0.1:0" },
    ],
  });
  const behind = async (address: string) => {
    const peer = await dialRaw(relay.ports[0] ?? 0);
    peer.send(`PROXY TCP4 ${address} 127.0.0.1 1234 9000\r\nGET /ocpp/SLOW HTTP/1.1\r\n`);
    return peer;
  };
  const other = await behind("192.0.2.9");
  const mine: RawPeer[] = [];
  for (let n = 0; n < 20; n += 1) mine.push(await behind("192.0.2.7"));
  await until(() => mine.filter((peer) => peer.ended()).length === 4, "four were closed");
  expect(other.ended()).toBe(false);
  expect(relay.eventsOf("unknownsCrowded")).toContainEqual({
    ...{ name: "unknownsCrowded", of: "address", network: "192.0.2.7" },
  });
  const direct = await dialSilently(relay.ports[1] ?? 0, 16);
  expect(direct.filter((peer) => peer.ended())).toEqual([]);
});

it("an address has so many links, told with 503 and the key; another one still comes in", async () => {
  const csms = await startRawCsms();
  const relay = await relayFor({
    ...{ routes: routes(csms.url), relay: { linksPerAddressMax: 2, lingerMs: 0 } },
    listen: [{ address: "127.0.0.1:0", clientAddress: "x-forwarded-for", trust: ["127.0.0.1"] }],
  });
  const dial = async (id: string, address: string) => {
    const station = await dialRaw(relay.port);
    station.send(requestHead(`/ocpp/${id}`, [`X-Forwarded-For: ${address}`]));
    await station.sees("\r\n\r\n");
    return station;
  };
  const first = await dial("CP-1", "192.0.2.7");
  await dial("CP-2", "192.0.2.7");
  const refused = await dial("CP-3", "192.0.2.7");
  expect(refused.text()).toMatch(/^HTTP\/1.1 503 .*Retry-After: 30/s);
  await refused.sees("all 2 links that one address may have are in use (relay.linksPerAddressMax)");
  expect((await dial("CP-4", "192.0.2.8")).text()).toMatch(/^HTTP\/1.1 101 /);
  const { body } = await relay.spool.nth("link-refused");
  expect(body).toMatchObject({ refusedBy: "ocpptap", status: 503 });
  first.socket.destroy();
  await until(() => relay.stats().links === 2, "one link is over");
  expect((await dial("CP-5", "192.0.2.7")).text()).toMatch(/^HTTP\/1.1 101 /);
});

it("heads are as long as configured: the station's, and the CSMS's answer", async () => {
  const csms = await startRawCsms(
    () => `HTTP/1.1 101 Switching Protocols\r\nX: ${"x".repeat(2_000)}\r\n\r\n`,
  );
  const relay = await relayFor({
    ...{ routes: routes(csms.url) },
    relay: { requestHeadBytesMax: "1KiB", answerHeadBytesMax: "1KiB" },
  });
  const long = await dialRaw(relay.port);
  long.send(requestHead("/ocpp/CP-1", [`X: ${"x".repeat(1_000)}`]));
  await long.sees("larger than 1024 bytes");
  expect(long.text()).toMatch(/^HTTP\/1.1 431 /);
  const short = await dialRaw(relay.port);
  short.send(requestHead("/ocpp/CP-1"));
  await short.sees("its answer's head is larger than 1024 bytes");
  expect(short.text()).toMatch(/^HTTP\/1.1 502 /);
});
