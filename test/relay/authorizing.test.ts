import { expect, it } from "vitest";
import { createAuthorizing } from "../../src/relay/authorizing.ts";
import { dialRaw, requestHead, startRawCsms } from "../support/raw-peers.ts";
import { relayFor } from "../support/relay.ts";

it("what need not be checked goes on in the same turn", async () => {
  const gone: string[] = [];
  const auth = { admit: () => null, followed: [], close: () => undefined };
  const checking = new Set();
  const goOn = (_asked: unknown, _head: unknown, rest: Buffer) => void gone.push(`${rest}`);
  const authorizing = createAuthorizing(goOn, { auth, checking } as never);
  authorizing.begin({} as never, {} as never, Buffer.from("a"));
  expect(gone).toEqual(["a"]);
  expect(checking.size).toBe(0);
});

it("a route without auth passes what it always did", async () => {
  const csms = await startRawCsms();
  const relay = await relayFor({ upstream: csms.url });
  const station = await dialRaw(relay.port);
  station.send(requestHead("/CP-1"));
  await csms.leg(1);
  expect(relay.eventsOf("passwordChecked")).toEqual([]);
});
