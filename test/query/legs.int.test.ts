/**
 * The same story three times: of a station whose bytes are relayed, of one that is translated, whose
 * CSMS leg says everything a second time, in another version and with other ends, and of one that is
 * relayed while a shadow says the same to another CSMS. All that is said of a station must be the
 * same.
 */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Leg, parseStationId } from "../../src/base/ids.ts";
import { rules } from "../../src/findings/catalogue.ts";
import { readBoots } from "../../src/query/boots.ts";
import { readConfiguration } from "../../src/query/configuration.ts";
import { diagnose } from "../../src/query/diagnosis/diagnosis.ts";
import { rankDrops } from "../../src/query/drops.ts";
import { readFed } from "../../src/query/finding-feed.ts";
import { groupFindings, listFindings } from "../../src/query/findings.ts";
import { findNewSince } from "../../src/query/firmware.ts";
import { readLinks } from "../../src/query/links.ts";
import { searchMessages } from "../../src/query/messages.ts";
import { readStations } from "../../src/query/stations.ts";
import { readTimeline } from "../../src/query/timeline.ts";
import { readTransactions } from "../../src/query/transactions.ts";
import { type RecordedLink, record as recordOf, startUs } from "../support/recording.ts";
import { openRecord, type Record } from "./record.ts";

type Links = { readonly station: RecordedLink; readonly csms: RecordedLink | null };

function call(action: string, payload: object, id = action): string {
  return JSON.stringify([2, id, action, payload]);
}

/** Each line of the station's leg, and in the midst of it what ocpptap says to the CSMS. */
function story({ station, csms }: Links): void {
  const accepted = { status: "Accepted", currentTime: "2026-11-21T09:00:00Z", interval: 300 };
  const identity = { chargePointVendor: "Acme", chargePointModel: "One", firmwareVersion: "1.2" };
  station.station(call("BootNotification", identity));
  const chargingStation = { vendorName: "Acme", model: "Other", firmwareVersion: "9.9" };
  csms?.station(call("BootNotification", { reason: "PowerUp", chargingStation }));
  csms?.csms(JSON.stringify([3, "BootNotification", { ...accepted, status: "Pending" }]));
  station.csms(JSON.stringify([3, "BootNotification", accepted]));
  const faulted = { connectorId: 1, status: "Faulted", errorCode: "GroundFailure" };
  station.station(call("StatusNotification", faulted)).csms('[3,"StatusNotification",{}]');
  csms?.station(
    call("StatusNotification", { evseId: 3, connectorId: 2, connectorStatus: "Occupied" }),
  );
  const start = {
    connectorId: 1,
    idTag: "AB12",
    meterStart: 10,
    timestamp: "2026-11-21T09:00:00Z",
  };
  station.station(call("StartTransaction", start));
  csms?.station(
    call("TransactionEvent", {
      ...{ eventType: "Started", seqNo: 0, transactionInfo: { transactionId: "t" } },
      ...{ triggerReason: "Authorized", timestamp: "2026-11-21T09:00:00Z" },
    }),
  );
  const taken = { transactionId: 7, idTagInfo: { status: "Accepted" } };
  station.csms(JSON.stringify([3, "StartTransaction", taken]));
  station.csms(call("ChangeConfiguration", { key: "HeartbeatInterval", value: "60" }));
  const named = { component: { name: "X" }, variable: { name: "Y" } };
  csms?.csms(call("SetVariables", { setVariableData: [{ ...named, attributeValue: "1" }] }));
  const set = { setVariableResult: [{ ...named, attributeStatus: "Accepted" }] };
  csms?.station(JSON.stringify([3, "SetVariables", set]));
  station.station(JSON.stringify([3, "ChangeConfiguration", { status: "Accepted" }]));
  station.csms(call("GetConfiguration", {}));
  csms?.csms(call("Reset", { type: "Immediate" }));
}

let record: Record;
let deps: Record["deps"];

/** Where everything is said a second time; null for nowhere. */
const others: { readonly [Each in Id]: Leg | null } = {
  ...{ relayed: null, translated: "csms", rehearsed: "shadow", observed: "backend" },
};
type Id = "relayed" | "translated" | "rehearsed" | "observed";

