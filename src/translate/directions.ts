/** What a route's two versions decide: which blocks there are, and which calls can wait. */
import type { Block, Command, ContinuingOfAny } from "./block.ts";
import { blocks } from "./blocks.ts";
import { reverseBlocks } from "./reverse/blocks.ts";
import type { Settings } from "./settings.ts";
import type { Call, Turn } from "./turn.ts";

export type Direction = {
  readonly blocks: readonly Block[];
  readonly stationCalls: ReadonlyMap<string, (turn: Turn, call: Call) => void>;
  readonly commands: ReadonlyMap<string, Command>;
  /** Calls that are taken before the CSMS has accepted the station, as they can wait for it. */
  readonly storable: ReadonlySet<string>;
};

function direction(list: readonly Block[], storable: readonly string[]): Direction {
  return {
    blocks: list,
    stationCalls: new Map(list.flatMap(({ calls }) => Object.entries(calls ?? {}))),
    commands: new Map(
      list.flatMap(({ commands }) => (commands ?? []).map((each) => [each.action, each] as const)),
    ),
    storable: new Set(storable),
  };
}

const forward = direction(blocks, [
  ...["StartTransaction", "StopTransaction", "MeterValues", "StatusNotification"],
  ...["FirmwareStatusNotification", "SignedFirmwareStatusNotification"],
  ...["DiagnosticsStatusNotification", "LogStatusNotification", "SecurityEventNotification"],
]);

const reverse = direction(reverseBlocks, [
  ...["TransactionEvent", "MeterValues", "StatusNotification", "NotifyEvent", "NotifyReport"],
  ...["FirmwareStatusNotification", "LogStatusNotification", "SecurityEventNotification"],
]);

export function directionOf({ versions }: Pick<Settings, "versions">): Direction {
  return versions.station === "1.6" ? forward : reverse;
}

/** Of both: what waits in the outbox names one, also where a route has since been turned round. */
export const continuings: readonly ContinuingOfAny[] = [
  ...new Set([...blocks, ...reverseBlocks].flatMap((block) => block.continuings ?? [])),
];
