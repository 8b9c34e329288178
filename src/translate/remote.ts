/** RequestStartTransaction, RequestStopTransaction, UnlockConnector. */
import type { JsonObject } from "../exchange/message.ts";
import { integerIn, textIn } from "../findings/fields.ts";
import { isOpen } from "./answers.ts";
import { answerWith, askFor, type Block, command, type Move, statusOf } from "./block.ts";
import { profileFor16 } from "./charging-profiles.ts";
import { numberOf, settingOf } from "./configuration.ts";
import { fieldOf, isObject, present } from "./json.ts";
import { addRemoteStart, dropRemoteStart } from "./remote-starts.ts";
import { at } from "./state.ts";
import { foldedTag, idTagFor, parseIdToken } from "./tokens.ts";
import { connectorIdsOf, connectorInUse, connectorsAt } from "./topology.ts";
import { openTransactionOn, pluggedOn } from "./transaction-state.ts";
import { type Call, isRegistered, type Turn } from "./turn.ts";

const rejected = (reasonCode: string) => statusOf("Rejected", reasonCode);

/** 1.6's default of ConnectionTimeOut is up to the vendor. Unit: s. */
const CONNECTION_TIME_OUT_S = 120;
/** For a start that is on its way when the time is up. */
const MARGIN_S = 30;

/** `connectorId` null: the station chooses. */
function connectorForStart(turn: Turn, call: Call): { connectorId: number | null } | string {
  const evseId = integerIn(call.payload, "evseId");
  if (evseId === null || evseId === 0) {
    const all = connectorIdsOf(turn);
    return { connectorId: all.length === 1 ? (all[0] ?? 1) : null };
  }
  const there = connectorsAt(turn, { id: evseId });
  if (there === null) return "UnknownEvse";
  const isBusy = there.some((each) => openTransactionOn(turn.state, each) !== null);
  return isBusy ? "TxInProgress" : { connectorId: connectorInUse(turn.state, there) };
}

function askStart(turn: Turn, call: Call): Move {
  if (!isRegistered(turn)) return answerWith(rejected("CSNotAccepted"));
  const chosen = connectorForStart(turn, call);
  if (typeof chosen === "string") return answerWith(rejected(chosen));
  const { connectorId } = chosen;
  if (connectorId !== null && openTransactionOn(turn.state, connectorId) !== null) {
    return answerWith(rejected("TxInProgress"));
  }
  const profile = profileOf(turn, call);
  if (typeof profile === "string") return answerWith(rejected(profile));
  const idToken = parseIdToken(fieldOf(call.payload, "idToken"));
  const remoteStartId = integerIn(call.payload, "remoteStartId");
  if (idToken === null || remoteStartId === null) return answerWith(rejected("InvalidIdToken"));
  const idTag = idTagFor(turn, idToken);
  const seconds = numberOf(turn.state, "ConnectionTimeOut") ?? CONNECTION_TIME_OUT_S;
  // Before it is sent: the start may come before the answer.
  addRemoteStart(turn, {
    remoteStartId,
    connectorId,
    idTag: foldedTag(idTag),
    askedAtMs: turn.nowMs,
    expiresAtMs: turn.nowMs + (seconds + MARGIN_S) * 1_000,
  });
  return askFor(
    "RemoteStartTransaction",
    present({
      idTag,
      connectorId: connectorId ?? undefined,
      chargingProfile: profile ?? undefined,
    }),
  );
}

/** Null for none; a text is the reason why it cannot be. */
function profileOf(turn: Turn, call: Call): JsonObject | string | null {
  const profile = fieldOf(call.payload, "chargingProfile");
  if (!isObject(profile)) return null;
  const isOfStart =
    profile["chargingProfilePurpose"] === "TxProfile" && profile["transactionId"] === undefined;
  if (!isOfStart) return "InvalidProfile";
  const features = settingOf(turn.state, "SupportedFeatureProfiles");
  if (features !== null && !/smart\s*charging/i.test(features)) return null;
  const made = profileFor16(turn, profile);
  return made.kind === "refused" ? made.reasonCode : made.payload;
}

/** Of a transaction that began with the cable; undefined for none. */
function pluggedAt(turn: Turn, call: Call): string | undefined {
  const chosen = connectorForStart(turn, call);
  if (typeof chosen === "string" || chosen.connectorId === null) return undefined;
  return pluggedOn(turn.state, chosen.connectorId)?.txId;
}

const requestStart = command("RequestStartTransaction", {
  ask: askStart,
  told(turn, call, payload) {
    const isAccepted = textIn(payload, "status") === "Accepted";
    const remoteStartId = integerIn(call.payload, "remoteStartId") ?? 0;
    if (!isAccepted) dropRemoteStart(turn, remoteStartId);
    if (!isAccepted) return { status: "Rejected" };
    return present({ status: "Accepted", transactionId: pluggedAt(turn, call) });
  },
  negative: rejected,
});

/** A stop for a transaction whose number the station has not been told yet waits so long. */
const NUMBER_TOLD_MS = 10_000;

const requestStop = command("RequestStopTransaction", {
  ask(turn, call) {
    if (!isRegistered(turn)) return answerWith(rejected("CSNotAccepted"));
    const txId = textIn(call.payload, "transactionId");
    const transaction = at(turn.state.transactions, txId);
    if (transaction?.isOpen !== true || transaction.isPlugged)
      return answerWith(rejected("TxNotFound"));
    const start = at(turn.state.live.starts, txId);
    if (start !== null && isOpen(turn, { leg: "station", messageId: start })) {
      const isLate = turn.nowMs - call.receivedAtMs >= NUMBER_TOLD_MS;
      return isLate ? answerWith(rejected("InternalError")) : { kind: "hold" };
    }
    return askFor("RemoteStopTransaction", { transactionId: transaction.int });
  },
  told: (_turn, _call, payload) => ({
    status: textIn(payload, "status") === "Accepted" ? "Accepted" : "Rejected",
  }),
  negative: rejected,
});

const unlockConnector = command("UnlockConnector", {
  ask(turn, call) {
    const there = connectorsAt(turn, {
      id: integerIn(call.payload, "evseId"),
      connectorId: integerIn(call.payload, "connectorId"),
    });
    const connectorId = there?.[0] ?? 0;
    if (connectorId === 0) return answerWith({ status: "UnknownConnector" });
    // 1.6 would stop the transaction and unlock; 2.0.1 forbids that.
    if (openTransactionOn(turn.state, connectorId) !== null) {
      return answerWith({ status: "OngoingAuthorizedTransaction" });
    }
    return askFor("UnlockConnector", { connectorId });
  },
  told(_turn, _call, payload) {
    const status = textIn(payload, "status");
    if (status === "NotSupported") return statusOf("UnlockFailed", "FixedCable");
    return { status: status === "Unlocked" ? "Unlocked" : "UnlockFailed" };
  },
  negative: (reasonCode) => statusOf("UnlockFailed", reasonCode),
});

export const remoteBlock: Block = {
  name: "remote",
  commands: [requestStart, requestStop, unlockConnector],
  dueMs: ({ live }) =>
    live.held.reduce((first, { messageId }) => {
      const call = at(live.csms.open, messageId);
      return call === null ? first : Math.min(first, call.receivedAtMs + NUMBER_TOLD_MS);
    }, Number.POSITIVE_INFINITY),
};
