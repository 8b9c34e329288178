import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { createEmbeddedBoard } from "../../src/fleet/embedded-board.ts";
import { openHandoverDesk } from "../../src/fleet/handover.ts";
import { aloneFleet } from "../support/alone.ts";
import { whenOver } from "../support/lifetime.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

async function places() {
  const dir = await tempDir();
  const place = { socket: join(dir, "board.sock"), dir, observe: () => undefined };
  return async (role: "relay" | "shadow", letGo: (name: string) => Promise<void>) => {
    const board = createEmbeddedBoard({ run: randomUUID(), instance: "a", role }, place);
    whenOver(() => board.close());
    await until(() => board.isReady(), "it is on the board");
    const desk = openHandoverDesk({ board, asks: role === "relay" ? "shadow" : "relay", letGo });
    whenOver(desk.close);
    return desk;
  };
}

const nothing = () => Promise.resolve();

it("resolves when all who could have it have let go of it", async () => {
  const join = await places();
  const gone: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  await join("shadow", async (name) => void gone.push(`one ${name}`));
  await join("shadow", async (name) => {
    await promise;
    gone.push(`two ${name}`);
  });
  const relay = await join("relay", async (name) => void gone.push(`never ${name}`));
  const asked = relay.ask("shadow/default/CP-1").then(() => gone.push("answered"));
  await until(() => gone.length === 1, "the first has let go");
  resolve();
  await asked;
  expect(gone).toEqual(["one shadow/default/CP-1", "two shadow/default/CP-1", "answered"]);
});

it("where there is nobody to ask, or no board, it is over at once", async () => {
  const join = await places();
  const relay = await join("relay", nothing);
  const beganMs = performance.now();
  await relay.ask("shadow/default/CP-1");
  const { board } = aloneFleet;
  await openHandoverDesk({ board, asks: "shadow", letGo: nothing }).ask("x");
  expect(performance.now() - beganMs).toBeLessThan(limits.handoverAskMs);
});

it("who never answers is waited for no longer than may be", async () => {
  const join = await places();
  await join("shadow", () => new Promise(() => undefined));
  const relay = await join("relay", nothing);
  const beganMs = performance.now();
  await relay.ask("shadow/default/CP-1");
  expect(performance.now() - beganMs).toBeGreaterThanOrEqual(limits.handoverAskMs - 50);
});
