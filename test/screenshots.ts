/**
 * `npm run screenshots [-- demo|migration]`: the demo with a fixed seed, a fleet that moves, and a
 * picture of every page in both themes, in `docs/images/`. Which of them are kept is `.gitignore`'s: those that a document shows. Look at all
 * of them after a change of the pages.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { MessagesAnswer } from "../src/console/contract.ts";
import type { TransactionsAnswer } from "../src/console/transaction-contract.ts";
import { demoStationIds } from "../src/simulate/demo.ts";
import { getJson } from "./support/api.ts";
import { takeMigration } from "./support/migration-pictures.ts";
import { type Picture, startProgram, takePictures } from "./support/pictures.ts";
import { until } from "./support/until.ts";

const STATIONS = 9;
/** Of the session whose curves are shown. Unit: Wh. */
const ENERGY_MIN = 100;
/** Sessions that have ended by then, so that every station has a history. */
const SESSIONS_MIN = 15;
/** A session of the demo, and some more. */
const READY_MS_MAX = 240_000;
const PHONE = { width: 390, height: 844 };

/** What the pictures show, found out of what the demo has recorded. */
type Subjects = {
  readonly from: string;
  readonly to: string;
  readonly transaction: string;
  /** Of a message, `/messages/…`. */
  readonly invalid: string;
  readonly refused: string;
};

function pictures({ from, to, transaction, invalid, refused }: Subjects): readonly Picture[] {
  const time = `from=${from}&to=${to}`;
  const station = `/stations/${demoStationIds.blocked}`;
  return [
    { name: "messages", path: `/?${time}` },
    { name: "messages-phone", path: `/?${time}`, size: PHONE },
    { name: "message", path: `${invalid}?${time}` },
    { name: "message-refused", path: `${refused}?${time}` },
    { name: "stations", path: "/stations" },
    { name: "station", path: station },
    {
      name: "station-timeline",
      path: "/stations/CP-0001",
      act: (page) => below(page, ".st-chart"),
    },
    { name: "station-links", path: `${station}?tab=links`, act: (page) => below(page, "#more") },
    { name: "transaction", path: `/transactions/${transaction}` },
    { name: "findings", path: "/findings?t=1h" },
    { name: "findings-list", path: "/findings?view=list" },
    { name: "new-since", path: "/findings/new-since" },
    { name: "drops", path: "/findings/drops" },
    { name: "rules", path: "/rules" },
    { name: "rule", path: "/rules/call-timeout" },
    {
      name: "check",
      path: "/tools",
      async act(page) {
        await page.getByRole("button", { name: "Show me an example" }).click();
        await page.locator(".tools-lines").waitFor();
      },
    },
    {
      name: "build",
      path: "/tools/build?version=1.6&action=StartTransaction",
      async act(page) {
        await page.getByLabel("connectorId").fill("1");
        await page.getByLabel("idTag").fill("CARD-1");
        await page.getByText("valid OCPP 1.6").waitFor();
      },
    },
    { name: "reference", path: "/reference" },
    { name: "reference-action", path: "/reference/StatusNotification" },
    { name: "system", path: "/system" },
    { name: "help", path: "/help" },
  ];
}

async function below(page: Page, selector: string): Promise<void> {
  await page.locator(selector).first().evaluate("(element) => element.scrollIntoView()");
}

/** Waits until there is something to see on every page. */
async function findSubjects(url: string): Promise<Subjects> {
  const from = new Date().toISOString();
  const messageOf = async (query: string) => {
    const path = `/api/messages?limit=1&q=${encodeURIComponent(query)}`;
    const [message] = (await getJson<MessagesAnswer>(`${url}${path}`)).body.messages ?? [];
    return message === undefined ? "" : `/messages/${message.linkId}/${message.seq}`;
  };
  const findTransaction = async () => {
    const path = "/api/transactions?state=ended&limit=100";
    const { transactions = [] } = (await getJson<TransactionsAnswer>(`${url}${path}`)).body;
    const longest = transactions.toSorted((a, b) => (b.energyWh ?? 0) - (a.energyWh ?? 0))[0];
    const isEnough = transactions.length >= SESSIONS_MIN && (longest?.energyWh ?? 0) > ENERGY_MIN;
    return isEnough ? (longest?.key ?? "") : "";
  };
  let subjects = { transaction: "", invalid: "", refused: "", timedOut: "" };
  await until(
    async () => {
      subjects = {
        transaction: await findTransaction(),
        invalid: await messageOf("finding:json-invalid"),
        refused: await messageOf("finding:authorize-refused type:callResult"),
        timedOut: await messageOf("finding:call-timeout"),
      };
      return Object.values(subjects).every((subject) => subject !== "");
    },
    "a session that ended, one that was refused, an unreadable message, a time-out",
    READY_MS_MAX,
    1_000,
  );
  return { ...subjects, from, to: new Date().toISOString() };
}

async function takeDemo(data: string): Promise<void> {
  const demo = await startProgram([
    ...["demo", "--seed", "pictures", "--data", data],
    ...["--listen", "0", "--console", "0", "--stations", String(STATIONS)],
  ]);
  try {
    await takePictures(demo.consoleUrl, pictures(await findSubjects(demo.consoleUrl)));
  } finally {
    await demo.stop();
  }
}

const data = await mkdtemp(join(tmpdir(), "ocpptap-pictures-"));
const wanted = process.argv[2] ?? "all";
try {
  if (wanted !== "migration") await takeDemo(join(data, "demo"));
  if (wanted !== "demo") await takeMigration(join(data, "migration"));
} finally {
  await rm(data, { recursive: true, force: true });
}