/** The first time all is lost; the second time the station stays, and the other leg comes again. */
async function tell(id: Id, isLast: boolean): Promise<void> {
  const recording = recordOf({ rules });
  const stationId = parseStationId(id);
  const leg = others[id];
  const own = leg === "csms" ? ({ leg: "station", mode: "translate" } as const) : {};
  const other = {
    ...{ stationId, leg: leg ?? ("both" as const) },
    mode: "translate",
    subprotocol: "ocpp2.0.1",
    subprotocolsOffered: ["ocpp2.0.1"],
  } as const;
  const beginMs = isLast ? 60_000 : 0;
  const station = recording
    .link()
    .tick(beginMs)
    .open({ stationId, ...own });
  const csms = leg === null ? null : recording.link().tick(beginMs).open(other);
  story({ station, csms });
  csms?.tick(1_000).close({ closedBy: "station", how: "reset" });
  if (!isLast) station.tick(1_000).close({ closedBy: "station", how: "reset" });
  if (isLast && leg !== null) recording.link().tick(70_000).open(other);
  await record.send(recording.intake.takeBatch().freeze(randomUUID()));
}

beforeAll(async () => {
  record = await openRecord();
  const clock = { nowUs: () => startUs + 600_000_000 };
  deps = { ...record.deps, clock, retentionDays: 3_650 };
  for (const isLast of [false, true]) {
    for (const id of ["relayed", "translated", "rehearsed", "observed"] as const) {
      await tell(id, isLast);
    }
  }
});
afterAll(() => record.close());

/** With the names that differ for the two stations taken out. */
function plain(told: unknown): unknown {
  const ids = new Map<string, string>();
  const text = JSON.stringify(told)
    .replaceAll(/relayed|translated|rehearsed|observed/g, "CP")
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => {
      const name = ids.get(id) ?? `link ${ids.size + 1}`;
      ids.set(id, name);
      return name;
    });
  return JSON.parse(text);
}

const range = { fromUs: null, toUs: null };

describe("what is said of a station, whatever else is beside it:", () => {
  it.each<[string, (station: string) => Promise<unknown>]>([
    ["its line in the list", (station) => readStations(station, deps)],
    ["its diagnosis", (station) => diagnose(station, deps)],
    ["its timeline", (station) => readTimeline({ station, ...range }, deps)],
    ["its boots", (station) => readBoots({ station, ...range, limit: 10 }, deps)],
    ["its settings", (station) => readConfiguration(station, deps)],
    [
      "its transactions",
      (station) => readTransactions({ station, state: "", ...range, limit: 10, cursor: "" }, deps),
    ],
    [
      "what it does not survive",
      (station) => rankDrops({ group: "station", station, ...range, limit: 10 }, deps),
    ],
    [
      "what is found of its model",
      (station) =>
        groupFindings(
          { q: `station:${station}`, ...range, vendor: "", model: "", firmware: "", limit: 50 },
          "firmware",
          deps,
        ),
    ],
  ])("%s", async (_, read) => {
    const relayed = await read("relayed");
    expect(plain(await read("translated"))).toEqual(plain(relayed));
    expect(plain(await read("rehearsed"))).toEqual(plain(relayed));
    expect(plain(await read("observed"))).toEqual(plain(relayed));
    expect(JSON.stringify(relayed).length).toBeGreaterThan(2);
  });
});

