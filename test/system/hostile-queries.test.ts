/**
 * What a reader of the console can ask to make it suffer, over HTTP on the real engine: everything
 * ends in time with an answer or a sentence, the engine's memory stays bounded, others are answered
 * meanwhile, and not one row is written or lost.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import { limits } from "../../src/base/limits.ts";
import type { ReadBounds } from "../../src/store/read-bounds.ts";
import { type Got, type Served, serveConsole } from "../console/served.ts";
import { startTestStore, type TestStore } from "../support/store.ts";

const MiB = 1024 ** 2;
const ROWS = 200_000;
const bounds: ReadBounds = {
  ...{ timeMs: 2_000, memoryBytesMax: 256 * MiB },
  // Half of the record: what looks through all of it is too much, however fast the machine is.
  ...{ rowsReadMax: ROWS / 2, resultBytesMax: 128 * MiB },
};
/** The engine's own bound (`startTestStore`), its library, and what it has mapped. */
const RESIDENT_BYTES_MAX = limits.engineMemoryBytesMax + 768 * MiB;

let store: TestStore;
let served: Served;
let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "ocpptap-hostile-"));
  store = await startTestStore(90, bounds);
  // Spread over ten days, so that a search has to look at many stretches of time.
  await store.recorder.command(
    `INSERT INTO messages (received_at, station_id, link_id, seq, message_type, action, payload)
SELECT now64(6) - number % 864000, concat('CP-', toString(number % 500)), generateUUIDv4(), number,
  'call', 'StatusNotification',
  concat('[2,"', toString(number), '","StatusNotification",{"connectorId":1,"status":"Available",',
    '"deep":{"deep":{"deep":"', repeat('abc ', 40), '"}}}]')
FROM numbers(${ROWS})`,
  );
  served = await serveConsole(dir, store.reader, { clock: systemClock });
}, 180_000);
afterAll(async () => {
  await served.close();
  await store.close();
  await rm(dir, { recursive: true, force: true });
});

const or = (terms: readonly string[]) => terms.join(" OR ");
const many = (make: (index: number) => string) => Array.from({ length: 60 }, (_, n) => make(n));

const QUERIES = {
  "a chain of payload paths": or(many((n) => `payload.deep.deep.deep:*x${n}*y${n}*z*`)),
  "wildcards that match late": or(many((n) => `*a*b*c*a*b*c*${n}q*`)),
  "a regular expression's worst case": `*${"a*".repeat(400)}b*`,
  "findings of everything": or(many((n) => `severity:error latency:>${n}`).slice(0, 32)),
} as const;

const PATHS = [
  (q: string) => `/api/messages?limit=1000&q=${q}`,
  (q: string) => `/api/messages?limit=1000&order=oldest&from=1970-01-01&to=2099-01-01&q=${q}`,
  (q: string) => `/api/facets?from=1970-01-01&q=${q}`,
  (q: string) => `/api/histogram?buckets=240&from=1970-01-01&to=2099-01-01&q=${q}`,
  (q: string) => `/api/export?from=1970-01-01&format=jsonl&q=${q}`,
];

async function residentBytes(): Promise<number> {
  const status = await readFile(`/proc/${store.engine.process.pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}

async function rows(): Promise<string | undefined> {
  const [row] = await store.recorder.query<{ n: string }>("SELECT count() AS n FROM messages");
  return row?.n;
}

type Answered = Got & { readonly path: string; readonly ms: number };

async function ask(path: string): Promise<Answered> {
  const startedMs = performance.now();
  const got = await served.get(path).catch((thrown: unknown) => {
    // An export breaks off once it has begun: half a file must not pass for the whole.
    if (!path.startsWith("/api/export")) throw thrown;
    return { status: 0, headers: new Headers(), body: "" };
  });
  return { ...got, path, ms: performance.now() - startedMs };
}

it("ends in time with an answer or a sentence, in bounded memory, while others are answered", async () => {
  const hostile = Object.values(QUERIES).flatMap((query) =>
    PATHS.map((path) => path(encodeURIComponent(query))),
  );
  let peakBytes = 0;
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      peakBytes = Math.max(peakBytes, await residentBytes());
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  const others: Answered[] = [];
  const answered: Answered[] = [];
  // Ten at once, as one impatient script would; an ordinary question beside each round.
  for (let at = 0; at < hostile.length; at += 10) {
    const round = hostile.slice(at, at + 10).map(ask);
    others.push(await ask("/api/messages?limit=1&q=station:CP-1&from=1h"));
    answered.push(...(await Promise.all(round)));
  }
  isOver = true;
  await watching;

  for (const { path, status, body, ms } of answered) {
    const said = `${path.slice(0, 80)}: ${status} after ${Math.round(ms)} ms`;
    expect([200, 422, 503, 0], said).toContain(status);
    if (status === 422) {
      expect(body).toMatchObject({
        error: { code: "QUERY_TOO_EXPENSIVE", remedy: expect.stringContaining("Narrow") },
      });
    }
    // A search looks on for 15 s, in questions of at most `timeMs`; ten take turns.
    if (!path.startsWith("/api/export")) expect(ms, said).toBeLessThan(40_000);
  }
  // Otherwise nothing of this was hostile.
  expect(answered.filter(({ status }) => status === 422).length).toBeGreaterThan(3);
  expect(others.map(({ status }) => status)).toEqual(others.map(() => 200));
  expect(peakBytes).toBeLessThan(RESIDENT_BYTES_MAX);
  expect(await rows()).toBe(String(ROWS));
  expect((await ask("/api/messages?limit=1&q=station:CP-1")).status).toBe(200);
}, 240_000);

it.each([
  "'; DROP TABLE messages; --",
  "station:x') OR 1=1; TRUNCATE TABLE messages; --",
  "payload.a`; INSERT INTO messages SELECT * FROM messages; --:x",
  "{p1:String} UNION ALL SELECT * FROM system.users",
])("text that looks like SQL is text: %s", async (query) => {
  for (const path of PATHS) {
    const { status } = await ask(path(encodeURIComponent(query)));
    expect([200, 400, 422]).toContain(status);
  }
  expect(await rows()).toBe(String(ROWS));
});

it("text that is too long, too deep or has too many terms is refused before it is asked", async () => {
  for (const query of [
    "a".repeat(4_097),
    `${"(".repeat(33)}a${")".repeat(33)}`,
    or(Array.from({ length: 65 }, (_, n) => `a${n}`)),
    `payload.${"a.".repeat(17)}b:x`,
  ]) {
    const got = await ask(`/api/messages?q=${encodeURIComponent(query)}`);
    expect(got.status).toBe(400);
    expect(got.body).toMatchObject({ error: { code: "QUERY_INVALID" } });
  }
});
