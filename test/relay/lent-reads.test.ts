import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { createLentReads, type LentReads, takeBackLent } from "../../src/relay/lent-reads.ts";
import { until } from "../support/until.ts";

type Pair = { readonly socket: Socket; readonly reads: LentReads; readonly peer: Socket };

/** A socket that reads as the CSMS's does, and who sends to it. */
async function openPair(): Promise<Pair> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const accepted = once(server, "connection");
  const reads = createLentReads((chunk) => socket.emit("data", chunk));
  const socket: Socket = connect({ host: "127.0.0.1", port, onread: reads.onread });
  const [peer] = (await accepted) as [Socket];
  onTestFinished(() => {
    socket.destroy();
    peer.destroy();
    server.close();
  });
  return { socket, reads, peer };
}

describe("chunks that are read", () => {
  it("are data events, to keep, until someone borrows them", async () => {
    const { socket, reads, peer } = await openPair();
    const events: Buffer[] = [];
    socket.on("data", (chunk) => events.push(chunk));
    peer.write("first");
    await until(() => events.length === 1, "the first comes");
    const borrowed: string[] = [];
    reads.lendTo((chunk) => {
      borrowed.push(String(chunk));
      return false;
    });
    peer.write("second");
    await until(() => borrowed.length === 1, "the second comes");
    expect(borrowed).toEqual(["second"]);
    expect(events.map(String)).toEqual(["first"]);
  });

  it("stay as they are where they are kept, whatever comes after, also to other sockets", async () => {
    const [one, other] = [await openPair(), await openPair()];
    const kept: Buffer[] = [];
    let seen = 0;
    const borrow = (chunk: Buffer) => {
      const isKept = kept.length < seen / 2;
      if (isKept) kept.push(chunk);
      seen += 1;
      return isKept;
    };
    one.reads.lendTo(borrow);
    other.reads.lendTo(borrow);
    const texts = Array.from({ length: 200 }, (_, n) => String(n % 10).repeat(1 + n * 7));
    for (const [n, text] of texts.entries()) {
      (n % 2 === 0 ? one : other).peer.write(text);
      await until(() => seen === n + 1, "it comes");
    }
    expect(kept.map(String)).toEqual(texts.filter((_, n) => n % 2 === 1));
  });

  it("stay as they are until they are taken back", async () => {
    const { reads, peer } = await openPair();
    const lent: Buffer[] = [];
    reads.lendTo((chunk) => {
      lent.push(chunk);
      return false;
    });
    for (const text of ["one", "two", "three"]) {
      const before = lent.length;
      peer.write(text);
      await until(() => lent.length > before, "it comes");
    }
    expect(lent.map(String)).toEqual(["one", "two", "three"]);
    takeBackLent();
    peer.write("four");
    await until(() => lent.length === 4, "it comes");
    expect(lent[3]?.byteOffset).toBeLessThanOrEqual(lent[0]?.byteOffset ?? 0);
  });

  it("share their place where they are not kept", async () => {
    const { reads, peer } = await openPair();
    const places = new Set<number>();
    let bytes = 0;
    reads.lendTo((chunk) => {
      places.add(chunk.byteOffset);
      bytes += chunk.length;
      setImmediate(takeBackLent);
      return false;
    });
    const sent = 20 * limits.readBytesMax;
    peer.write(Buffer.alloc(sent));
    await until(() => bytes === sent, "all comes");
    // The beginning of the memory, or behind what other sockets keep.
    expect(places.size).toBeLessThanOrEqual(2);
  });

  it("wait while the socket is paused, and end when the peer ends", async () => {
    const { socket, reads, peer } = await openPair();
    const chunks: string[] = [];
    reads.lendTo((chunk) => {
      chunks.push(String(chunk));
      socket.pause();
      return false;
    });
    peer.write("one");
    await until(() => chunks.length === 1, "the first comes");
    let ended = false;
    socket.on("end", () => {
      ended = true;
    });
    await new Promise((resolve) => peer.end("two", () => resolve(null)));
    expect([chunks, ended]).toEqual([["one"], false]);
    socket.resume();
    await until(() => chunks.length === 2, "the second comes");
    socket.resume();
    await until(() => ended, "it ends");
    expect(chunks).toEqual(["one", "two"]);
  });
});
