import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseStationId } from "../../../src/base/ids.ts";
import { communicating } from "../../../src/query/diagnosis/communicating.ts";
import { boot, openTold, type Told } from "./told.ts";

let told: Told;
beforeAll(async () => {
  told = await openTold();
});
afterAll(() => told.close());

const ask = (station: string, afterMs: number) =>
  communicating(told.asked(station, afterMs), told.deps(afterMs));

it("says yes, with the version and the last message", async () => {
  await told.tell("CP-well", (link) => boot(link));
  expect(await ask("CP-well", 60_000)).toEqual({
    verdict: "ok",
    answer: expect.stringMatching(
      /^Yes\. It is connected since .+ with OCPP 1\.6; its last message, BootNotification, came .+ ago\)\.$/,
    ),
    evidence: [expect.objectContaining({ seq: 1 }), expect.objectContaining({ seq: 2 })],
  });
});

it("sees silence, a registration that is pending, and calls without an answer", async () => {
  const silent = await ask("CP-well", 3_600_000);
  expect(silent).toMatchObject({ verdict: "warning" });
  expect(silent.answer).toMatch(/^Hardly: .+ its last message is 60 min old, with .+ of 5 min\.$/);
  await told.tell("CP-pending", (link) => boot(link, "Pending"));
  const pending = await ask("CP-pending", 60_000);
  expect(pending).toMatchObject({ verdict: "error" });
  expect(pending.answer).toMatch(
    /^Only in part: .+ answered its last BootNotification with Pending/,
  );
  await told.tell("CP-unheard", (link) => {
    boot(link);
    link.station('[2,"h","Heartbeat",{}]').tick(40_000);
  });
  const unheard = await ask("CP-unheard", 60_000);
  expect(unheard).toMatchObject({ verdict: "warning", evidence: [{ seq: 3 }, {}, {}] });
  expect(unheard.answer).toMatch(
    /1 call went without an answer: The CSMS did not answer Heartbeat/,
  );
});

it("says no where the link is closed or was refused, and how", async () => {
  await told.tell("CP-gone", (link) => {
    boot(link);
    link.close({ closedBy: "csms", how: "close-frame", code: 4001, reason: "moved" });
  });
  const gone = await ask("CP-gone", 60_000);
  expect(gone.verdict).toBe("error");
  expect(gone.answer).toMatch(
    /^No: it is not connected since .+\. The link was closed by the CSMS: close-frame, code 4001 moved\. The last message/,
  );
  await told.tell("CP-refused", (link) => {
    link.close();
  });
  expect((await ask("CP-refused", 60_000)).answer).toMatch(/It sent no message\.$/);
});

describe("of a translated station", () => {
  const own = { leg: "station", mode: "translate" } as const;
  const csms = { leg: "csms", mode: "translate", subprotocol: "ocpp2.0.1" } as const;

  it("says yes while both of its links are open", async () => {
    await told.tell("CP-through", (link) => boot(link), own);
    await told.tell("CP-through", () => undefined, csms);
    expect(await ask("CP-through", 60_000)).toMatchObject({ verdict: "ok" });
  });

  it("says that it ends at ocpptap where there is no link to the CSMS, and why", async () => {
    await told.tell("CP-cut", (link) => boot(link), own);
    const never = await ask("CP-cut", 60_000);
    expect(never).toMatchObject({ verdict: "error", evidence: [{ seq: 1 }] });
    expect(never.answer).toMatch(
      /^Only with ocpptap: it is connected since .+, but ocpptap has had no link to the CSMS for it\.$/,
    );
    const refusal = { ...csms, stationId: parseStationId("CP-cut"), status: 401 };
    await told.tell("CP-cut", (link) => void link.refuse(refusal), null);
    expect((await ask("CP-cut", 60_000)).answer).toMatch(
      /no link to the CSMS for it\. The CSMS refused the connection with 401/,
    );
    await told.tell("CP-cut", (link) => void link.tick(30_000).close(), csms);
    expect((await ask("CP-cut", 60_000)).answer).toMatch(
      /no link to the CSMS for it since .+ \(30 s ago\)\.$/,
    );
  });
});

it("knows nothing of a station that never came", async () => {
  expect(await ask("CP-none", 1_000)).toMatchObject({ verdict: "unknown", evidence: [] });
});
