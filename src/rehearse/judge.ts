/**
 * A station's tables → its verdict and why, in plain sentences. A reason's id and title are the same
 * for every station that it concerns, so that they can be counted together. Pure.
 */
import { limits } from "../base/limits.ts";
import type { Use } from "../query/rehearsed.ts";
import type { DetailedTally, Rehearsed } from "./replay.ts";
import type { Reason, Verdict } from "./report.ts";
import type { Facts, Tables } from "./tables.ts";

export type Judgement = { readonly verdict: Verdict; readonly reasons: readonly Reason[] };

export function judge(tables: Tables, facts: Facts): Judgement {
  const { uses, rehearsed } = facts;
  const other = otherVersion(uses);
  if (tables.traffic.messages === 0) return { verdict: "unknown", reasons: [nothingSeen] };
  if (other !== null) return other;
  const reasons = [
    ...blocking(tables, uses, rehearsed),
    ...remarks(tables, uses, rehearsed),
    ...lacking(tables, facts),
  ].sort((one, another) => weights.indexOf(one.weight) - weights.indexOf(another.weight));
  return { verdict: verdictOf(reasons), reasons };
}

const weights = ["blocks", "remark", "lacks"] as const satisfies readonly Reason["weight"][];

function verdictOf(reasons: readonly Reason[]): Verdict {
  if (reasons.some(({ weight }) => weight === "blocks")) return "notReady";
  return reasons.length > 0 ? "remarks" : "ready";
}

type Said = Pick<Reason, "id" | "title"> & Partial<Reason>;

const reason = (weight: Reason["weight"], said: Said): Reason => ({
  ...{ weight, detail: "", count: 1, example: null },
  ...said,
});
const blocks = (said: Said) => reason("blocks", said);
const remark = (said: Said) => reason("remark", said);
const lacks = (said: Said) => reason("lacks", said);

const nothingSeen = lacks({
  id: "no-traffic",
  title: "No message of it was seen in this time.",
  count: 0,
});

/** Only OCPP-J 1.6 is translated to 2.0.1. Null: it is 1.6. */
function otherVersion(uses: readonly Use[]): Judgement | null {
  const spoken = uses.filter(({ version }) => version !== "");
  const soap = uses.find(({ transport }) => transport === "soap");
  const count = uses.reduce((sum, each) => sum + each.messages, 0);
  const example = uses[0]?.call ?? null;
  if (soap !== undefined && uses.every(({ transport }) => transport !== "")) {
    const title = "It speaks OCPP over SOAP, which is not translated.";
    return { verdict: "notReady", reasons: [blocks({ id: "soap", title, count, example })] };
  }
  if (spoken.length === 0) {
    const title = "Nothing it said shows which version of OCPP it speaks.";
    return { verdict: "unknown", reasons: [lacks({ id: "no-version", title, count, example })] };
  }
  // The version of now: firmware updates change it.
  const newest = spoken.reduce((one, each) => (each.lastUs > one.lastUs ? each : one));
  if (newest.version === "1.6") return null;
  if (newest.version === "2.0.1") return { verdict: "ready", reasons: [] };
  const title = `It speaks OCPP ${newest.version}, which is not translated.`;
  const id = `version-${newest.version}`;
  return { verdict: "notReady", reasons: [blocks({ id, title, count, example })] };
}

/** Of a station's messages, so many may be unreadable before something is wrong with all of it. */
const MALFORMED_PART_MAX = 0.01;

function blocking(
  tables: Tables,
  uses: readonly Use[],
  rehearsed: Rehearsed | null,
): readonly Reason[] {
  const malformed = malformedOf(uses);
  return [
    ...each(rehearsed?.deadLetters, (action, { detail, ...tally }) =>
      blocks({
        id: `dead-letter:${action}`,
        title: `Some of what becomes ${action} cannot be sent.`,
        detail,
        ...tally,
      }),
    ),
    ...each(rehearsed?.refused, (action, { detail, ...tally }) => {
      // Where the old CSMS refused it as well, nothing changes.
      const isAnswered = tables.actions.some(
        (use) => use.action === action && use.sender === "station" && use.results > 0,
      );
      const title = isAnswered
        ? `The old CSMS answers its ${action}; translated, it gets an error.`
        : `Its ${action} gets an error, as from the old CSMS.`;
      return (isAnswered ? blocks : remark)({ id: `refused:${action}`, title, detail, ...tally });
    }),
    ...(malformed.part > MALFORMED_PART_MAX
      ? [blocks({ id: "unreadable", title: unreadable, ...malformed.tally })]
      : []),
    ...tables.actions
      .filter(({ sender, becomes }) => sender === "csms" && becomes.length === 0)
      .map(({ action, count, example }) =>
        blocks({
          id: `command:${action}`,
          title: `The old CSMS uses ${action}, which no command of 2.0.1 becomes.`,
          ...{ count, example },
        }),
      ),
  ];
}

const unreadable = "Messages of it cannot be read, so they reach no translated CSMS.";

function malformedOf(uses: readonly Use[]) {
  const own = uses.filter(({ sender }) => sender === "station");
  const all = own.reduce((sum, { messages }) => sum + messages, 0);
  const count = own.reduce((sum, { malformed }) => sum + malformed, 0);
  const example = own.find(({ broken }) => broken !== null)?.broken ?? null;
  const detail = `${count} of ${all} messages`;
  return { part: all === 0 ? 0 : count / all, tally: { count, example, detail } };
}

