import { join } from "node:path";
import { expect, it } from "vitest";
import { overridesSchema, stationOverrideSchema } from "../../src/console/override-schemas.ts";
import { openBooks } from "../../src/fleet/books.ts";
import { createEmbeddedBoard } from "../../src/fleet/embedded-board.ts";
import { joined } from "../fleet/board-contract.ts";
import { aloneFleet } from "../support/alone.ts";
import { whenOver } from "../support/lifetime.ts";
import { tempDir } from "../support/temp-dir.ts";
import { noStore, serveConsole } from "./served.ts";

async function served() {
  const dir = await tempDir();
  const observe = () => undefined;
  const place = { socket: join(dir, "board.sock"), dir, observe };
  const board = await joined((member) => createEmbeddedBoard(member, place));
  const books = await openBooks({ board, observe, fileOf: () => null });
  const shared = { fleet: { ...aloneFleet, board }, books };
  const console = await serveConsole(dir, noStore, { shared });
  whenOver(() => console.close());
  const ask = async (method: string, path: string, body?: unknown, headers = {}) => {
    const response = await fetch(`${console.url}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as unknown };
  };
  return { ask, events: console.events };
}

const PATH = "/api/overrides/CP%207%2Fa";

it("an override is set, read, listed and removed, and every write is told", async () => {
  const { ask, events } = await served();
  expect((await ask("GET", PATH)).body).toMatchObject({ stationId: "CP 7/a", override: null });
  const upstream = "wss://user:secret@csms.example/ocpp";
  const set = await ask("PUT", `${PATH}?now`, { upstream });
  expect(set).toMatchObject({
    status: 200,
    body: { stationId: "CP 7/a", override: { upstream: "wss://user:***@csms.example/ocpp" } },
  });
  stationOverrideSchema.parse(set.body);
  expect((await ask("GET", PATH)).body).toEqual(set.body);
  const listed = await ask("GET", "/api/overrides?limit=1");
  expect(overridesSchema.parse(listed.body)).toEqual({ overrides: [set.body], total: 1 });
  expect((await ask("DELETE", `${PATH}?now=false`)).body).toMatchObject({ override: null });
  expect((await ask("GET", "/api/overrides")).body).toEqual({ overrides: [], total: 0 });
  expect(events.filter(({ name }) => name === "overrideSet")).toMatchObject([
    { stationId: "CP 7/a", isNow: true, setBy: "the console of ocpptap, asked from 127.0.0.1" },
    { stationId: "CP 7/a", isNow: false, override: "" },
  ]);
  expect(JSON.stringify(events)).not.toContain("secret");
});

it("what is wrong is said in a sentence, and pages of others may not write", async () => {
  const { ask } = await served();
  expect(await ask("PUT", PATH, { upstream: "http://x" })).toMatchObject({
    status: 400,
    body: { error: { sentence: expect.stringContaining("must begin with ws:// or wss://") } },
  });
  expect(await ask("PUT", PATH, { route: "/none/{station}" })).toMatchObject({ status: 400 });
  const origin = { origin: "https://elsewhere.example" };
  for (const method of ["PUT", "DELETE"]) {
    const body = method === "PUT" ? { upstream: "ws://x" } : undefined;
    expect(await ask(method, PATH, body, origin)).toMatchObject({ status: 403 });
    expect(await ask(method, "/api/stations", body)).toMatchObject({ status: 405 });
  }
  expect((await ask("GET", "/api/overrides")).body).toEqual({ overrides: [], total: 0 });
});
