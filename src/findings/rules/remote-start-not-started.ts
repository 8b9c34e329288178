/** Remote starts that the station accepted, and after which no transaction began. */
import type { Json } from "../../exchange/message.ts";
import { integerIn, textIn } from "../fields.ts";
import type { LinkFacts, MessageHappening } from "../happening.ts";
import { nothing, type Report, type Reports, statefulRule } from "../rule.ts";
import { duration, Party } from "../wording.ts";
import { listOf, numberOr } from "./counts.ts";
import {
  answered,
  ask,
  comingAndGoing,
  evidenceOf,
  isOfStation,
  keep,
  nextDueUs,
  noteSaid,
  type Promised,
  type Promises,
  parsePromises,
  saidInstead,
  savePromises,
  takeBroken,
} from "./promises.ts";
import { CONFIGURING, secondsTold } from "./settings-told.ts";

const SECOND_US = 1_000_000;
const connectionTimeOut = {
  ...{ key: "ConnectionTimeOut", component: "TxCtrlr", variable: "EVConnectionTimeOut" },
};
/** What libraries take where ConnectionTimeOut is not known; the standards name no default. */
const WAIT_S = 120;
/** For the station to notice and to tell. */
const GRACE_US = 10 * SECOND_US;

type State = {
  readonly promises: Promises;
  /** 0 while it has not been told, or says nothing of how long to wait. */
  waitS: number;
};

export const remoteStartNotStarted = statefulRule<State>(
  {
    id: "remote-start-not-started",
    title: "An accepted remote start did not start a transaction",
    severity: "error",
    side: "station",
    clause: "OCPP 1.6 §5.11, §9.1.6 ConnectionTimeOut; OCPP 2.0.1 Part 2 F01, F02",
    explanation:
      "Accepted only means that the station is going to try. It then waits for the car to be plugged in, at most for ConnectionTimeOut, and may first ask the CSMS whether the token is good. If no transaction is reported by then, the driver stands at a station that does not charge while the app says that it was started.",
    remedy:
      "See what the station reported meanwhile. Available again after Preparing, or no change at all: no car was plugged in in time, so tell the driver to plug in first, or raise ConnectionTimeOut. A refused Authorize: let the CSMS accept the token that it used itself, or set AuthorizeRemoteTxRequests to false. Otherwise look into the station's own log.",
  },
  {
    scope: "station",
    begin: () => ({ promises: { open: [] }, waitS: 0 }),
    save: ({ promises, waitS }): Json => [savePromises(promises), waitS],
    parse(saved) {
      const [promises, waitS] = listOf(saved);
      return { promises: parsePromises(promises), waitS: numberOr(waitS, 0) };
    },
  },
  {
    message(happening, link, state) {
      if (!isOfStation(happening)) return nothing;
      state.waitS = secondsTold(happening, connectionTimeOut) ?? state.waitS;
      const broken = tellBroken(state, happening.atUs, link);
      follow(state, happening, link);
      return broken;
    },
    ...comingAndGoing,
    tick: ({ atUs }, link, state) => tellBroken(state, atUs, link),
  },
  {
    actions: [
      ...["RemoteStartTransaction", "RequestStartTransaction", "StartTransaction"],
      ...["TransactionEvent", "StatusNotification", "Authorize", "BootNotification"],
      ...CONFIGURING,
    ],
    dueUs: ({ promises }) => nextDueUs(promises),
  },
);

function follow(state: State, happening: MessageHappening, { linkId }: LinkFacts): void {
  const { promises } = state;
  const { message, request } = happening;
  if (message.type === "call" && isStart(message.action)) {
    const { callPayload } = message;
    ask(
      promises,
      {
        ...happening,
      },
      {
        linkId,
        connectorId: integerIn(callPayload, "connectorId"),
        evseId: integerIn(callPayload, "evseId"),
        idToken: tokenIn(callPayload),
        want: String(integerIn(callPayload, "remoteStartId") ?? ""),
      },
    );
  } else if (request !== null && isStart(request.action)) {
    accept(state, happening);
  } else if (promises.open.length > 0) {
    observe(state, happening);
  }
}

function isStart(action: string): boolean {
  return action === "RemoteStartTransaction" || action === "RequestStartTransaction";
}

function tokenIn(callPayload: unknown): string {
  const token = textIn(callPayload, "idTag") || textIn(callPayload, "idToken", "idToken");
  return token.slice(0, 64).toLowerCase();
}

