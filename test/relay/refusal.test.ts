import { describe, expect, it } from "vitest";
import { bodyExcerpt } from "../../src/relay/refusal.ts";
import { dialRaw, requestHead, startRawCsms } from "../support/raw-peers.ts";
import { relayFor } from "../support/relay.ts";
import { until } from "../support/until.ts";

async function refusedBy(answer: Parameters<typeof startRawCsms>[0], config: object = {}) {
  const csms = await startRawCsms(answer);
  const relay = await relayFor({ upstream: csms.url, ...config });
  const station = await dialRaw(relay.port);
  station.send(requestHead("/CP-1"));
  return { csms, relay, station };
}

describe("a refusal of the CSMS", () => {
  it("is relayed whole when its body ends with the connection, in pieces or not", async () => {
    const body = "z".repeat(200_000);
    const { relay, station } = await refusedBy((_head, _nth, leg) => {
      leg.socket.write("HTTP/1.1 403 Forbidden\r\n\r\n");
      leg.socket.end(body);
      return null;
    });
    await until(() => station.ended(), "the relay closes");
    expect(station.text()).toBe(`HTTP/1.1 403 Forbidden\r\n\r\n${body}`);
    expect((await relay.spool.nth("link-refused")).body.body).toBe("z".repeat(1024));
  });

  it("keeps its chunked body as it is, and the record without the chunks' sizes", async () => {
    const text =
      "HTTP/1.1 400 Bad\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n";
    const { relay, station } = await refusedBy((_head, _nth, leg) => {
      leg.socket.end(text);
      return null;
    });
    await until(() => station.ended(), "the relay closes");
    expect(station.text()).toBe(text);
    expect((await relay.spool.nth("link-refused")).body.body).toBe("abcde");
  });

  it("that declares no body is over at once", async () => {
    const text = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
    const { station, csms } = await refusedBy(() => text);
    await until(() => station.ended(), "the relay closes");
    expect(station.text()).toBe(text);
    await until(() => (csms.legs[0]?.ended() ?? false) === true, "the CSMS is left");
  });

  it("that never ends is cut off by the linger limit", async () => {
    const { relay, station } = await refusedBy(() => "HTTP/1.1 500 Oops\r\n\r\npart", {
      relay: { lingerMs: 50 },
    });
    await until(() => station.ended(), "the relay closes");
    expect(station.text()).toBe("HTTP/1.1 500 Oops\r\n\r\npart");
    expect((await relay.spool.nth("link-refused")).body).toMatchObject({
      status: 500,
      body: "part",
    });
  });

  it("that is endless is cut off at the size limit", async () => {
    const { relay, station } = await refusedBy((_head, _nth, leg) => {
      leg.socket.write("HTTP/1.1 500 Oops\r\n\r\n");
      leg.socket.write(Buffer.alloc(8 * 1024 * 1024, 0x41));
      return null;
    });
    await until(() => station.ended(), "the relay closes");
    expect(station.received().length).toBeLessThan(2 * 1024 * 1024);
    await relay.spool.nth("link-refused");
  });

  it("is recorded also when the station goes away while it arrives", async () => {
    const { relay, station } = await refusedBy(() => "HTTP/1.1 500 Oops\r\n\r\npart");
    await station.sees("part");
    station.socket.resetAndDestroy();
    expect((await relay.spool.nth("link-refused")).body.status).toBe(500);
    await until(() => relay.stats().pending === 0, "nothing is pending");
  });
});

describe("bodyExcerpt", () => {
  it("is at most 1,024 characters, and never fails on broken chunks", () => {
    expect(bodyExcerpt(Buffer.from("ä".repeat(2000)), false)).toBe("ä".repeat(1024));
    for (const text of ["", "zz\r\n", "5\r\nab", "fffffffff\r\nab", "-1\r\nab"]) {
      expect(bodyExcerpt(Buffer.from(text), true).length).toBeLessThan(10);
    }
  });
});
