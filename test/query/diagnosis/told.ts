/** Stories of links, recorded by the real intake into a real engine, and what is asked of them. */
import { randomUUID } from "node:crypto";
import { newLinkId, parseStationId } from "../../../src/base/ids.ts";
import { rules } from "../../../src/findings/catalogue.ts";
import type { QueryDeps } from "../../../src/query/reader.ts";
import type { LinkOpened } from "../../../src/spool/record.ts";
import { openStore } from "../../../src/store/client.ts";
import { migrate } from "../../../src/store/migrate.ts";
import { startTestEngine } from "../../support/engine.ts";
import { type RecordedLink, record, startUs } from "../../support/recording.ts";

export type Told = {
  /** Records what the story tells of a station's link, opened like this; null: not opened. */
  readonly tell: (
    station: string,
    story: (link: RecordedLink) => void,
    opening?: Partial<LinkOpened> | null,
  ) => Promise<void>;
  /** As seen so long after the stories' beginning. */
  readonly deps: (afterMs: number) => QueryDeps;
  readonly asked: (station: string, afterMs: number) => { station: string; nowUs: number };
  readonly close: () => Promise<void>;
};

export async function openTold(): Promise<Told> {
  const observe = () => undefined;
  const engine = await startTestEngine();
  const recorder = openStore(engine.recorder, { observe });
  const reader = openStore(engine.reader, { observe });
  const { database } = engine.endpoint.recorder;
  await migrate(recorder, { database, retentionDays: 3_650 }, { observe });
  const nowUs = (afterMs: number) => startUs + afterMs * 1000;
  return {
    async tell(station, story, opening = {}) {
      const recording = record({ rules });
      const link = recording.link(newLinkId());
      const told = { stationId: parseStationId(station), target: `/ocpp/${station}` };
      story(opening === null ? link : link.open({ ...told, ...opening }));
      for (const insert of recording.intake.takeBatch().freeze(randomUUID())) {
        await recorder.insert(insert);
      }
    },
    deps: (afterMs) => ({ reader, clock: { nowUs: () => nowUs(afterMs) }, retentionDays: 3_650 }),
    asked: (station, afterMs) => ({ station, nowUs: nowUs(afterMs) }),
    async close() {
      await recorder.close();
      await reader.close();
      await engine.close();
    },
  };
}

/** A call of the station with the CSMS's answer, or the other way round with `from`. */
export function exchange(
  link: RecordedLink,
  [action, payload, answer]: readonly [string, object, object],
  { id, from = "station" }: { readonly id: string; readonly from?: "station" | "csms" },
): void {
  const call = JSON.stringify([2, id, action, payload]);
  const result = JSON.stringify([3, id, answer]);
  if (from === "station") link.station(call).csms(result);
  else link.csms(call).station(result);
}

export const boot = (link: RecordedLink, status = "Accepted", interval = 300) =>
  exchange(
    link,
    [
      "BootNotification",
      { chargePointVendor: "ACME", chargePointModel: "One" },
      { status, currentTime: new Date(startUs / 1000).toISOString(), interval },
    ],
    { id: "boot" },
  );
