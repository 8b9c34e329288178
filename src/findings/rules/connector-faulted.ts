/**
 * Faults that a station reports, and their end.
 *
 * A fault is told when it is raised, because somebody has to act now. When it is cleared, a second
 * finding of severity note says how long it lasted; its `details.clears` is the fault's. Both are
 * kept per station, as a fault may outlast the link. One that comes and goes is told the first
 * three times, and then at its 10th, 100th … time, until it has stayed away for an hour.
 */
import type { LinkId } from "../../base/ids.ts";
import type { Json } from "../../exchange/message.ts";
import type { MessageHappening } from "../happening.ts";
import { nothing, type Report, statefulRule } from "../rule.ts";
import { duration } from "../wording.ts";
import { touch } from "./connector-status.ts";
import { isPowerOfTen, listOf, numberOr } from "./counts.ts";
import { type FaultSignal, faultActions, faultSignalsOf } from "./fault-signals.ts";

const HOUR_US = 3_600_000_000;
/** Of the same thing, these are told each time. */
const EACH_MAX = 3;

type Fault = {
  /** "" while there is none. */
  fault: string;
  isOut: boolean;
  sinceUs: number;
  seq: number;
  linkId: string;
  /** How often it was raised or changed, until an hour without it. */
  times: number;
  clearedAtUs: number;
  /** Its beginning was told, so its end is, too. */
  isTold: boolean;
};

export const connectorFaulted = statefulRule<Map<string, Fault>>(
  {
    id: "connector-faulted",
    title: "The station reports a fault",
    severity: "error",
    side: "station",
    clause: "OCPP 1.6 §4.9, §7.6; OCPP 2.0.1 Part 2, G01, N07",
    explanation:
      "The station says that a connector, or itself, has a fault. With the status Faulted nobody can charge there; an error code with another status, or an alert, is a warning that something is about to fail. In 1.6 errorCode names the kind, and vendorErrorCode and info hold the vendor's own words. In 2.x StatusNotification tells only that there is a fault; the reason comes in NotifyEvent. The finding is made when the fault is raised. When it is cleared, a second one, a note, tells how long it lasted.",
    remedy:
      "Read the code and the vendor's text, and look it up in the vendor's manual. Faults that come and go with the weather or with certain cars point to the wiring or the plug; after a tripped protection somebody has to look before anybody resets it.",
  },
  {
    scope: "station",
    begin: () => new Map(),
    save: (faults): Json =>
      [...faults].map(([key, of]) => [
        ...[key, of.fault, of.isOut, of.sinceUs, of.seq, of.linkId, of.times, of.clearedAtUs],
        of.isTold,
      ]),
    parse,
  },
  {
    message(happening, link, faults) {
      const { message, sender } = happening;
      if (sender !== "station" || message.type !== "call") return nothing;
      const signals = faultSignalsOf(link.version, message);
      return signals.flatMap((signal) => {
        const known = faults.get(signal.key);
        if (signal.fault === "") {
          return known === undefined ? [] : cleared(known, signal, { happening, link });
        }
        const fault = known ?? newFault();
        // What is known already must not push out another one.
        touch(faults, signal.key, fault);
        return raised(fault, signal, { happening, link });
      });
    },
  },
  { actions: faultActions },
);

type Scene = {
  readonly happening: MessageHappening;
  readonly link: { readonly linkId: LinkId };
};

function raised(known: Fault, signal: FaultSignal, { happening, link }: Scene): readonly Report[] {
  const { fault, isOut, facts, name } = signal;
  const { atUs, seq } = happening;
  if (known.fault === fault && known.isOut === isOut) return [];
  const isChange = known.fault !== "";
  if (!isChange) {
    if (atUs - known.clearedAtUs > HOUR_US) known.times = 0;
    Object.assign(known, { sinceUs: atUs, seq, linkId: link.linkId, isTold: false });
  }
  const before = known.fault;
  known.times += 1;
  known.fault = fault;
  known.isOut = isOut;
  if (known.times > EACH_MAX && !isPowerOfTen(known.times)) return [];
  known.isTold = true;
  const often = known.times === 1 ? "" : ` (for the ${ordinal(known.times)} time)`;
  const was = isChange ? `, after ${before}` : "";
  return [
    {
      sentence: `The station reports ${isOut ? "that it cannot use" : "a problem with"} ${name}: ${fault}${said(facts)}${was}${often}.`,
      severity: isOut ? "error" : "warning",
      evidence: isChange && known.linkId === link.linkId ? [known.seq, seq] : [seq],
      details: { ...facts, key: signal.key, fault, isOut, times: known.times },
    },
  ];
}

function cleared(known: Fault, signal: FaultSignal, { happening, link }: Scene): readonly Report[] {
  const { fault, sinceUs, isTold, seq: firstSeq } = known;
  if (fault === "") return [];
  const { atUs, seq } = happening;
  known.fault = "";
  known.isOut = false;
  known.clearedAtUs = atUs;
  if (!isTold) return [];
  const lastedUs = Math.max(0, atUs - sinceUs);
  const after = lastedUs > 0 ? ` after ${duration(lastedUs)}` : "";
  return [
    {
      sentence: `The fault ${fault} of ${signal.name} is over${after}, says the station.`,
      severity: "note",
      evidence: known.linkId === link.linkId ? [firstSeq, seq] : [seq],
      details: { key: signal.key, clears: fault, lastedMs: Math.round(lastedUs / 1000) },
    },
  ];
}

/** ` (the residual current device has tripped; vendor code 17, "RCD")` */
function said({
  meaning,
  vendorErrorCode,
  info,
  techCode,
  techInfo,
}: FaultSignal["facts"]): string {
  const code = vendorErrorCode ?? techCode;
  const text = info ?? techInfo;
  const vendor = [
    ...(code === undefined ? [] : [`vendor code ${code}`]),
    ...(text === undefined ? [] : [`"${text}"`]),
  ].join(", ");
  const parts = [...(meaning === undefined ? [] : [meaning]), ...(vendor === "" ? [] : [vendor])];
  return parts.length === 0 ? "" : ` (${parts.join("; ")})`;
}

function ordinal(count: number): string {
  return count === 2 ? "2nd" : count === 3 ? "3rd" : `${count}th`;
}

function newFault(): Fault {
  return {
    ...{ fault: "", isOut: false, sinceUs: 0, seq: 0, linkId: "", times: 0 },
    ...{ clearedAtUs: 0, isTold: false },
  };
}

function parse(saved: Json): Map<string, Fault> {
  const faults = new Map<string, Fault>();
  for (const entry of listOf(saved)) {
    const [key, fault, isOut, sinceUs, seq, linkId, times, clearedAtUs, isTold] = listOf(entry);
    if (typeof key !== "string" || typeof fault !== "string") continue;
    touch(faults, key, {
      fault,
      isOut: isOut === true,
      sinceUs: numberOr(sinceUs, 0),
      seq: numberOr(seq, 0),
      linkId: typeof linkId === "string" ? linkId : "",
      times: numberOr(times, 0),
      clearedAtUs: numberOr(clearedAtUs, 0),
      isTold: isTold === true,
    });
  }
  return faults;
}
