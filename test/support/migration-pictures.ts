/**
 * Pictures of a fleet that moves: simulated stations of 1.6 on their old CSMS, a shadow of them on a
 * CSMS of 2.0.1 that has other cards and intervals, and a plan in the middle of its canary.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ComparisonAnswer } from "../../src/console/comparison-contract.ts";
import type { PlanAnswer } from "../../src/console/plan-contract.ts";
import type { TransactionsAnswer } from "../../src/console/transaction-contract.ts";
import type { Json } from "../../src/exchange/message.ts";
import { startSimulatedCsms } from "../../src/simulate/csms.ts";
import type { SimulatedCsms } from "../../src/simulate/csms-contract.ts";
import { type SimulatedFleet, startSimulatedFleet } from "../../src/simulate/fleet.ts";
import { getJson } from "./api.ts";
import { startProgram, takePictures } from "./pictures.ts";
import { until } from "./until.ts";

const PLAN = "to-2.0.1";
const FROM = "/old/{station}";
const TO = "/new/{station}";
/** Sessions that have ended: enough to judge by. */
const SESSIONS_MIN = 20;
const READY_MS_MAX = 300_000;
const CANARIES = ["AC-0001", "AC-0002", "AC-0003"];

export async function takeMigration(data: string): Promise<void> {
  await mkdir(data, { recursive: true });
  const csmss = await startBoth();
  const file = join(data, "ocpptap.yaml");
  await writeFile(file, JSON.stringify(configOf(data, csmss)));
  const program = await startProgram(["serve", "--config", file]);
  const fleets = startFleets(`${program.relayUrl}/old`);
  try {
    await untilCompared(program.consoleUrl, fleets);
    await beginPlan(program.consoleUrl);
    await takePictures(program.consoleUrl, [
      { name: "migration-readiness", path: "/migration?t=1h" },
      { name: "migration-comparison", path: "/migration/comparison?t=1h" },
      { name: "migration-cut-over", path: `/migration/cut-over/${PLAN}` },
    ]);
  } finally {
    await Promise.all(fleets.map((fleet) => fleet.close()));
    await program.stop();
    await Promise.all([csmss.old.close(), csmss.fresh.close()]);
  }
}

type Both = { readonly old: SimulatedCsms; readonly fresh: SimulatedCsms };

/** The new one does not know some of the cards, nor one vendor's messages, and wants heartbeats more often. */
async function startBoth(): Promise<Both> {
  const old = await startSimulatedCsms({
    ...{ port: 0, subprotocols: ["ocpp1.6"], heartbeatIntervalS: 30 },
  });
  const refused = { payload: { idTokenInfo: { status: "Unknown" } } };
  const fresh = await startSimulatedCsms({
    ...{ port: 0, subprotocols: ["ocpp2.0.1"], heartbeatIntervalS: 10 },
    answers: {
      Authorize: ({ idToken }) => (isUnknown(idToken) ? refused : null),
      DataTransfer: () => ({ errorCode: "NotImplemented", errorDescription: "not known here" }),
    },
  });
  return { old, fresh };
}

/** One card in four. */
function isUnknown(idToken: Json | undefined): boolean {
  return /"idToken":"[^"]*[0-3]"/.test(JSON.stringify(idToken));
}

function configOf(data: string, { old, fresh }: Both) {
  const translate = { station: "1.6", csms: "2.0.1" };
  return {
    ...{ data, listen: [{ address: "127.0.0.1:0" }], console: { address: "127.0.0.1:0" } },
    routes: [
      { match: FROM, upstream: old.url },
      { match: TO, upstream: fresh.url, mode: "translate", translate },
    ],
    shadows: [{ match: FROM, upstream: fresh.url, translate }],
  };
}

/** Two models; one of them says things that only its vendor knows. */
function startFleets(url: string): readonly SimulatedFleet[] {
  const common = {
    ...{ url, versions: ["1.6"] as const, seed: "pictures", sessionMs: 25_000, idleShare: 0.3 },
  };
  const wallboxes = startSimulatedFleet({
    ...{ ...common, prefix: "AC-", stations: 9 },
    station: {
      meterEveryMs: 2_000,
      identity: { vendor: "Northwind", model: "AC-11", firmware: "4.2.0" },
    },
  });
  const fast = startSimulatedFleet({
    ...{ ...common, prefix: "DC-", stations: 3, isAwkward: true },
    station: {
      ...{ meterEveryMs: 2_000, powerMaxW: 50_000 },
      identity: { vendor: "Contoso", model: "Hyper-50", firmware: "1.9.3" },
    },
  });
  return [wallboxes, fast];
}

async function untilCompared(url: string, fleets: readonly SimulatedFleet[]): Promise<void> {
  const [, fast] = fleets;
  await until(
    async () => {
      for (const station of fast?.stations() ?? []) {
        const said = { vendorId: "contoso.example", messageId: "CoolingState", data: "ok" };
        void station.call("DataTransfer", said);
      }
      const { transactions = [] } = (
        await getJson<TransactionsAnswer>(`${url}/api/transactions?state=ended&limit=100`)
      ).body;
      const { differences = [] } = (await getJson<ComparisonAnswer>(`${url}/api/comparison`)).body;
      return transactions.length >= SESSIONS_MIN && differences.length >= 3;
    },
    "sessions that ended, and differences",
    READY_MS_MAX,
    3_000,
  );
}

/** Three stations first, whoever charges is left to. */
async function beginPlan(url: string): Promise<void> {
  const plan = {
    ...{ from: FROM, to: { route: TO }, sessions: "wait" },
    steps: [
      { stations: CANARIES, soakMinutes: 60, next: "wait" },
      { percent: 25, model: "AC-11", soakMinutes: 1_440, next: "continue" },
      { percent: 100, soakMinutes: 1_440 },
    ],
    rollBack: { rules: [{ kind: "findings", stations: 2 }] },
  };
  const ask = async (method: string, path: string, body?: object) => {
    const headers = { "content-type": "application/json" };
    const sent = body === undefined ? {} : { body: JSON.stringify(body), headers };
    const answer = await fetch(`${url}/api/plans/${path}`, { method, ...sent });
    const told = (await answer.json()) as PlanAnswer;
    if (!answer.ok) throw new Error(JSON.stringify(told));
    return told;
  };
  await ask("PUT", PLAN, plan);
  await ask("POST", `${PLAN}/start`);
  await until(
    async () => (await ask("GET", PLAN)).counts.moved >= 2,
    "two stations have moved",
    READY_MS_MAX,
    1_000,
  );
}
