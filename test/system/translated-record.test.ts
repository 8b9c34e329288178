/**
 * A day of a translated station through the whole program, and what is in the record of it: both
 * legs, each message with those of the other leg, and nothing found that was not there.
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type {
  Diagnosis,
  FindingsAnswer,
  Message,
  MessageAnswer,
  Station,
} from "../../src/console/contract.ts";
import type { TransactionsAnswer } from "../../src/console/transaction-contract.ts";
import { getJson, linksOf, searchAll } from "../support/api.ts";
import { lasting } from "../support/lifetime.ts";
import { serve } from "../support/serve.ts";
import { tempDir } from "../support/temp-dir.ts";
import { startStrictCsms, strictStation } from "../support/translated-peers.ts";
import { until } from "../support/until.ts";

type Told = {
  readonly links: Awaited<ReturnType<typeof linksOf>>;
  readonly messages: readonly Message[];
  /** Each message in full, by `leg seq`. */
  readonly inFull: ReadonlyMap<string, MessageAnswer>;
  readonly transactions: TransactionsAnswer["transactions"];
  readonly station: Station;
  readonly diagnosis: Diagnosis;
  readonly findings: FindingsAnswer["findings"];
};

let told: Told;
beforeAll(async () => {
  told = await lasting(tellOneDay);
});

const identity = { chargePointVendor: "Acme", chargePointModel: "Fast-22" };

/** One route, from 1.6 to a 2.0.1 CSMS. */
async function serveTranslated(upstream: string, more: object = {}) {
  const data = await tempDir();
  const config = join(data, "ocpptap.yaml");
  const translate = { station: "1.6", csms: "2.0.1", probe: false, ...more };
  const routes = [{ match: "/ocpp/{station}", upstream, mode: "translate", translate }];
  await writeFile(config, JSON.stringify({ data, routes }));
  const { consoleUrl: url, stationUrl, pidOf } = await serve(["--config", config]);
  return { url, stationUrl, pidOf };
}

async function tellOneDay(): Promise<Told> {
  const csms = await startStrictCsms();
  const { url, stationUrl } = await serveTranslated(`${csms.url}/{station}`);
  const station = strictStation(`${stationUrl}/ocpp`, { identity: "CP-1" });
  await station.connect();
  const at = () => new Date().toISOString();
  await station.call("BootNotification", identity);
  const status = { connectorId: 1, errorCode: "NoError" };
  await station.call("StatusNotification", { ...status, status: "Available" });
  await station.call("Authorize", { idTag: "TAG1" });
  await station.call("StatusNotification", { ...status, status: "Preparing" });
  const start = { connectorId: 1, idTag: "TAG1", meterStart: 100, timestamp: at() };
  const { transactionId } = await station.call("StartTransaction", start);
  await station.call("StatusNotification", { ...status, status: "Charging" });
  const energy = { value: "200", measurand: "Energy.Active.Import.Register", unit: "Wh" };
  await station.call("MeterValues", {
    ...{ connectorId: 1, transactionId },
    meterValue: [{ timestamp: at(), sampledValue: [energy] }],
  });
  await csms.call("Reset", { type: "OnIdle" });
  await station.call("StopTransaction", { transactionId, meterStop: 200, timestamp: at() });
  await station.call("StatusNotification", { ...status, status: "Finishing" });
  await station.call("StatusNotification", { ...status, status: "Available" });
  await station.call("Heartbeat", {});
  const isOver = () => csms.of("TransactionEvent").at(-1)?.["eventType"] === "Ended";
  await until(isOver, "the CSMS to know the end");
  const isWhole = (messages: readonly Message[]) =>
    messages.filter(({ action }) => action === "Heartbeat").length === 4;
  let messages: readonly Message[] = [];
  await until(async () => {
    messages = await searchAll(url, "station:CP-1");
    return isWhole(messages);
  }, "everything to be recorded");
  const get = async <Answer>(path: string) => (await getJson<Answer>(`${url}/api/${path}`)).body;
  const inFull = new Map<string, MessageAnswer>();
  for (const { leg, linkId, seq } of messages) {
    inFull.set(`${leg} ${seq}`, await get(`messages/${linkId}/${seq}`));
  }
  const { transactions } = await get<TransactionsAnswer>("transactions?station=CP-1");
  const diagnosis = await get<Diagnosis>("stations/CP-1/diagnosis");
  const { findings } = await get<FindingsAnswer>("findings?q=station:CP-1&limit=100");
  const shown = await get<Station>("stations/CP-1");
  const links = await linksOf(url, "CP-1");
  return { links, messages, inFull, transactions, station: shown, diagnosis, findings };
}

const brief = ({ leg, sender, action, type }: Message) => `${leg} ${sender} ${action} ${type}`;

