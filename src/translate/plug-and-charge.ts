/**
 * Plug & Charge with a 1.6 station: the Open Charge Alliance's note has the messages of 2.0.1 in the
 * text of a DataTransfer. In: such a text, or a command about contract certificates. Out: the
 * message of 2.0.1 itself, or the text. An answer goes back the way its question came.
 */
import type { Json, JsonObject } from "../exchange/message.ts";
import { textIn } from "../findings/fields.ts";
import { validate } from "../ocpp/validator.ts";
import { answer } from "./answers.ts";
import { askFor, type Block, type Command, type Move, unreachable } from "./block.ts";
import { isOn } from "./configuration.ts";
import { textAt } from "./convert.ts";
import { fieldOf, isObject } from "./json.ts";
import type { Outcome } from "./live.ts";
import { at, type State } from "./state.ts";
import { foldedTag, learnAuthorization, parseIdToken } from "./tokens.ts";
import { ask, type Call, continuing, type Turn } from "./turn.ts";

export const plugAndChargeVendor = "org.openchargealliance.iso15118pnc";

/** What a station may ask of the CSMS in this way. */
const questions = new Set([
  ...["Authorize", "SignCertificate", "Get15118EVCertificate", "GetCertificateStatus"],
]);

/** The station says that it can. */
export function hasPlugAndCharge(state: State): boolean {
  return isOn(state, "ISO15118PnCEnabled");
}

/** This command of 2.0.1 as text for the station. */
export function wrapped(messageId: string, payload: Json): Move {
  return askFor("DataTransfer", {
    vendorId: plugAndChargeVendor,
    messageId,
    data: JSON.stringify(payload),
  });
}

/** What the station answered in such a text, as if it had been asked itself. */
export function unwrapped(outcome: Outcome): Outcome {
  if (outcome.kind !== "result") return outcome;
  const status = textIn(outcome.payload, "status");
  if (status === "UnknownMessageId" || status === "UnknownVendorId") {
    return { kind: "error", code: "NotSupported", description: status };
  }
  const payload = parsed(fieldOf(outcome.payload, "data"));
  if (status !== "Accepted" || payload === null) {
    return { kind: "error", code: "GenericError", description: "no answer in the DataTransfer" };
  }
  return { kind: "result", payload };
}

/** This command, in such a text where it is about contracts. */
export function bridged(native: Command, isMeant: (turn: Turn, call: Call) => boolean): Command {
  return {
    action: native.action,
    next(turn, call, outcomes) {
      const isOurs = hasPlugAndCharge(turn.state) && isMeant(turn, call);
      if (!isOurs) return native.next(turn, call, outcomes);
      if (outcomes.length === 0) return wrapped(native.action, call.payload);
      return native.next(turn, call, outcomes.map(unwrapped));
    },
  };
}

function parsed(data: unknown): JsonObject | null {
  if (isObject(data)) return data;
  if (typeof data !== "string") return null;
  try {
    const value: unknown = JSON.parse(data);
    return isObject(value) ? value : null;
  } catch (cause) {
    if (cause instanceof SyntaxError) return null;
    throw cause;
  }
}

export function isPlugAndCharge(call: Call): boolean {
  return foldedTag(textAt(call.payload, "vendorId") ?? "") === plugAndChargeVendor;
}

/** A DataTransfer of this vendor id. */
export function askUnwrapped(turn: Turn, call: Call): void {
  const action = textAt(call.payload, "messageId") ?? "";
  if (!questions.has(action)) {
    answer(turn, call, { status: "UnknownMessageId" });
    return;
  }
  const said = parsed(fieldOf(call.payload, "data"));
  const payload = said === null ? null : nativeOf(action, said);
  const subject = { version: "2.0.1", action, kind: "request" } as const;
  if (payload === null || validate(subject, payload).kind !== "valid") {
    answer(turn, call, { status: "Rejected" });
    return;
  }
  const idTag = action === "Authorize" ? textIn(payload, "idToken", "idToken") : "";
  const continuation = answered.with({ messageId: call.messageId, idTag });
  ask(turn, "csms", { action, payload, continuation });
}

/** Some stations write the contract's id as it is, others as an IdToken. */
function nativeOf(action: string, said: JsonObject): JsonObject {
  const { idToken } = said;
  if (action !== "Authorize" || typeof idToken !== "string") return said;
  return { ...said, idToken: { idToken, type: "eMAID" } };
}

const answered = continuing<{ messageId: string; idTag: string }>(
  "plug-and-charge.answered",
  (turn, outcome, { messageId, idTag }) => {
    const call = at(turn.state.live.station.open, messageId);
    if (call === null) return;
    if (outcome.kind === "error") {
      answer(turn, { leg: "station", messageId }, { status: "Rejected" });
      return;
    }
    if (outcome.kind !== "result") {
      unreachable(turn, { ...call, leg: "station" });
      return;
    }
    if (idTag !== "") learnContract(turn, call.payload, outcome.payload);
    const data = JSON.stringify(outcome.payload);
    answer(turn, { leg: "station", messageId }, { status: "Accepted", data });
  },
);

/** The start that follows names the contract in an idTag. */
function learnContract(turn: Turn, asked: Json, told: Json): void {
  const said = nativeOf("Authorize", parsed(fieldOf(asked, "data")) ?? {});
  const idToken = parseIdToken(fieldOf(said, "idToken"));
  if (idToken !== null) learnAuthorization(turn, idToken, fieldOf(told, "idTokenInfo"));
}

export const plugAndChargeBlock: Block = { name: "plug-and-charge", continuings: [answered] };
