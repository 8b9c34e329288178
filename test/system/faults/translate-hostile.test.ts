/** Peers of a translated route that send anything: it ends their own legs, and nobody else notices. */
import { once } from "node:events";
import type { Socket } from "node:net";
import fc from "fast-check";
import { expect, it, onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { limits } from "../../../src/base/limits.ts";
import { startWsServer } from "../../support/legs.ts";
import { connectPlainStation, startPlainCsms } from "../../support/peers.ts";
import { relayFor } from "../../support/relay.ts";
import { boot, password } from "../../support/translated-day.ts";
import { startStrictCsms, strictStation } from "../../support/translated-peers.ts";
import { until } from "../../support/until.ts";

async function world() {
  const hostile = await startWsServer();
  const strict = await startStrictCsms();
  const plain = await startPlainCsms();
  const translate = { station: "1.6", csms: "2.0.1", probe: false };
  const relay = await relayFor({
    routes: [
      { match: "/hostile/{station}", upstream: hostile.url, mode: "translate", translate },
      {
        ...{ match: "/strict/{station}", upstream: strict.url, mode: "translate" },
        translate: { ...translate, tenant: "strict" },
      },
      { match: "/plain/{station}", upstream: plain.url },
    ],
  });
  const dial = async (id: string) => {
    const station = new WebSocket(`${relay.url}/hostile/${id}`, ["ocpp1.6"]);
    onTestFinished(() => station.terminate());
    station.on("error", () => undefined);
    await once(station, "open");
    return station;
  };
  const good = strictStation(`${relay.url}/strict`, { password });
  await good.connect();
  await good.call("BootNotification", boot);
  return { hostile, relay, dial, good };
}

/** Bytes below the WebSocket: what no library would send. */
function socketOf(webSocket: WebSocket): Socket {
  const { _socket: socket } = webSocket as unknown as { readonly _socket: Socket };
  return socket;
}

const anyMessage = fc.oneof(
  fc.string(),
  fc.json(),
  fc
    .tuple(
      fc.constantFrom(2, 3, 4, 5, "2", null),
      fc.string({ maxLength: 40 }),
      fc.constantFrom("BootNotification", "StartTransaction", "Reset", "__proto__", "x"),
      fc.jsonValue(),
    )
    .map((message) => JSON.stringify(message)),
);

it("whatever they say, others are served and nothing is a fault of ours", async () => {
  const { hostile, relay, dial, good } = await world();
  let nth = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(anyMessage, { maxLength: 20 }), async (messages) => {
      nth += 1;
      const station = await dial(`CP-${nth}`);
      const csms = await hostile.nth(nth);
      for (const message of messages) {
        station.send(message);
        csms.send(message);
        csms.send(Buffer.from(message));
      }
      station.ping();
      await once(station, "pong");
      station.terminate();
    }),
    { numRuns: 40 },
  );
  expect(await good.call("Heartbeat", {})).toHaveProperty("currentTime");
  expect(relay.eventsOf("bug")).toEqual([]);
  expect(relay.eventsOf("dialogueEnded")).toEqual([]);
});

it("frames that are none, and messages that are too large, end their leg and have their record", async () => {
  const { hostile, relay, dial, good } = await world();
  const one = await dial("CP-1");
  socketOf(one).write(Buffer.from([0xff, 0xff, 0xff, 0xff]));
  await once(one, "close");
  const two = await dial("CP-2");
  two.send("x".repeat(limits.legMessageBytesMax + 1));
  await once(two, "close");
  const three = await dial("CP-3");
  const before = hostile.sockets.length;
  socketOf(await hostile.nth(before)).write(Buffer.from([0x8f, 0x00]));
  await hostile.nth(before + 1);
  three.ping();
  await once(three, "pong");
  const ended = relay.spool.of("link-closed").map(({ body }) => [body.closedBy, body.how]);
  expect(ended.filter(([, how]) => how === "error")).toEqual([
    ...[
      ["ocpptap", "error"],
      ["ocpptap", "error"],
      ["ocpptap", "error"],
    ],
  ]);
  expect(await good.call("Heartbeat", {})).toHaveProperty("currentTime");
});

it("a flood on one leg leaves the others their turns", async () => {
  const { relay, dial } = await world();
  // Many enough that they outlast twenty turns of the other, each of which is looked for every 5 ms.
  const calls = 20_000;
  const flood = await dial("CP-1");
  const call = (index: number) => `[2,"${index}","Heartbeat",{}]`;
  let answers = 0;
  flood.on("message", () => {
    answers += 1;
  });
  const plain = await connectPlainStation(`${relay.url}/plain/CP-9`);
  for (let index = 0; index < calls; index += 1) flood.send(call(index));
  for (let count = 1; count <= 20; count += 1) {
    plain.send(call(count));
    await until(() => plain.received.length === count, "the other station's answer");
  }
  expect(answers).toBeLessThan(calls / 2);
  await until(() => answers === calls, "the flood is answered", 30_000);
});