describe("the record of a translated station", () => {
  it("has two links, each with its leg and its version", () => {
    const links = told.links.map(({ leg, mode, ocppVersion, state }) => [
      ...[leg, mode, ocppVersion, state],
    ]);
    expect(links.sort()).toEqual([
      ["csms", "translate", "2.0.1", "open"],
      ["station", "translate", "1.6", "open"],
    ]);
  });

  it("leads from each message to what it was made of, and from there back to it", () => {
    const made = told.messages.filter(({ translatedFrom }) => translatedFrom !== null);
    expect(made.length).toBeGreaterThan(20);
    for (const message of made) {
      const { counterparts, message: self } = inFullOf(message);
      const [source] = counterparts;
      // What ocpptap answers by itself is made of the call on the same leg.
      if (message.translatedFrom?.linkId === message.linkId) {
        expect(message.requestSeq, brief(message)).toBe(message.translatedFrom.seq);
        continue;
      }
      if (source === undefined) throw new Error(`${brief(message)} has a source`);
      expect(source).toMatchObject({ ...message.translatedFrom });
      expect(source.leg).not.toBe(message.leg);
      expect(inFullOf(source).counterparts).toContainEqual(self);
    }
  });

  it("shows an exchange of one leg beside that of the other", () => {
    const boot = told.messages.filter(({ action }) => action === "BootNotification");
    expect(boot.map((each) => [brief(each), inFullOf(each).counterparts.map(brief)])).toEqual([
      ["station station BootNotification call", ["csms station BootNotification call"]],
      ["csms station BootNotification call", ["station station BootNotification call"]],
      ["csms csms BootNotification callResult", ["station csms BootNotification callResult"]],
      ["station csms BootNotification callResult", ["csms csms BootNotification callResult"]],
    ]);
  });

  it("tells one transaction, as the station's leg does", () => {
    expect(told.transactions).toMatchObject([
      { ocppVersion: "1.6", transactionId: expect.any(String), energyWh: 100, state: "ended" },
    ]);
  });

  it("tells a station that is well", () => {
    expect(told.station).toMatchObject({ connected: true, ocppVersion: "1.6", model: "Fast-22" });
    expect(told.diagnosis.questions.map(({ id, verdict }) => [id, verdict])).toEqual([
      ...[
        ["communicating", "ok"],
        ["faulted", "ok"],
        ["startFailed", "ok"],
        ["stopped", "ok"],
      ],
      ["limit", "unknown"],
    ]);
  });

  it("finds nothing but what could not be translated", () => {
    expect(told.findings.map(({ rule, linkId }) => [rule, legOf(linkId)])).toEqual([
      ["translation-lossy", "station"],
    ]);
    expect(told.findings[0]?.sentence).toContain("(Preparing to Charging)");
  });
});

it("names what a message was made of also after an outage of the CSMS and a kill of the relay", async () => {
  const first = await startStrictCsms();
  const { port } = first;
  const { url, stationUrl, pidOf } = await serveTranslated(`${first.url}/{station}`, {
    presence: "decoupled",
  });
  const station = strictStation(`${stationUrl}/ocpp`, { identity: "CP-2" });
  await station.connect();
  await station.call("BootNotification", identity);
  await first.stop();
  const status = { connectorId: 1, errorCode: "NoError", status: "Available" };
  await station.call("StatusNotification", status);
  process.kill(await pidOf("relay"), "SIGKILL");
  const second = await startStrictCsms({ port });
  await until(async () => {
    const again = strictStation(`${stationUrl}/ocpp`, { identity: "CP-2" });
    return await again.connect().then(
      () => true,
      () => false,
    );
  }, "the relay to run again");
  await until(() => second.of("StatusNotification").length > 0, "the CSMS to be told");
  const find = () => searchAll(url, "station:CP-2 action:StatusNotification type:call");
  await until(async () => (await find()).some(({ leg }) => leg === "csms"), "it to be recorded");
  const [told, sent] = await find();
  if (told === undefined || sent === undefined) throw new Error("there are two");
  expect(sent.translatedFrom).toEqual({ linkId: told.linkId, seq: told.seq });
  const path = (of: Message) => `${url}/api/messages/${of.linkId}/${of.seq}`;
  const { body } = await getJson<MessageAnswer>(path(told));
  expect(body.counterparts).toMatchObject([{ linkId: sent.linkId, seq: sent.seq }]);
});

function legOf(linkId: string): string | undefined {
  return told.links.find((link) => link.linkId === linkId)?.leg;
}

function inFullOf({ leg, seq }: Message): MessageAnswer {
  const answer = told.inFull.get(`${leg} ${seq}`);
  if (answer === undefined) throw new Error(`${leg} ${seq} is in the record`);
  return answer;
}
