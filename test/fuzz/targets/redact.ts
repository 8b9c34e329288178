/** Secrets in any text: hidden, and nothing else touched. */
import { equal, ok } from "node:assert/strict";
import { createRedact } from "../../../src/exchange/redact.ts";
import { planned, planOf, type Target } from "../target.ts";

const mask = createRedact({ names: ["shibboleth"], hashToken: null });
const hash = createRedact({ names: [], hashToken: () => "#0123456789" });

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function checkMask(text: string): void {
  const once = mask(text);
  if (once === null) return;
  ok(once.redactions.length > 0, "hidden without saying so");
  equal(once.text.length, text.length, "a mask has another length");
  equal(Buffer.byteLength(once.text), Buffer.byteLength(text), "a mask has other bytes");
  equal(isJson(once.text), isJson(text), "a mask made JSON of what was none, or the other way");
  equal(mask(once.text)?.text ?? once.text, once.text, "what is masked is masked again");
}

function checkHash(text: string): void {
  const once = hash(text);
  if (once !== null && isJson(text)) ok(isJson(once.text), "a hash broke JSON");
}

/** Whatever a password is, and wherever it stands, no piece of it is left. */
function checkPlanted(secret: string, where: number): void {
  const message = messagesWith(secret)[where] ?? "";
  const left = mask(message)?.text ?? message;
  const characters = [...secret].filter((character) => /[a-z]/i.test(character));
  // One that is a piece of a field's name stays there.
  const isOfNames = messagesWith("")[where]?.includes(secret) === true;
  if (characters.length < 4 || isOfNames) return;
  ok(!left.includes(JSON.stringify(secret).slice(1, -1)), "a secret is left");
}

function messagesWith(secret: string): readonly string[] {
  const setting = { key: "AuthorizationKey", value: secret };
  const variable = { component: { name: "C" }, variable: { name: "BasicAuthPassword" } };
  return [
    [2, "1", "ChangeConfiguration", setting],
    [2, "1", "SetVariables", { setVariableData: [{ attributeValue: secret, ...variable }] }],
    [2, "1", "SetNetworkProfile", { connectionData: { apn: { apnPassword: secret } } }],
    [2, "1", "DataTransfer", { vendorId: "V", data: JSON.stringify({ password: secret }) }],
    [2, "1", "DataTransfer", { vendorId: "V", data: { shibboleth: [secret, [secret]] } }],
  ].map((message) => JSON.stringify(message));
}

export const target: Target = {
  name: "redact",
  promise:
    "a mask keeps length, bytes and JSON, is stable, says what it hid, and leaves nothing of a planted secret",
  seeds: [
    ...messagesWith("hunter2Hunter").map((text) => planned(text, 0)),
    planned('[2,"1","Authorize",{"idTag":"04A2C3"}]', 1),
    planned('[2,"1","Authorize",{"idToken":{"idToken":"04A2C3","type":"ISO14443"}}]', 1),
    planned('{"url":"ftp://user:pass@host/x","PIN":1234,"password":', 0),
    planned("<a:password>secret</a:password><key>AuthorizationKey</key><value>x</value>", 0),
    planned("-----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----", 0),
    planned('{"data":"{\\"pin\\":\\"\\u00e9\\ud83d\\ude00\\",\\"keyCode\\":12}"}', 0),
    planned('{"authorization":"Basic QWxhZGRpbjpvcGVuc2VzYW1l"}', 0),
    planned("tr0ub4dor&3 \\\"'<>é😀", 2, 0),
  ],
  words: [
    ...[
      "password",
      "Password:",
      "pin",
      "authorizationKey",
      "shibboleth",
      "idTag",
      "idToken",
      "key",
    ],
    ...['"value":', "secret", "token", '\\"', "\\\\", "\\u00", "\\ud83d\\ude00", "://", "@", "</"],
    ...["<", ">", "=", "'", "Basic ", "-----BEGIN PRIVATE KEY-----", "é", "※", "😀", "variable"],
    ...["attributeValue", "variableAttribute", "keycode", '{"', "[[", "\ud83d", "*"],
  ],
  inputBytesMax: 65_536,
  check(input) {
    const { choice, rest } = planOf(input);
    const text = rest.toString("utf8");
    switch (choice(3)) {
      case 0:
        return checkMask(text);
      case 1:
        return checkHash(text);
      default:
        return checkPlanted(text, choice(5));
    }
  },
};
