/**
 * No secret in a finding, whatever the rule, the version and the fault: messages that hold one, in
 * many shapes and with many answers, go through the recorder's intake with all rules at work.
 */
import { expect, it } from "vitest";
import type { Sender } from "../../src/base/ids.ts";
import { rules } from "../../src/findings/catalogue.ts";
import { actionsOf } from "../../src/ocpp/schemas.ts";
import type { OcppVersion } from "../../src/ocpp/versions.ts";
import { describeAuthorization, recordableTarget } from "../../src/relay/credentials.ts";
import { record } from "../support/recording.ts";
import { places, type SecretPlace } from "../support/secret-places.ts";

const SECRET = "Xq7-hunter2-Vb93";
/** A piece of it counts, too: texts get cut. */
const PIECE = "hunter2";
/** Long enough to break every length that a schema has. */
const LONG = `${SECRET}${"y".repeat(12_000)}`;

/** Two seconds each, ten times that where everything else runs besides. */
const BUSY_MACHINE_MS = 120_000;

const subprotocols = { "1.6": "ocpp1.6", "2.0.1": "ocpp2.0.1", "2.1": "ocpp2.1" } as const;

type Payload = Readonly<Record<string, unknown>>;
type Shape = { readonly name: string; readonly text: (place: SecretPlace) => string };

const frameOf = (place: SecretPlace, payload: unknown) =>
  place.kind === "request"
    ? `[2,"c1","${place.action}",${JSON.stringify(payload)}]`
    : `[3,"c1",${JSON.stringify(payload)}]`;

const written = (place: SecretPlace, secret: unknown = SECRET) =>
  frameOf(place, place.payloadWith(secret));

/** Every object and array on the way to the secret, replaced by a text or a list that holds it. */
function inPlaceOfEach(payload: unknown, stand: unknown): readonly unknown[] {
  if (typeof payload !== "object" || payload === null) return [];
  return Object.entries(payload).flatMap(([name, inner]): readonly unknown[] => {
    if (!JSON.stringify(inner).includes(PIECE)) return [];
    const put = (value: unknown) =>
      Array.isArray(payload)
        ? payload.map((item, index) => (String(index) === name ? value : item))
        : { ...payload, [name]: value };
    return [put(stand), ...inPlaceOfEach(inner, stand).map(put)];
  });
}

const stands: readonly unknown[] = [
  SECRET,
  [SECRET],
  { value: SECRET },
  { [SECRET.slice(0, 3)]: { deep: [SECRET] } },
  null,
  `{"key":"AuthorizationKey","value":"${SECRET}"}`,
];