function each(
  tallies: ReadonlyMap<string, DetailedTally> | undefined,
  told: (action: string, tally: DetailedTally) => Reason,
): readonly Reason[] {
  return [...(tallies ?? [])].map(([action, tally]) =>
    told(action.slice(0, limits.readinessTextCharsMax), tally),
  );
}

/** Nothing of it is missing in the end: transactions tell what the statuses do not. */
const expectedLosses: ReadonlySet<string> = new Set(["status-detail"]);
/** Told by a reason of their own. */
const unreadableRules: ReadonlySet<string> = new Set(["json-invalid", "rpc-malformed"]);

function remarks(
  tables: Tables,
  uses: readonly Use[],
  rehearsed: Rehearsed | null,
): readonly Reason[] {
  const malformed = malformedOf(uses);
  const isFew = malformed.tally.count > 0 && malformed.part <= MALFORMED_PART_MAX;
  const guessed = [...(rehearsed?.tokenTypes ?? [])];
  return [
    ...tables.losses
      .filter(({ loss }) => !expectedLosses.has(loss))
      .map(({ loss, what, instead, detail, count, example }) =>
        remark({
          id: `loss:${loss}`,
          title: `${upperFirst(what)}; instead: ${instead}.`,
          ...{ detail, count, example },
        }),
      ),
    ...transferRemarks(tables),
    ...keyRemarks(tables),
    ...(isFew ? [remark({ id: "unreadable", title: unreadable, ...malformed.tally })] : []),
    ...tables.quirks
      .filter(({ rule }) => rule !== "record-gap" && !unreadableRules.has(rule))
      .map(({ rule, meaning, sentence, count, example }) =>
        remark({ id: `quirk:${rule}`, title: meaning, detail: sentence, count, example }),
      ),
    ...guessed.map(([type, count]) =>
      remark({
        id: `token:${type}`,
        title: `Its tokens are told as ${type}: the new CSMS must know them by this type.`,
        ...{ count, example: exampleOf(tables, "Authorize") },
      }),
    ),
  ];
}

function transferRemarks({ transfers }: Tables): readonly Reason[] {
  return transfers.flatMap(({ vendorId, messageId, sender, count, accepted, way, example }) => {
    const name = `${vendorId || "(no vendor)"} ${messageId}`.trim();
    const detail = `${accepted} of ${count} accepted so far`;
    const told = { detail, count, example };
    if (way === "refused") {
      const title = `Its DataTransfers ${name} are not carried.`;
      return accepted === 0
        ? [remark({ id: `transfer:${name}`, title, ...told })]
        : [blocks({ id: `transfer:${name}`, title, ...told })];
    }
    // What was never accepted is not missed.
    if (way !== "dataTransfer" || accepted === 0) return [];
    const title =
      sender === "station"
        ? `The new CSMS must understand its DataTransfers ${name}.`
        : `The new CSMS must send it the DataTransfers ${name}.`;
    return [remark({ id: `transfer:${sender}:${name}`, title, ...told })];
  });
}

function keyRemarks({ keys }: Tables): readonly Reason[] {
  return keys
    .filter(({ how, sets }) => sets > 0 && how !== "carried")
    .map(({ key, how, variable, note, sets, example }) => {
      const title =
        how === "refused"
          ? `The old CSMS sets ${key}, which the new one cannot.`
          : how === "vendor"
            ? `The old CSMS sets ${key}; the new one must set ${variable}.`
            : `The old CSMS sets ${key} to a value that ${variable} tells otherwise.`;
      return remark({ id: `key:${key}`, title, detail: note, count: sets, example });
    });
}

const HOUR_MS = 3_600_000;

function lacking(tables: Tables, { rehearsed }: Facts): readonly Reason[] {
  const { traffic, actions, quirks, keys } = tables;
  const spanMs = Date.parse(traffic.to ?? "") - Date.parse(traffic.from ?? "");
  const hours = spanMs / HOUR_MS;
  const gap = quirks.find(({ rule }) => rule === "record-gap");
  const isAsked = keys.length > 0 || actions.some(({ action }) => action === "GetConfiguration");
  const told = hours < 1 ? "less than an hour" : `${Math.floor(hours)} hours`;
  return [
    ...(hours < limits.readinessHoursMin
      ? [lacks({ id: "short", title: "Less than a day of it was seen.", detail: `Only ${told}.` })]
      : []),
    ...(traffic.transactions === 0
      ? [lacks({ id: "no-transaction", title: "No transaction of it was seen." })]
      : []),
    ...(traffic.boots === 0 ? [lacks({ id: "no-boot", title: "No boot of it was seen." })] : []),
    ...(isAsked
      ? []
      : [
          lacks({
            id: "no-configuration",
            title: "Its configuration was not seen: the old CSMS did not ask for it.",
          }),
        ]),
    ...(gap === undefined
      ? []
      : [
          lacks({
            id: "gap",
            title: gap.meaning,
            ...{ detail: gap.sentence, count: gap.count, example: gap.example },
          }),
        ]),
    ...(traffic.isCut
      ? [
          lacks({
            id: "cut",
            title: "Only the newest of its messages were translated.",
            detail: `${rehearsed?.messages ?? 0} of ${traffic.messages}; all were counted.`,
          }),
        ]
      : []),
  ];
}

function exampleOf({ actions }: Tables, action: string) {
  const use =
    actions.find((one) => one.action === action) ??
    actions.find((one) => one.action === "StartTransaction");
  return use?.example ?? null;
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
