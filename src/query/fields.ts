/**
 * The fields of the search language, in one table: the parser, both evaluators, `/openapi.json` and
 * the reference page read it.
 *
 * Identities are compared exactly, letters' case included: two stations may differ in nothing else.
 * Names out of the standard (actions, error codes, rules) are compared with case ignored.
 */
import { legs } from "../base/ids.ts";
import { ocppVersions } from "../ocpp/versions.ts";

type TextField = {
  readonly kind: "text";
  /** SQL expression; constant text of ours, never input. */
  readonly column: string;
  readonly isCaseSensitive: boolean;
};
type ChoiceField = {
  readonly kind: "choice";
  readonly column: string;
  readonly values: readonly string[];
};
type NumberField = {
  readonly kind: "number";
  readonly column: string;
  readonly unit: "ms" | "bytes" | "";
};

export type Field = (TextField | ChoiceField | NumberField) & {
  readonly table: "messages" | "findings";
  readonly description: string;
  readonly examples: readonly string[];
  /** Other names people try first; an error names the right one. */
  readonly also: readonly string[];
};

const messages = { table: "messages" } as const;
const findings = { table: "findings" } as const;
const exact = { kind: "text", isCaseSensitive: true } as const;
const named = { kind: "text", isCaseSensitive: false } as const;

export const fields = {
  station: {
    ...messages,
    ...exact,
    column: "station_id",
    description: "Identity of the station, as in its URL path.",
    examples: ["station:CP-7", "station:CP-7*"],
    also: ["stationId", "chargePoint", "charger", "cp"],
  },
  sender: {
    ...messages,
    kind: "choice",
    values: ["station", "csms"],
    column: "sender",
    description: "Who sent the message.",
    examples: ["sender:csms"],
    also: ["from", "direction", "source"],
  },
  type: {
    ...messages,
    kind: "choice",
    values: ["call", "callResult", "callError", "callResultError", "send", "malformed"],
    column: "message_type",
    description: "OCPP-J message type; malformed is what could not be read as one.",
    examples: ["type:callError", "type:call*"],
    also: ["messageType", "kind"],
  },
  action: {
    ...messages,
    ...named,
    column: "action",
    description: "OCPP action; a response carries its request's.",
    examples: ["action:BootNotification", "action:Set*"],
    also: ["method", "operation", "command"],
  },
  id: {
    ...messages,
    ...exact,
    column: "message_id",
    description: "OCPP message id; a call and its response share it.",
    examples: ["id:19223201"],
    also: ["messageId", "uniqueId"],
  },
  error: {
    ...messages,
    ...named,
    column: "error_code",
    description: "Error code of a CALLERROR.",
    examples: ["error:NotImplemented", "error:*"],
    also: ["errorCode", "code"],
  },
  version: {
    ...messages,
    ...named,
    column: "ocpp_version",
    description: `OCPP version: ${ocppVersions.join(", ")}; of SOAP stations also 1.2 and 1.5.`,
    examples: ["version:1.6", "version:2*"],
    also: ["ocppVersion", "ocpp", "protocol"],
  },
  transport: {
    ...messages,
    kind: "choice",
    values: ["websocket", "soap", "http"],
    column: "if(transport = '', 'websocket', transport)",
    description: "What carried it: a WebSocket (OCPP-J), SOAP (OCPP-S), or other plain HTTP.",
    examples: ["transport:soap"],
    also: ["via", "binding"],
  },
  link: {
    ...messages,
    ...named,
    column: "toString(link_id)",
    description: "Id of the link: one connection of a station with its CSMS.",
    examples: ["link:0b8f1c1e-5a0e-4c57-9f4e-0a7a3c1b2d4e"],
    also: ["linkId", "connection", "session"],
  },
  seq: {
    ...messages,
    kind: "number",
    unit: "",
    column: "seq",
    description: "Number of the message within its link, from 1.",
    examples: ["seq:1", "seq:10..20"],
    also: ["sequence", "number"],
  },
  instance: {
    ...messages,
    ...exact,
    column: "instance",
    description: "Name of the ocpptap that recorded it.",
    examples: ["instance:relay-2"],
    also: ["host", "node", "relay"],
  },
  leg: {
    ...messages,
    kind: "choice",
    values: legs,
    column: "leg",
    description:
      "Leg it was seen on; both where bytes are relayed untouched, shadow between a shadow and its CSMS, backend before a further back-end.",
    examples: ["leg:csms"],
    also: [],
  },
  tx: {
    ...messages,
    ...exact,
    column: "transaction_id",
    description: "OCPP transaction id.",
    examples: ["tx:4711"],
    also: ["transaction", "transactionId"],
  },
  connector: {
    ...messages,
    kind: "number",
    unit: "",
    column: "connector_id",
    description: "Connector of the message.",
    examples: ["connector:1", "connector:>=2"],
    also: ["connectorId", "plug"],
  },
  evse: {
    ...messages,
    kind: "number",
    unit: "",
    column: "evse_id",
    description: "EVSE of the message (OCPP 2.x).",
    examples: ["evse:1"],
    also: ["evseId"],
  },
  token: {
    ...messages,
    ...exact,
    column: "id_token",
    description: "The driver's idToken (1.6: idTag).",
    examples: ["token:04A2B3C4", "token:*"],
    also: ["idToken", "idTag", "tag", "rfid", "card"],
  },
  latency: {
    ...messages,
    kind: "number",
    unit: "ms",
    column: "latency_us / 1000",
    description: "Of a response: time since its request. Unit: ms, or written with ms, s, min.",
    examples: ["latency:>500", "latency:1s..5s"],
    also: ["latencyMs", "duration", "took"],
  },
  bytes: {
    ...messages,
    kind: "number",
    unit: "bytes",
    column: "payload_bytes",
    description: "Size of the payload. Unit: bytes, or written with kB, MB, KiB, MiB.",
    examples: ["bytes:>10kB", "bytes:100..200"],
    also: ["payloadBytes", "size", "length"],
  },
  finding: {
    ...findings,
    ...named,
    column: "rule",
    description: "Rule id of a finding the message is evidence of.",
    examples: ["finding:call-timeout", "finding:*"],
    also: ["findings", "rule", "problem"],
  },
  severity: {
    ...findings,
    kind: "choice",
    values: ["error", "warning", "note"],
    column: "severity",
    description: "Severity of a finding the message is evidence of.",
    examples: ["severity:error"],
    also: ["level"],
  },
  side: {
    ...findings,
    kind: "choice",
    values: ["station", "csms", "network", "ours"],
    column: "side",
    description: "Side that a finding the message is evidence of blames.",
    examples: ["side:csms"],
    also: ["blame", "culprit"],
  },
} as const satisfies Record<string, Field>;