function accept(state: State, happening: MessageHappening): void {
  const { message, atUs } = happening;
  const made = answered(state.promises, happening, ["Accepted"]);
  if (made === null) return;
  // It names the transaction: that has begun already, as the car was there first.
  const hasBegun =
    message.type === "callResult" && textIn(message.callPayload, "transactionId") !== "";
  if (hasBegun) keep(state.promises, (one) => one === made);
  else made.dueUs = atUs + waitUs(state);
}

function waitUs({ waitS }: State): number {
  return (waitS === 0 ? WAIT_S : waitS) * SECOND_US + GRACE_US;
}

function observe(state: State, { message, request, atUs }: MessageHappening): void {
  const { promises } = state;
  if (message.type === "callResult" && request?.action === "Authorize") {
    const answer = message.callPayload;
    const status = textIn(answer, "idTagInfo", "status") || textIn(answer, "idTokenInfo", "status");
    if (status !== "" && status !== "Accepted")
      say(promises, `an Authorize answered ${status}`, atUs);
    return;
  }
  if (message.type !== "call") return;
  const { action, callPayload } = message;
  if (action === "StartTransaction") keep(promises, (one) => isStartOf(one, callPayload));
  if (action === "TransactionEvent") keep(promises, (one) => isEventOf(one, callPayload));
  if (action === "BootNotification") say(promises, "a restart", atUs);
  if (action === "StatusNotification") noteStatus(state, callPayload, atUs);
}

function isStartOf(one: Promised, callPayload: unknown): boolean {
  const connectorId = integerIn(callPayload, "connectorId");
  const token = tokenIn(callPayload);
  if (one.connectorId !== null && one.connectorId === connectorId) return true;
  return one.idToken === "" || one.idToken === token;
}

function isEventOf(one: Promised, callPayload: unknown): boolean {
  const remoteStartId = integerIn(callPayload, "transactionInfo", "remoteStartId");
  if (remoteStartId !== null) return String(remoteStartId) === one.want;
  if (textIn(callPayload, "triggerReason") === "RemoteStart") return true;
  if (textIn(callPayload, "eventType") !== "Started") return false;
  const evseId = integerIn(callPayload, "evse", "id");
  if (one.evseId !== null && one.evseId === evseId) return true;
  return one.idToken !== "" && one.idToken === tokenIn(callPayload);
}

function say(promises: Promises, what: string, atUs: number): void {
  for (const one of promises.open) if (one.answerSeq > 0) noteSaid(one, what, atUs);
}

/** The time to plug in runs from Preparing on (1.6 §9.1.6), the first one since the answer. */
function noteStatus(state: State, callPayload: unknown, atUs: number): void {
  const status = textIn(callPayload, "status") || textIn(callPayload, "connectorStatus");
  const connectorId = integerIn(callPayload, "connectorId");
  const evseId = integerIn(callPayload, "evseId");
  for (const one of state.promises.open) {
    const isElsewhere =
      (one.connectorId !== null && one.connectorId !== connectorId) ||
      (one.evseId !== null && one.evseId !== evseId);
    if (isElsewhere || one.answerSeq === 0 || status === "") continue;
    const isFirst = !one.said.some((text) => text.startsWith(`${status} `));
    if (isFirst && (status === "Preparing" || status === "Occupied")) {
      one.dueUs = Math.max(one.dueUs, atUs + waitUs(state));
    }
    noteSaid(one, status, atUs);
  }
}

function tellBroken(state: State, nowUs: number, { linkId }: LinkFacts): Reports {
  return takeBroken(state.promises, nowUs).map((one): Report => {
    const where = whereOf(one);
    const waited = duration(Math.max(0, nowUs - one.acceptedAtUs));
    const limit = state.waitS === 0 ? "" : `, with a ConnectionTimeOut of ${state.waitS} s`;
    return {
      sentence: `${Party.station} accepted a remote start${where}, but reported no transaction within ${waited}${limit}${saidInstead(one)}.`,
      evidence: evidenceOf(one, linkId),
      details: {
        connectorId: one.connectorId,
        evseId: one.evseId,
        waitedMs: Math.round((nowUs - one.acceptedAtUs) / 1000),
        connectionTimeOutS: state.waitS === 0 ? null : state.waitS,
        said: [...one.said],
      },
      ...(one.said.some((text) => text.startsWith("an Authorize"))
        ? { side: "csms" as const }
        : {}),
    };
  });
}

function whereOf({ connectorId, evseId }: Promised): string {
  if (connectorId !== null) return ` of connector ${connectorId}`;
  return evseId === null ? "" : ` of EVSE ${evseId}`;
}
