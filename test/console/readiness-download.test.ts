import { expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { createReadinessDownload } from "../../src/console/readiness-download.ts";
import { plainSettings } from "../../src/rehearse/settings.ts";

const activity = (stationId: string) => ({
  ...{ station_id: stationId, version: "", vendor: "", model: "", firmware: "" },
});

/** A fleet without end, of which nothing is in the record but that it is there. */
function endless(query: { asked: number }) {
  return {
    query: (statement: string, params: Readonly<Record<string, unknown>>) => {
      if (!statement.includes("station_activity")) return Promise.resolve([]);
      const from = Number(params["after"] ?? 0);
      const rows = Array.from({ length: Number(params["limit"]) }, (_, at) =>
        activity(String(from + at + 1).padStart(6, "0")),
      );
      query.asked += 1;
      return Promise.resolve(rows);
    },
  };
}

it("holds a bounded number of stations, and says that there are more", async () => {
  const query = { asked: 0 };
  const { body } = await createReadinessDownload()({
    request: { station: "", fromUs: null, toUs: null },
    settings: plainSettings,
    consoleUrl: "",
    deps: {
      reader: endless(query),
      clock: { nowUs: () => 0 },
      retentionDays: 1,
      observe: () => undefined,
    } as never,
  });
  const page = (await body.toArray()).map(String).join("");
  const most = limits.readinessDownloadStationsMax;
  expect(page).toContain(`These are the first ${most} stations; there are more.`);
  expect(page.match(/<details>/g)).toHaveLength(most);
  expect(query.asked).toBe(most / limits.readinessPageMax);
});

it("an error before its first station is an answer, and the next report may be made", async () => {
  const download = createReadinessDownload();
  const away = { query: () => Promise.reject(new Error("the store is away")) };
  const asked = {
    request: { station: "", fromUs: null, toUs: null },
    settings: plainSettings,
    consoleUrl: "",
    deps: { reader: away, clock: { nowUs: () => 0 }, retentionDays: 1 } as never,
  };
  await expect(download(asked)).rejects.toThrow("the store is away");
  await expect(download(asked)).rejects.toThrow("the store is away");
});
