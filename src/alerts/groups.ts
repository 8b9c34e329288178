/**
 * FINDINGS → MESSAGES: a state machine over all alerts. In: findings, and moments at which to look
 * what is due. Out: messages. Promised: a storm of findings makes a bounded number of groups and
 * messages; every finding is counted in a message of its alert unless its threshold is not reached;
 * time arrives in the calls.
 */
import { randomUUID } from "node:crypto";
import { isoFromUs } from "../base/clock.ts";
import { limits } from "../base/limits.ts";
import type { AlertConfig } from "../config/alerts.ts";
import { ruleText } from "../findings/catalogue.ts";
import type { Found } from "./found.ts";
import * as groups from "./group.ts";
import { linkOf } from "./link.ts";
import { counted, type Notice, type NoticeStatus, stationsText } from "./notice.ts";
import { isQuiet } from "./quiet-hours.ts";

export type Groups = {
  readonly take: (founds: readonly Found[], nowUs: number) => void;
  /** Messages that are due; each is given out once. */
  readonly due: (nowUs: number) => readonly Notice[];
  readonly size: () => number;
  /** For the state file. */
  readonly snapshot: () => readonly groups.Group[];
};

type GroupsOptions = {
  readonly alerts: readonly AlertConfig[];
  readonly instance: string;
  readonly publicUrl: string;
  /** Of an earlier run; those of alerts that are gone are forgotten. */
  readonly before: readonly groups.Group[];
};

export function createGroups(options: GroupsOptions): Groups {
  const { alerts } = options;
  const known = new Map<string, groups.Group>();
  const alertNamed = new Map(alerts.map((alert) => [alert.name, alert]));
  for (const group of options.before) {
    if (alertNamed.has(group.alert)) known.set(keyOf(group.alert, group.key), group);
  }

  function groupFor(alert: AlertConfig, found: Found, nowUs: number): groups.Group {
    const parts = groups.partsOf(found, alert.groupBy);
    const key = JSON.stringify(Object.values(parts));
    const before = known.get(keyOf(alert.name, key));
    if (before !== undefined) return before;
    const isFull = known.size >= limits.alertGroupsMax;
    const named = isFull ? { key: groups.OTHERS, parts: {} } : { key, parts };
    const name = keyOf(alert.name, named.key);
    const at = { nowUs, foundUs: found.atUs };
    const group = known.get(name) ?? groups.newGroup(alert.name, named, at);
    known.set(name, group);
    return group;
  }

  /** How many more stations may be told apart; asked once for each page of findings. */
  function room(): number {
    let stations = 0;
    for (const group of known.values()) stations += group.stations.size;
    return limits.alertStationsMax - stations;
  }

  function takeOne(found: Found, at: { readonly nowUs: number; readonly room: number }): void {
    for (const index of found.alerts) {
      const alert = alerts[index];
      if (alert === undefined) continue;
      const group = groupFor(alert, found, at.nowUs);
      groups.count(group, found, { ...at, alert });
      if (group.phase !== "counting" || !groups.isReached(group, alert)) continue;
      group.phase = "collecting";
      group.sinceUs = at.nowUs;
    }
  }

  return {
    take(founds, nowUs) {
      const left = room();
      for (const found of founds) takeOne(found, { nowUs, room: left });
    },
    due(nowUs) {
      const notices: Notice[] = [];
      for (const [name, group] of known) {
        const alert = alertNamed.get(group.alert);
        if (alert === undefined) continue;
        const status = statusDue(group, alert, nowUs);
        if (status === "none") continue;
        if (status !== "forget")
          notices.push(noticeOf(group, status, { ...options, alert, nowUs }));
        if (status === "open" || status === "ongoing") groups.startAnew(group, nowUs);
        else known.delete(name);
      }
      return notices;
    },
    size: () => known.size,
    snapshot: () => [...known.values()],
  };
}

function keyOf(alert: string, key: string): string {
  return `${alert} ${key}`;
}

/** What is to be done about a group now. */
function statusDue(
  group: groups.Group,
  alert: AlertConfig,
  nowUs: number,
): "none" | "forget" | "open" | "ongoing" | "quiet" {
  const inPhaseMs = (nowUs - group.sinceUs) / 1000;
  const silentMs = (nowUs - group.seenUs) / 1000;
  const { quietHours } = alert;
  const isHeld =
    quietHours !== undefined &&
    !(quietHours.exceptErrors && group.severity === "error") &&
    isQuiet(quietHours, nowUs);
  switch (group.phase) {
    case "counting":
      groups.forgetOld(group, alert);
      return silentMs > alert.atLeast.withinMs ? "forget" : "none";
    case "collecting":
      return inPhaseMs >= alert.waitMs && !isHeld ? "open" : "none";
    case "told":
      if (isHeld) return "none";
      if (group.findings > 0 && inPhaseMs >= alert.repeatMs) return "ongoing";
      if (alert.quietMs > 0) return silentMs >= alert.quietMs ? "quiet" : "none";
      return group.findings === 0 && inPhaseMs >= alert.repeatMs ? "forget" : "none";
  }
}

type NoticeOptions = GroupsOptions & { readonly alert: AlertConfig; readonly nowUs: number };

function noticeOf(group: groups.Group, status: NoticeStatus, options: NoticeOptions): Notice {
  const { alert } = options;
  const isOfRules = alert.groupBy.includes("rule") && group.key !== groups.OTHERS;
  const text = ruleText(group.rule);
  const ruleTitle = group.title || (text?.title ?? group.rule);
  const stations = {
    count: group.stations.size,
    isAtLeast: group.isMoreStations,
    first: [...group.names],
  };
  const firstAt = isoFromUs(group.firstUs);
  return {
    version: 1,
    id: randomUUID(),
    alert: alert.name,
    status,
    instance: options.instance,
    severity: group.severity,
    group: group.parts,
    groups: 1,
    title: isOfRules ? ruleTitle : `${alert.name}: ${ruleTitle} and others`,
    summary: summaryOf(group, status, { stations, alert }),
    remedy: group.remedy || (text?.remedy ?? ""),
    findings: group.findings,
    stations,
    firstAt,
    lastAt: isoFromUs(group.lastUs),
    quote: alert.quote && group.quote !== "" ? group.quote : null,
    url: linkOf(options.publicUrl, { group: group.parts, alert, fromUs: group.firstUs }),
  };
}

function summaryOf(
  group: groups.Group,
  status: NoticeStatus,
  { stations, alert }: { readonly stations: Notice["stations"]; readonly alert: AlertConfig },
): string {
  const others = group.key === groups.OTHERS ? " of groups too many to tell apart" : "";
  const on = stations.count === 0 ? "" : ` on ${counted(stations.count, "station")}`;
  const which = stations.count === 0 ? "" : `: ${stationsText(stations)}`;
  const found = `${counted(group.findings, "finding")}${others}${on}${which}`;
  if (status === "quiet") {
    const minutes = Math.max(1, Math.round(alert.quietMs / 60_000));
    const since = group.findings === 0 ? "" : ` Before that, since the last message: ${found}.`;
    return `It has not come back for ${counted(minutes, "minute")}.${since}`;
  }
  return `${found}.`;
}
