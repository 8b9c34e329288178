/** Rules about translation: a strict 1.6 station on a strict 2.0.1 CSMS, each story on its own route. */
import type { JsonObject } from "../../../src/exchange/message.ts";
import type { Stage } from "../stage.ts";
import { type StrictCsms, startStrictCsms, strictStation } from "../translated-peers.ts";
import { until } from "../until.ts";
import type { Scenario, Scenarios } from "./scenario.ts";

const stories = ["translation-lossy", "translation-refused", "translation-dead-letter"] as const;
type Story = (typeof stories)[number];

export type TranslatedRoutes = {
  readonly routes: readonly object[];
  readonly csmsOf: (story: Story) => StrictCsms;
};

/** One CSMS for each story; that of the dead letter takes no transaction, and is asked once. */
export async function startTranslatedRoutes(): Promise<TranslatedRoutes> {
  const refusal = (action: string): JsonObject | null => {
    if (action === "TransactionEvent") throw new Error("the test does not take it");
    return null;
  };
  const csmss = await Promise.all(
    stories.map(async (story): Promise<[Story, StrictCsms]> => {
      const isRefusing = story === "translation-dead-letter";
      return [story, await startStrictCsms(isRefusing ? { answers: refusal } : {})];
    }),
  );
  const byStory = new Map(csmss);
  return {
    routes: csmss.map(([story, { url }]) => ({
      ...{ match: `/${story}/{station}`, upstream: `${url}/{station}`, mode: "translate" },
      translate: { station: "1.6", csms: "2.0.1", probe: false, messageAttempts: 1 },
    })),
    csmsOf(story) {
      const csms = byStory.get(story);
      if (csms === undefined) throw new Error(`${story} has a CSMS`);
      return csms;
    },
  };
}

const at = () => new Date().toISOString();

/** Through the route of this name, connected and accepted. */
async function bootedStation({ port }: Stage, story: Story) {
  const station = strictStation(`ws://127.0.0.1:${port}/${story}`, { identity: story });
  await station.connect();
  const boot = { chargePointVendor: "Acme", chargePointModel: "Fast-22" };
  await station.call("BootNotification", boot);
  return station;
}

const status = (text: string, connectorId = 1) => ({
  ...{ connectorId, errorCode: "NoError", status: text },
});

export const translationScenarios = {
  "translation-lossy": {
    side: "ours",
    says: ["five statuses", "Charging to SuspendedEV", "charging states"],
    async act(stage) {
      const station = await bootedStation(stage, "translation-lossy");
      await station.call("StatusNotification", status("Charging"));
      await station.call("StatusNotification", status("SuspendedEV"));
      await station.close();
    },
  },
  "translation-refused": {
    side: "ours",
    says: ["cannot reset one EVSE", "EVSE 1", "Rejected"],
    async act(stage) {
      const station = await bootedStation(stage, "translation-refused");
      for (const connectorId of [1, 2]) {
        await station.call("StatusNotification", status("Available", connectorId));
      }
      const csms = stage.translated.csmsOf("translation-refused");
      const answer = await csms.call("Reset", { type: "Immediate", evseId: 1 });
      if (answer["status"] !== "Rejected") throw new Error(JSON.stringify(answer));
      await station.close();
    },
  },
  "translation-dead-letter": {
    ...{ side: "csms", evidence: 0 },
    says: ["TransactionEvent for the CSMS", "refused each time"],
    async act(stage) {
      const station = await bootedStation(stage, "translation-dead-letter");
      const start = { connectorId: 1, idTag: "TAG1", meterStart: 100, timestamp: at() };
      await station.call("StartTransaction", start);
      const csms = stage.translated.csmsOf("translation-dead-letter");
      await until(() => csms.of("TransactionEvent").length > 0, "the CSMS to be asked");
      await station.close();
    },
  },
} as const satisfies Scenarios & Record<Story, Scenario>;