export type FieldName = keyof typeof fields;
type NamesOf<Kind extends Field["kind"]> = {
  [Name in FieldName]: (typeof fields)[Name]["kind"] extends Kind ? Name : never;
}[FieldName];
export type TextFieldName = NamesOf<"text">;
export type NumberFieldName = NamesOf<"number">;
export type ChoiceFieldName = NamesOf<"choice">;

export function isNumberField(name: FieldName): name is NumberFieldName {
  return fields[name].kind === "number";
}

export function isChoiceField(name: FieldName): name is ChoiceFieldName {
  return fields[name].kind === "choice";
}

/** `payload.<dotted path>` and `payload` are not columns; they are described here. */
export const payloadField = {
  name: "payload",
  description:
    "payload.<dotted path>:value looks at a value of the call payload, through the elements of " +
    "arrays; payload:text searches words as a bare word does.",
  examples: ["payload.status:Faulted", "payload.meterValue.sampledValue.value:>1000"],
} as const;

export function fieldName(text: string): FieldName | null {
  return Object.hasOwn(fields, text) ? parseFieldName(text) : null;
}

export const fieldNames: readonly FieldName[] = Object.keys(fields).map(parseFieldName);

function parseFieldName(text: string): FieldName {
  return text as FieldName;
}

/** What the table of fields does not say; for `/openapi.json` and the reference page. */
export const languageRules: readonly string[] = [
  "Terms are joined by AND, also where nothing stands between them; OR binds less, NOT and a leading " +
    "`-` bind more; parentheses group, also after a field: `action:(BootNotification OR Heartbeat)`. " +
    "AND, OR and NOT are written in capitals.",
  "`*` is any text or none, `?` is one character, `field:*` is any value. Quotes and a backslash take " +
    'special characters as they are: `token:"A*1"`, `token:A\\*1`.',
  "Identities (station, id, tx, token, instance) are compared exactly, upper and lower case. Names out " +
    "of the standard, rules and values of payloads ignore the case of ASCII letters.",
  "Numbers take `>` `>=` `<` `<=` and ranges: `100..200`, `100..`, `[100 TO 200]`, `{100 TO 200}` " +
    "without its ends. `latency:12` is 12.000 up to 12.999 ms.",
  "Bare words are whole words of the raw payload, in any place. Phrases, and words with special " +
    "characters, also stand there as written. A word with a wildcard is a piece of text anywhere, also " +
    "inside words: `*fault*`; that takes longer.",
  "`payload.<path>:value` looks at values of the call payload (of an error: its errorDetails), through " +
    "the elements of arrays. Numbers are equal by value; comparisons and ranges also look at text that " +
    "is a number. A value is also found where its sender wrote it with JSON escapes, unless these stand " +
    "for ASCII letters or digits.",
  "`finding:`, `severity:` and `side:` each look at all findings of a message: two of them may be true " +
    "of two different ones.",
];
