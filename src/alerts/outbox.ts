/**
 * The queue of messages for receivers. In: messages, and what became of a try. Out: what is to be
 * sent now. Pure; time arrives in the calls. Promised: bounded, whatever a receiver does: of one
 * alert at most `limits.alertWaitingMax` messages wait for it, further ones become one that counts
 * them all; one message at a time to a receiver, in order; rates are kept.
 */
import { limits } from "../base/limits.ts";
import { rank } from "./group.ts";
import { counted, type Notice } from "./notice.ts";
import { createRates, type Rates } from "./rates.ts";

export type Waiting = {
  readonly receiver: string;
  readonly notice: Notice;
  readonly sinceUs: number;
  readonly tries: number;
  /** Tries that the receiver answered with a refusal. */
  readonly refusals: number;
  readonly nextUs: number;
};

export type Outbox = {
  readonly add: (receiver: string, notice: Notice, nowUs: number) => void;
  /** Messages to be tried now; each until `sent` or `failed`. */
  readonly next: (nowUs: number, which?: Which) => readonly Waiting[];
  readonly sent: (waiting: Waiting) => void;
  /** False: it is given up. */
  readonly failed: (waiting: Waiting, how: Failed) => Retry;
  /** Whether any was forgotten. */
  readonly forgetOlder: (thanUs: number, which?: Which) => boolean;
  readonly snapshot: () => readonly Waiting[];
  readonly size: () => number;
};

/** Whether messages of an alert are meant. */
export type Which = (alert: string) => boolean;

export type Failed = { readonly nowUs: number; readonly isRefusal: boolean };
export type Retry = { readonly isGivenUp: boolean; readonly waitMs: number };

export function createOutbox(rates: Rates, before: readonly Waiting[]): Outbox {
  // Messages for receivers that are configured no more are of no use.
  let queue = before.filter(({ receiver }) => rates.has(receiver));
  const underWay = new Set<string>();
  const isAllowed = createRates(rates);

  function replace(waiting: Waiting, by: readonly Waiting[]): void {
    queue = queue.flatMap((each) =>
      each.notice.id === waiting.notice.id && each.receiver === waiting.receiver ? by : [each],
    );
  }

  return {
    add(receiver, notice, nowUs) {
      const fresh = { receiver, notice, sinceUs: nowUs, tries: 0, refusals: 0, nextUs: nowUs };
      const same = queue.filter(
        (each) => each.receiver === receiver && each.notice.alert === notice.alert,
      );
      const last = same.at(-1);
      // Of several only the first is being sent, or may have been taken already.
      if (same.length < limits.alertWaitingMax || last === undefined) queue.push(fresh);
      else replace(last, [{ ...last, notice: together(last.notice, notice) }]);
    },
    next(nowUs, which = () => true) {
      const ready: Waiting[] = [];
      const heads = new Set<string>();
      for (const each of queue) {
        if (heads.has(each.receiver) || !which(each.notice.alert)) continue;
        heads.add(each.receiver);
        if (underWay.has(each.receiver) || each.nextUs > nowUs) continue;
        if (underWay.size >= limits.alertSendsAtOnce) break;
        if (each.tries === 0 && !isAllowed(each.receiver, nowUs)) continue;
        underWay.add(each.receiver);
        ready.push(each);
      }
      return ready;
    },
    sent(waiting) {
      underWay.delete(waiting.receiver);
      replace(waiting, []);
    },
    failed(waiting, { nowUs, isRefusal }) {
      underWay.delete(waiting.receiver);
      const tries = waiting.tries + 1;
      const refusals = waiting.refusals + (isRefusal ? 1 : 0);
      const isOld = nowUs - waiting.sinceUs > limits.alertMessageAgeMs * 1000;
      const isGivenUp = isOld || refusals >= limits.alertRefusalsMax;
      const waitMs = Math.min(
        limits.alertResendMsMin * 2 ** Math.min(tries - 1, 20),
        limits.alertResendMsMax,
      );
      const again = { ...waiting, tries, refusals, nextUs: nowUs + waitMs * 1000 };
      replace(waiting, isGivenUp ? [] : [again]);
      return { isGivenUp, waitMs };
    },
    forgetOlder(thanUs, which = () => true) {
      const before = queue.length;
      queue = queue.filter(({ sinceUs, notice }) => sinceUs >= thanUs || !which(notice.alert));
      return queue.length < before;
    },
    snapshot: () => queue,
    size: () => queue.length,
  };
}

/** Two messages of one alert as one; the first one's id stays, for nobody has seen it. */
export function together(first: Notice, second: Notice): Notice {
  const worst = rank(second.severity) > rank(first.severity) ? second : first;
  const groups = first.groups + second.groups;
  const findings = first.findings + second.findings;
  const names = new Set([...first.stations.first, ...second.stations.first]);
  const [firstAt = first.firstAt, lastAt = first.lastAt] = [
    [first.firstAt, second.firstAt].toSorted()[0],
    [first.lastAt, second.lastAt].toSorted()[1],
  ];
  return {
    ...worst,
    id: first.id,
    status: "digest",
    group: {},
    groups,
    title: `${first.alert}: ${counted(groups, "more message")} in one`,
    summary: `${counted(findings, "finding")} of ${counted(groups, "group")}, put together because they were too many to be sent one by one.`,
    findings,
    stations: {
      count: Math.max(first.stations.count, second.stations.count, names.size),
      isAtLeast: true,
      first: [...names].slice(0, limits.alertStationsNamed),
    },
    firstAt,
    lastAt,
    quote: null,
    url: first.url,
  };
}
