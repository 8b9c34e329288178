import { join } from "node:path";
import { expect, it } from "vitest";
import { faultStateSchema, faultsSchema } from "../../src/console/fault-schemas.ts";
import { openBooks } from "../../src/fleet/books.ts";
import { createEmbeddedBoard } from "../../src/fleet/embedded-board.ts";
import { joined } from "../fleet/board-contract.ts";
import { NOW_US } from "../query/record.ts";
import { aloneFleet } from "../support/alone.ts";
import { whenOver } from "../support/lifetime.ts";
import { tempDir } from "../support/temp-dir.ts";
import { noStore, serveConsole } from "./served.ts";

const routes = [{ match: "/bench/{station}", upstream: "ws://csms.example", faults: true }];

async function served(store = { query: async () => [] as never[] }) {
  const dir = await tempDir();
  const observe = () => undefined;
  const place = { socket: join(dir, "board.sock"), dir, observe };
  const board = await joined((member) => createEmbeddedBoard(member, place));
  const books = await openBooks({ board, observe, fileOf: () => null });
  const shared = { fleet: { ...aloneFleet, board }, books };
  const console = await serveConsole(dir, store, { shared, config: { routes } });
  whenOver(() => console.close());
  const ask = async (method: string, path: string, body?: unknown, headers = {}) => {
    const type = body === undefined ? {} : { "content-type": "application/json" };
    const response = await fetch(`${console.url}${path}`, {
      ...{ method, headers: { ...type, ...headers } },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as unknown };
  };
  return { ask, events: console.events };
}

const until = new Date(NOW_US / 1000 + 60_000).toISOString();
const slow = {
  ...{ station: "CP-1", sender: "csms", action: "Reset", until },
  does: { kind: "delay", ms: 500 },
};

it("a fault is set, read, listed and removed, and every write is told", async () => {
  const { ask, events } = await served();
  expect((await ask("GET", "/api/faults/slow")).status).toBe(404);
  const set = await ask("PUT", "/api/faults/slow", slow);
  expect(set).toMatchObject({
    status: 200,
    body: { name: "slow", fault: slow, what: "delay by 500 ms: each message Reset of the csms" },
  });
  faultStateSchema.parse(set.body);
  expect((await ask("GET", "/api/faults/slow")).body).toEqual(set.body);
  const { body: listed } = await ask("GET", "/api/faults");
  expect(faultsSchema.parse(listed)).toMatchObject({
    ...{ faults: [set.body], routes: ["/bench/{station}"] },
  });
  expect(await ask("DELETE", "/api/faults/slow")).toEqual(set);
  expect(await ask("DELETE", "/api/faults/slow")).toMatchObject({
    status: 404,
    body: { error: { sentence: "There is no fault on purpose slow." } },
  });
  expect(events.filter(({ name }) => name === "faultSet")).toMatchObject([
    {
      fault: "slow",
      what: expect.stringContaining("delay"),
      setBy: expect.stringContaining("127"),
    },
    { fault: "slow", what: "" },
  ]);
});

it("what is wrong is said in a sentence, and pages of others may not write", async () => {
  const { ask } = await served();
  expect(await ask("PUT", "/api/faults/slow", { ...slow, sender: "both" })).toMatchObject({
    status: 400,
    body: { error: { sentence: expect.stringContaining("sender: must be station, csms") } },
  });
  const origin = { origin: "https://elsewhere.example" };
  expect(await ask("PUT", "/api/faults/slow", slow, origin)).toMatchObject({ status: 403 });
  expect(await ask("DELETE", "/api/faults/slow", undefined, origin)).toMatchObject({ status: 403 });
  expect((await ask("GET", "/api/faults")).body).toMatchObject({ faults: [] });
});

it("where the record cannot say by which route a station came, nothing is set", async () => {
  const { ask } = await served(noStore as never);
  expect((await ask("PUT", "/api/faults/slow", slow)).status).toBeGreaterThanOrEqual(500);
  expect((await ask("GET", "/api/faults")).body).toMatchObject({ faults: [] });
});
