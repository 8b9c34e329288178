/** What was read of a station and what its rehearsal gave → the tables of its report. Pure. */
import { isoFromUs } from "../base/clock.ts";
import { limits } from "../base/limits.ts";
import { ruleText } from "../findings/catalogue.ts";
import type {
  Conversation,
  RehearsedStation,
  RuleCount,
  SetKey,
  Transfer,
  Use,
} from "../query/rehearsed.ts";
import { fromCsms, toStation } from "../translate/carried.ts";
import { ledger } from "../translate/ledger.ts";
import { plugAndChargeVendor } from "../translate/plug-and-charge.ts";
import type { Settings } from "../translate/settings.ts";
import { crossingsOf } from "./config-keys.ts";
import { meanings } from "./meanings.ts";
import { type Rehearsed, transferKey } from "./replay.ts";
import type {
  ActionUse,
  KeyUse,
  LossUse,
  QuirkUse,
  StationReadiness,
  Traffic,
  TransferUse,
} from "./report.ts";

export type Facts = {
  readonly station: RehearsedStation;
  readonly uses: readonly Use[];
  readonly transfers: readonly Transfer[];
  readonly sets: readonly SetKey[];
  readonly rules: readonly RuleCount[];
  readonly conversation: Pick<Conversation, "isCut">;
  /** Null where nothing of it is translated. */
  readonly rehearsed: Rehearsed | null;
  readonly settings: Settings;
};

export type Tables = Omit<StationReadiness, "verdict" | "reasons">;

export function tablesOf(facts: Facts): Tables {
  const { station, rehearsed } = facts;
  const first = <T>(rows: readonly T[]) => rows.slice(0, limits.readinessRowsMax);
  return {
    stationId: station.stationId,
    vendor: station.vendor || null,
    model: station.model || null,
    firmware: station.firmware || null,
    ocppVersion: station.ocppVersion || null,
    traffic: trafficOf(facts),
    actions: first(actionsOf(facts)),
    keys: first(keysOf(facts)),
    transfers: first(transfersOf(facts)),
    losses: first(lossesOf(rehearsed)),
    quirks: first(quirksOf(facts.rules)),
    tokenTypes: [...(rehearsed?.tokenTypes ?? [])].map(([type, count]) => ({ type, count })),
  };
}

function trafficOf({ uses, conversation, rehearsed }: Facts): Traffic {
  const calls = (action: string) =>
    uses
      .filter((each) => each.action === action && each.sender === "station")
      .reduce((sum, each) => sum + each.calls, 0);
  const isEmpty = uses.length === 0;
  return {
    from: isEmpty ? null : isoFromUs(Math.min(...uses.map(({ firstUs }) => firstUs))),
    to: isEmpty ? null : isoFromUs(Math.max(...uses.map(({ lastUs }) => lastUs))),
    messages: uses.reduce((sum, each) => sum + each.messages, 0),
    translated: rehearsed?.messages ?? 0,
    isCut: conversation.isCut,
    boots: calls("BootNotification"),
    transactions: calls("StartTransaction"),
  };
}

function actionsOf({ uses, rehearsed }: Facts): readonly ActionUse[] {
  const used = uses.filter(({ action, calls }) => action !== "" && calls > 0);
  return used.flatMap(({ action, sender, calls, call }) => {
    if (call === null) return [];
    const results = uses
      .filter((each) => each.action === action && each.sender !== sender)
      .reduce((sum, each) => sum + each.results, 0);
    const becomes = sender === "csms" ? askedBy(action) : becameOf(rehearsed, action);
    return [{ action, sender, count: calls, results, becomes, example: call }];
  });
}

/** A heartbeat is counted and not played: it is carried as it is. */
function becameOf(rehearsed: Rehearsed | null, action: string): ActionUse["becomes"] {
  if (action === "Heartbeat") return [{ action, count: null }];
  return [...(rehearsed?.became.get(action) ?? [])].map(([name, count]) => ({
    action: name,
    count,
  }));
}

/** By the same table as the reference: commands of 2.0.1 that have this one of 1.6 asked. */
function askedBy(action: string): ActionUse["becomes"] {
  const row = toStation.find((each) => each.action === action);
  if (row === undefined) return [];
  return fromCsms
    .filter((each) => new RegExp(`\\b${each.action}\\b`).test(row.because))
    .map((each) => ({ action: each.action, count: null }));
}

function keysOf({ uses, sets, rehearsed, settings }: Facts): readonly KeyUse[] {
  if (rehearsed === null) return [];
  const { state, nowMs } = rehearsed;
  const told =
    uses.find((each) => each.action === "GetConfiguration" && each.sender === "station")?.result ??
    null;
  const setOf = new Map(sets.map((each) => [each.key.toLowerCase(), each] as const));
  return crossingsOf({ state, nowMs, settings }, sets).map((crossing) => {
    const set = setOf.get(crossing.key.toLowerCase());
    const key = crossing.key.slice(0, limits.readinessTextCharsMax);
    return { ...crossing, key, sets: set?.sets ?? 0, example: set?.call ?? told };
  });
}

const prices = "org.openchargealliance.costmsg";

function transfersOf({ transfers, rehearsed }: Facts): readonly TransferUse[] {
  return transfers.flatMap(({ call, calls, ...transfer }) =>
    call === null
      ? []
      : [{ ...transfer, count: calls, way: wayOf(transfer, rehearsed), example: call }],
  );
}

/** As the rehearsal carried it; where that did not hear it, by its vendor. */
function wayOf(
  { sender, vendorId, messageId }: Pick<Transfer, "sender" | "vendorId" | "messageId">,
  rehearsed: Rehearsed | null,
): TransferUse["way"] {
  const vendor = vendorId.toLowerCase();
  if (sender === "csms" && vendor === prices) return "prices";
  const became = rehearsed?.transfers.get(transferKey({ vendorId, messageId }));
  if (sender === "csms" || became === undefined) {
    return vendor === plugAndChargeVendor ? "plugAndCharge" : "dataTransfer";
  }
  if (became === null) return "refused";
  return became === "DataTransfer" ? "dataTransfer" : "plugAndCharge";
}

function lossesOf(rehearsed: Rehearsed | null): readonly LossUse[] {
  return [...(rehearsed?.losses ?? [])]
    .map(([loss, { count, detail, example }]) => ({
      ...{ loss, ...ledger[loss], count, example },
      detail: detail.slice(0, limits.readinessTextCharsMax),
    }))
    .sort((one, other) => other.count - one.count);
}

function quirksOf(rules: readonly RuleCount[]): readonly QuirkUse[] {
  return rules.flatMap(({ rule, findings, sentence, message }) => {
    const meaning = Object.hasOwn(meanings, rule) ? meanings[rule] : undefined;
    if (meaning === undefined) return [];
    const title = ruleText(rule)?.title ?? rule;
    return [{ rule, title, meaning, count: findings, sentence, example: message }];
  });
}
