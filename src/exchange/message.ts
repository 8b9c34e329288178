/**
 * An OCPP-J message as parsed from a payload (OCPP-J 1.6 §4.2; 2.0.1 Part 4 §4.2; 2.1 Part 4 adds
 * CALLRESULTERROR and SEND). Unparsable is a value, not an error.
 */
export type MessageType = "call" | "callResult" | "callError" | "callResultError" | "send";

/** Any JSON value. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export type JsonObject = { readonly [name: string]: Json };

type Identified = { readonly messageId: string };

export type Call = Identified & {
  readonly type: "call";
  readonly action: string;
  readonly callPayload: Json;
};
export type Send = Identified & {
  readonly type: "send";
  readonly action: string;
  readonly callPayload: Json;
};
export type CallResult = Identified & { readonly type: "callResult"; readonly callPayload: Json };
export type CallError = Identified & {
  readonly type: "callError" | "callResultError";
  readonly errorCode: string;
  readonly errorDescription: string;
  readonly errorDetails: Json;
};

export type MalformedReason =
  /** `json-invalid` */
  | "json"
  /** `rpc-malformed` */
  | "frame"
  /** `message-type-unknown` */
  | "messageType"
  | "empty"
  | "binary"
  | "truncated";

export type Malformed = {
  readonly type: "malformed";
  readonly reason: MalformedReason;
  /** One sentence with the actual values. */
  readonly problem: string;
  /** Byte offset of the fault in the payload; null where it has no single place. */
  readonly offset: number | null;
  /** What could be salvaged. */
  readonly messageType: MessageType | null;
  readonly messageId: string | null;
  readonly action: string | null;
  readonly errorCode: string | null;
};

export type OcppMessage = Call | Send | CallResult | CallError | Malformed;