const shapes: readonly Shape[] = [
  { name: "as it should be", text: (place) => written(place) },
  { name: "too long", text: (place) => written(place, LONG) },
  { name: "a list of it", text: (place) => written(place, [SECRET, SECRET]) },
  { name: "an object of it", text: (place) => written(place, { value: SECRET }) },
  { name: "with an escape", text: (place) => written(place, `\u0007${SECRET}\\"`) },
  { name: "as a URL", text: (place) => written(place, `ftp://u:${SECRET}@h/p?token=${SECRET}`) },
  { name: "as a key", text: (place) => written(place, `-----BEGIN KEY-----\n${SECRET}`) },
  {
    name: "beside a field that does not exist",
    text: (place) => frameOf(place, { ...place.payloadWith(SECRET), pasword: SECRET, extra: 1 }),
  },
  {
    name: "beside nulls",
    text: (place) =>
      frameOf(place, { timestamp: null, status: null, ...place.payloadWith(SECRET), info: null }),
  },
  {
    name: "as the payload itself",
    text: (place) => frameOf(place, SECRET),
  },
  {
    name: "with the payload in quotes",
    text: (place) => frameOf(place, JSON.stringify(place.payloadWith(SECRET))),
  },
  {
    name: "with the payload in a list",
    text: (place) => frameOf(place, [place.payloadWith(SECRET)]),
  },
  {
    name: "as a message in quotes",
    text: (place) => JSON.stringify(written(place)),
  },
  { name: "without its frame", text: (place) => JSON.stringify(place.payloadWith(SECRET)) },
  {
    name: "with an element too many",
    text: (place) => `${written(place).slice(0, -1)},"${SECRET}"]`,
  },
  { name: "with an unknown type", text: (place) => written(place).replace(/^\[\d/, "[7") },
  {
    name: "with an action misspelt",
    text: (place) => written(place).replace(`"${place.action}"`, `"${place.action}s"`),
  },
  { name: "cut off after it", text: (place) => upTo(written(place), SECRET.length + 1) },
  { name: "cut off inside it", text: (place) => upTo(written(place), SECRET.length - 2) },
  { name: "with a bare line feed in it", text: (place) => broken(place, "\n") },
  { name: "with a bad escape in it", text: (place) => broken(place, "\\q") },
  { name: "with a quote in it", text: (place) => broken(place, '"') },
  { name: "with NUL bytes behind", text: (place) => `${written(place)}\u0000` },
  { name: "without quotes", text: (place) => written(place).replace(`"${SECRET}"`, SECRET) },
];

function upTo(text: string, chars: number): string {
  return text.slice(0, text.indexOf(SECRET) + chars);
}

/** The fault lies inside the secret; what is behind it is a secret still. */
function broken(place: SecretPlace, fault: string): string {
  return written(place).replace(SECRET, `${SECRET.slice(0, 3)}${fault}${SECRET.slice(3)}`);
}

const spoken = [
  `"${SECRET}" is not valid`,
  `value ${SECRET.slice(0, 12)} is too short`,
  `{"password":"${SECRET}"}`,
  `cannot log in at ftp://user:${SECRET}@host/`,
  `java.lang.IllegalArgumentException: ${SECRET} ${"z".repeat(300)}`,
];

/** Answers that quote what was asked. */
const answers: readonly string[] = [
  ...spoken.map((said) => error("c1", { said })),
  error("c1", { code: `Bad ${SECRET}` }),
  error("c1", { details: `no ${SECRET}` }),
  error("c1", { details: [SECRET] }),
  error("c1", { details: { got: SECRET } }),
  error("other", { said: `"${SECRET}" is not valid` }),
  `[4,"c1","${SECRET} is bad","${SECRET}"]`,
  `[4,"c1","FormationViolation",{"got":"${SECRET}"},{}]`,
  `[3,"c1",{"status":"Rejected","statusInfo":{"reasonCode":"X","additionalInfo":"${SECRET}"}}]`,
  `[3,"c1",{"status":"Failed","data":"${SECRET}"}]`,
  `[3,"c1","${SECRET}"]`,
  `[3,"c1",{"status":"NotSupported"}]`,
];

function error(
  id: string,
  { code = "InternalError", said = "", details = {} }: Readonly<Record<string, unknown>>,
): string {
  return JSON.stringify([4, id, code, said, details]);
}

/** Everything that findings say of these messages, as text. */
function toldOf(
  version: OcppVersion,
  said: readonly (readonly [Sender, string])[],
): readonly string[] {
  const recording = record({ rules });
  const link = recording.link().open({ subprotocol: subprotocols[version] });
  for (const [sender, text] of said) link[sender](text);
  link.tick(400_000);
  link.close({});
  return recording.findings().map((row) => JSON.stringify(row));
}

function leaksOf(told: readonly string[]): readonly string[] {
  return told.filter((row) => row.toLowerCase().includes(PIECE));
}

const otherOf = (sender: Sender): Sender => (sender === "station" ? "csms" : "station");
const asked = (place: SecretPlace): readonly (readonly [Sender, string])[] =>
  place.kind === "request" ? [] : [[otherOf(place.sender), `[2,"c1","${place.action}",{}]`]];

it("knows every action by name", () => {
  for (const { version, action } of places) {
    expect(actionsOf(version), action).toContain(action);
  }
  expect(places.length).toBeGreaterThan(60);
});

it.each(["1.6", "2.0.1", "2.1"] as const)(
  "%s: whatever the message looks like",
  (version) => {
    let findings = 0;
    const leaks: string[] = [];
    for (const place of places.filter((one) => one.version === version)) {
      const texts = shapes.map((shape) => [shape.name, shape.text(place)] as const);
      const replaced = stands.flatMap((stand) =>
        inPlaceOfEach(place.payloadWith(SECRET), stand).map(
          (payload) => ["with another type", frameOf(place, payload)] as const,
        ),
      );
      for (const [name, text] of [...texts, ...replaced]) {
        const told = toldOf(version, [...asked(place), [place.sender, text]]);
        findings += told.length;
        leaks.push(...leaksOf(told).map((row) => `${name}: ${row}`));
      }
    }
    expect(leaks).toEqual([]);
    expect(findings).toBeGreaterThan(500);
  },
  BUSY_MACHINE_MS,
);

it.each(["1.6", "2.0.1", "2.1"] as const)(
  "%s: whatever the answer quotes",
  (version) => {
    let findings = 0;
    const leaks: string[] = [];
    for (const place of places.filter(
      ({ kind, ...of }) => kind === "request" && of.version === version,
    )) {
      for (const answer of answers) {
        for (const call of [
          written(place),
          broken(place, "\n"),
          frameOf(place, { pasword: SECRET }),
        ]) {
          const other = otherOf(place.sender);
          const told = toldOf(version, [
            [place.sender, call],
            [other, answer],
            [other, answer],
            [place.sender, call],
          ]);
          findings += told.length;
          leaks.push(...leaksOf(told));
        }
      }
    }
    expect(leaks).toEqual([]);
    expect(findings).toBeGreaterThan(500);
  },
  BUSY_MACHINE_MS,
);

it("what a station says of a fault or an event names no credential", () => {
  const texts = spoken.slice(2, 4).concat(`password=${SECRET}`, `AuthorizationKey: ${SECRET}`);
  for (const said of texts) {
    const of16 = { connectorId: 1, errorCode: "OtherError", status: "Faulted", info: said };
    const event = { type: "Odd", timestamp: "2026-09-21T14:13:20Z", techInfo: said };
    const told = toldOf("1.6", [
      ["station", call("StatusNotification", { ...of16, vendorErrorCode: said })],
      ["station", call("SecurityEventNotification", event)],
    ]);
    expect(told.length).toBeGreaterThanOrEqual(2);
    expect(leaksOf(told)).toEqual([]);
  }
});

function call(action: string, payload: Payload): string {
  return JSON.stringify([2, action, action, payload]);
}

it("a refused handshake names the user, and nothing of the password", () => {
  const credentials = Buffer.from(`CP-2:${SECRET}`).toString("base64");
  for (const value of [`Basic ${credentials}`, SECRET, `Bearer ${SECRET}`]) {
    const key = "authorization";
    const field = { name: key, key, value, valueStart: 0, valueEnd: value.length };
    const recording = record({ rules });
    recording.link().refuse({
      status: 401,
      authorization: describeAuthorization([field]),
      target: recordableTarget(`/ocpp/CP-1?token=${SECRET}`),
      upstreamUrl: recordableTarget(`wss://u:${SECRET}@csms.example/ocpp/CP-1?key=${SECRET}`),
    });
    const told = recording.findings().map((row) => JSON.stringify(row));
    expect(told.length).toBeGreaterThan(0);
    expect(leaksOf(told)).toEqual([]);
  }
});
