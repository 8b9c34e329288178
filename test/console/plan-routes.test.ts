import { join } from "node:path";
import { expect, it } from "vitest";
import { OperationalError } from "../../src/base/errors.ts";
import { planAnswerSchema, plansSchema } from "../../src/console/plan-schemas.ts";
import { openBooks } from "../../src/fleet/books.ts";
import { createEmbeddedBoard } from "../../src/fleet/embedded-board.ts";
import { joined } from "../fleet/board-contract.ts";
import { aloneFleet } from "../support/alone.ts";
import { whenOver } from "../support/lifetime.ts";
import { tempDir } from "../support/temp-dir.ts";
import { serveConsole } from "./served.ts";

const awayStore = {
  query: () => Promise.reject(new OperationalError("STORE_NOT_RUNNING")),
} as Parameters<typeof serveConsole>[1];

const plan = {
  from: "/{station}",
  to: { upstream: "wss://user:secret@csms.example/ocpp" },
  steps: [{ stations: ["CP-7"], soakMinutes: 0 }],
};

async function served() {
  const dir = await tempDir();
  const observe = () => undefined;
  const place = { socket: join(dir, "board.sock"), dir, observe };
  const board = await joined((member) => createEmbeddedBoard(member, place));
  const books = await openBooks({ board, observe, fileOf: () => null });
  const shared = { fleet: { ...aloneFleet, board }, books };
  const console = await serveConsole(dir, awayStore, {
    ...{ shared, config: { upstream: "ws://old.example" } },
  });
  whenOver(() => console.close());
  return async (method: string, path: string, body?: unknown, headers = {}) => {
    const response = await fetch(`${console.url}/api/plans${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as unknown };
  };
}

it("a plan is given, read, listed and removed, without its credentials", async () => {
  const ask = await served();
  const given = await ask("PUT", "/fleet", plan);
  expect(given, JSON.stringify(given)).toMatchObject({ status: 200, body: { status: "ready" } });
  const shown = planAnswerSchema.parse(given.body);
  expect([shown.isRecordRead, shown.plan.to]).toEqual([
    ...[false, { upstream: "wss://user:***@csms.example/ocpp" }],
  ]);
  const listed = plansSchema.parse((await ask("GET", "")).body);
  expect(listed.plans.map(({ name }) => name)).toEqual(["fleet"]);
  expect(JSON.stringify(listed)).not.toContain("secret");
  expect(await ask("DELETE", "/fleet")).toEqual({ status: 200, body: { name: "fleet" } });
  expect(await ask("GET", "/fleet")).toMatchObject({ status: 404 });
});

it("without the record a plan begins and is taken back, and moves nobody", async () => {
  const ask = await served();
  await ask("PUT", "/fleet", plan);
  const started = await ask("POST", "/fleet/start", {});
  expect(planAnswerSchema.parse(started.body)).toMatchObject({ status: "running", stations: [] });
  const paused = await ask("POST", "/fleet/pause", {});
  expect(paused.body).toMatchObject({ status: "paused" });
  const back = await ask("POST", "/fleet/roll-back", { of: "plan", isForced: true });
  expect(planAnswerSchema.parse(back.body).trail.map(({ what }) => what)).toContain(
    "roll-back of the plan",
  );
});

it("what is wrong is said in a sentence, and pages of others may not write", async () => {
  const ask = await served();
  expect(await ask("PUT", "/fleet", { ...plan, from: "/x/{station}" })).toMatchObject({
    status: 400,
    body: { error: { sentence: expect.stringContaining("no configured route has the match") } },
  });
  expect(await ask("POST", "/none/start", {})).toMatchObject({ status: 404 });
  const origin = { origin: "https://elsewhere.example" };
  expect(await ask("PUT", "/fleet", plan, origin)).toMatchObject({ status: 403 });
  expect(await ask("POST", "/fleet/start", {}, origin)).toMatchObject({ status: 403 });
});
