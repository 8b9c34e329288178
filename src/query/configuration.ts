/** A station's configuration as last seen: read from the newest messages about its settings. */
import { isoFromUs } from "../base/clock.ts";
import { limits } from "../base/limits.ts";
import { factColumns, factOf } from "./diagnosis/facts.ts";
import { STATION_LEG } from "./legs.ts";
import { rangeOf } from "./messages.ts";
import { type QueryDeps, readRows } from "./reader.ts";
import { foldSettings, type Setting, settingActions } from "./settings.ts";

export async function readConfiguration(station: string, deps: QueryDeps) {
  const stored = await readRows(
    `SELECT ${factColumns("configurationPayloadBytesMax")}
FROM messages WHERE station_id = {station:String} AND ${STATION_LEG}
  AND received_at >= fromUnixTimestamp64Micro({fromUs:Int64}, 'UTC')
  AND received_at < fromUnixTimestamp64Micro({toUs:Int64}, 'UTC')
  AND action IN {actions:Array(String)}
ORDER BY received_at DESC, link_id DESC, seq DESC LIMIT {limit:UInt32}`,
    {
      station,
      ...rangeOf({ fromUs: null, toUs: null }, deps),
      actions: [...settingActions, "BootNotification"],
      limit: limits.configurationRowsMax,
    },
    deps,
  );
  const settings = foldSettings(stored.map(factOf).toReversed());
  return {
    settings: settings.map(presentSetting),
    /** There are older messages that were not looked at, or more settings than are kept. */
    isCut: stored.length >= limits.configurationRowsMax || settings.length >= limits.settingsMax,
  };
}

function presentSetting({ atUs, ...setting }: Setting) {
  return { ...setting, at: isoFromUs(atUs) };
}
