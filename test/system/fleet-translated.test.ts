/** A translated station that moves from one instance to another: nothing of it stays behind. */
import { join } from "node:path";
import { expect, it } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import { createEmbeddedBoard } from "../../src/fleet/embedded-board.ts";
import { createFleetPresence } from "../../src/fleet/presence.ts";
import { joined } from "../fleet/board-contract.ts";
import { memoryState } from "../support/memory-state.ts";
import { relayFor } from "../support/relay.ts";
import { tempDir } from "../support/temp-dir.ts";
import { boot, password, routesTo } from "../support/translated-day.ts";
import { startStrictCsms, strictStation } from "../support/translated-peers.ts";
import { until } from "../support/until.ts";

/** Two relays on one board, with one state of stations. */
async function twoRelays(url: string) {
  const dir = await tempDir();
  const observe = () => undefined;
  const place = { socket: join(dir, "board.sock"), dir, observe };
  const store = memoryState();
  const start = async () => {
    const board = await joined((member) => createEmbeddedBoard(member, place));
    const deps = { board, clock: systemClock, observe, ghostSilenceMs: 50 };
    const presence = createFleetPresence(deps);
    const config = { ...routesTo(url, { presence: "decoupled" }), relay: { ghostSilenceMs: 50 } };
    const relay = await relayFor(config, { store, elsewhere: presence });
    presence.answerWith(relay.presence);
    return { ...relay, board };
  };
  return { a: await start(), b: await start() };
}

it("the CSMS's leg that it left at the old instance is let go of, though the station had gone", async () => {
  let believed = 0;
  const csms = await startStrictCsms({ refuses: () => (believed > 0 ? 409 : null) });
  const { a, b } = await twoRelays(csms.url);
  const station = strictStation(`${a.url}/ocpp`, { password });
  await station.connect();
  await station.call("BootNotification", boot);
  await until(
    async () => (await b.board.holderOf("/ocpp/{station}\nCP-1"))?.run === a.board.me.run,
    "it is known where it is",
  );
  await station.close();
  await a.spool.nth("link-closed");
  expect(a.spool.of("link-closed"), "the CSMS's leg stays").toHaveLength(1);
  believed = 1;
  const letGo = a.spool.nth("link-closed", 2).then((closed) => {
    believed = 0;
    return closed;
  });
  const again = strictStation(`${b.url}/ocpp`, { password });
  await again.connect();
  expect((await letGo).body).toMatchObject({ closedBy: "ocpptap", how: "superseded" });
  await again.call("BootNotification", boot);
  expect(b.stats().links).toBe(1);
});