describe("what is said of the CSMS's leg", () => {
  it("makes no firmware of what ocpptap said to the CSMS", async () => {
    const asked = { ...range, vendor: "", model: "Other", firmware: "9.9" };
    expect(await findNewSince(asked, deps)).toBeNull();
    expect(await findNewSince({ ...asked, model: "One", firmware: "1.2" }, deps)).toMatchObject({
      stations: { since: 4 },
    });
  });

  it("is in the list of links, each with its leg", async () => {
    const request = { ...range, station: "translated", linkId: "", limit: 10, cursor: "" };
    const { links } = await readLinks(request, deps);
    expect(links.map(({ leg, state }) => `${leg} ${state}`).sort()).toEqual([
      ...["csms closed", "csms closed", "csms open", "station closed", "station open"],
    ]);
  });

  it("is found by its leg", async () => {
    const search = { ...range, limit: 100, cursor: "", order: "oldest" } as const;
    const found = async (q: string) => (await searchMessages({ ...search, q }, deps)).messages;
    const all = (await found("station:translated")).length;
    const legs = await Promise.all(
      ["csms", "station", "both"].map((leg) => found(`station:translated leg:${leg}`)),
    );
    expect(legs.map((messages) => messages.length)).toEqual([14, all - 14, 0]);
  });

  it("has findings of its own, which are found by its leg", async () => {
    const request = { ...range, vendor: "", model: "", firmware: "", limit: 50, cursor: "" };
    const found = async (q: string) => (await listFindings({ ...request, q }, deps)).findings;
    expect((await found("leg:csms")).map(({ side }) => side)).not.toContain("station");
    expect((await found("leg:csms")).length).toBeGreaterThan(0);
    expect(await found("station:relayed leg:csms")).toEqual([]);
  });

  it.each(["csms", "shadow", "backend"] as const)(
    "does not make a station connected: %s",
    async (leg) => {
      const recording = recordOf({ rules: [] });
      const stationId = parseStationId(`away-${leg}`);
      recording.link().open({ stationId, leg: "station", mode: "translate" }).close();
      recording.link().open({ stationId, leg, mode: "translate" });
      await record.send(recording.intake.takeBatch().freeze(randomUUID()));
      expect(await readStations(stationId, deps)).toMatchObject([{ connected: false }]);
    },
  );
});

describe("what is said of a further back-end's leg", () => {
  it("is found by its leg, and its findings only where a query speaks of legs", async () => {
    const request = { ...range, vendor: "", model: "", firmware: "", limit: 50, cursor: "" };
    const found = async (q: string) => (await listFindings({ ...request, q }, deps)).findings;
    expect((await found("station:observed leg:backend")).length).toBeGreaterThan(0);
    expect(await found("station:observed")).toHaveLength((await found("station:relayed")).length);
    const search = { ...range, limit: 100, cursor: "", order: "oldest" } as const;
    const { messages } = await searchMessages({ ...search, q: "leg:backend" }, deps);
    expect(new Set(messages.map(({ stationId }) => stationId))).toEqual(new Set(["observed"]));
  });
});

describe("what is said of a shadow's leg", () => {
  const request = { ...range, vendor: "", model: "", firmware: "", limit: 50, cursor: "" };
  const found = async (q: string) => (await listFindings({ ...request, q }, deps)).findings;

  it("has findings of its own, which only a query that speaks of legs finds", async () => {
    const ofShadow = await found("station:rehearsed leg:shadow");
    expect(ofShadow.length).toBeGreaterThan(0);
    expect(ofShadow.map(({ side }) => side)).not.toContain("station");
    const all = await found("station:rehearsed");
    expect(all).toHaveLength((await found("station:relayed")).length);
    expect(await found("station:rehearsed leg:both")).toHaveLength(all.length);
    const ranked = await groupFindings({ ...request, q: "station:*ed" }, "station", deps);
    const countOf = (id: Id) => ranked.find(({ key }) => key === id)?.findings;
    expect(countOf("rehearsed")).toBe(countOf("relayed"));
  });

  it("alerts nobody but whoever asks for it", async () => {
    const conditions = ["", "leg:shadow"].map((q) => ({
      ...{ q, vendor: "", model: "" },
      firmware: "",
    }));
    const cut = { conditions, sinceUs: 0 };
    const fed = await readFed(cut, { after: { us: 0, key: "0" }, limit: 1_000 }, deps);
    const ofShadow = fed.filter(({ matched }) => matched.includes(1));
    expect(ofShadow.map(({ station }) => station)).toContain("rehearsed");
    expect(ofShadow.map(({ matched }) => matched)).toEqual(ofShadow.map(() => [1]));
  });

  it("is found by its leg", async () => {
    const search = { ...range, limit: 100, cursor: "", order: "oldest" } as const;
    const { messages } = await searchMessages({ ...search, q: "leg:shadow" }, deps);
    expect(new Set(messages.map(({ stationId }) => stationId))).toEqual(new Set(["rehearsed"]));
    expect(messages).toHaveLength(14);
  });
});
