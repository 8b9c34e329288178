import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRedact } from "../../src/exchange/redact.ts";

const names = ["AuthorizationKey", "BasicAuthPassword", "keyCode"];
const hashToken = (token: string) =>
  `h:${Buffer.from(token.toLowerCase()).toString("hex").padEnd(16, "0")}`;
const mask = createRedact({ names, hashToken: null });
const hash = createRedact({ names, hashToken });

const call = (action: string, payload: unknown) => JSON.stringify([2, "id-1", action, payload]);

const SECRET = "Sup3rSecret-Value";

describe("masks, by place, whatever the version", () => {
  const variable = {
    component: { name: "SecurityCtrlr" },
    variable: { name: "BasicAuthPassword" },
  };
  it.each<readonly [string, unknown]>([
    ["1.6 ChangeConfiguration", { key: "AuthorizationKey", value: SECRET }],
    ["a maker's token", { key: "CloudToken", value: SECRET }],
    ["1.6 GetConfiguration.conf", { configurationKey: [{ key: "WifiPassword", value: SECRET }] }],
    ["2.x SetVariables", { setVariableData: [{ ...variable, attributeValue: SECRET }] }],
    ["2.x GetVariables.conf", { getVariableResult: [{ ...variable, attributeValue: SECRET }] }],
    [
      "2.x NotifyReport",
      { reportData: [{ ...variable, variableAttribute: [{ type: "Actual", value: SECRET }] }] },
    ],
    [
      "2.x SetNetworkProfile",
      { connectionData: { apn: { apnPassword: SECRET }, vpn: { key: SECRET, password: SECRET } } },
    ],
    ["a KeyCode", { idToken: { idToken: SECRET, type: "KeyCode" } }],
    ["DataTransfer with JSON", { data: JSON.stringify({ password: SECRET, n: 1 }) }],
    ["JSON in JSON in JSON", { data: JSON.stringify({ data: JSON.stringify({ pwd: SECRET }) }) }],
    ["DataTransfer with text", { data: `user=me;password=${SECRET};z=1` }],
    ["DataTransfer with XML", { data: `<a><password>${SECRET}</password></a>` }],
    ["a URL", { location: `ftp://bob:${SECRET}@files.example/f.bin` }],
    ["a header", { info: `Authorization: Basic ${SECRET}` }],
    [
      "a key file",
      { c: `-----BEGIN EC PRIVATE KEY-----\n${SECRET}\n-----END EC PRIVATE KEY-----` },
    ],
  ])("%s", (_, payload) => {
    for (const text of [
      call("Any", payload),
      JSON.stringify([3, "id-1", payload]),
      JSON.stringify(payload, null, 2),
    ]) {
      const redacted = mask(text);
      expect(redacted?.text).not.toContain(SECRET);
      expect(redacted?.redactions.length).toBeGreaterThan(0);
      expect(redacted?.text).toHaveLength(text.length);
      expect(() => JSON.parse(redacted?.text ?? "")).not.toThrow();
    }
  });

  it("a PIN that is a number stays a number", () => {
    expect(mask(call("X", { apn: { simPin: 4711 } }))?.text).toContain('"simPin":1111');
  });
  it("says where", () => {
    expect(
      mask(call("X", { a: [{ key: "AuthorizationKey", value: SECRET }] }))?.redactions,
    ).toEqual(["mask $[3].a[0].value"]);
  });
});

describe("masks what is no JSON, without moving anything", () => {
  it.each([
    `[2,"1","ChangeConfiguration",{"key":"AuthorizationKey","value":"${SECRET}`,
    `[2,"1","ChangeConfiguration",{"value":"${SECRET}","key":"AuthorizationKey"},]`,
    `[2,"1","DataTransfer",{"data":"{\\"password\\":\\"${SECRET}\\"`,
    `[2,"1","SetNetworkProfile",{"password":"a\\"${SECRET}"}`,
    `<e><key>AuthorizationKey</key><value>${SECRET}</value></e>`,
    `<e><c:value x="1">${SECRET}</c:value><c:key>AuthorizationKey</c:key></e>`,
  ])("%s", (text) => {
    const redacted = mask(text);
    expect(redacted?.text).not.toContain(SECRET);
    expect(redacted?.text).toHaveLength(text.length);
  });
});

it("leaves what is no secret alone", () => {
  for (const text of [
    call("Authorize", { idTag: "04A2B3C4" }),
    call("ChangeConfiguration", { key: "HeartbeatInterval", value: "300" }),
    call("ChangeConfiguration", { key: "GetConfigurationMaxKeys", value: "50" }),
    call("ChangeConfiguration", { key: "MasterPassGroupId", value: "G1" }),
    call("SendLocalList", { localAuthorizationList: [{ idTag: "A", idTagInfo: {} }] }),
    call("StatusNotification", { info: "Basic information, pinned", status: "Available" }),
    call("CertificateSigned", { certificateChain: "-----BEGIN CERTIFICATE-----\nAA" }),
  ]) {
    expect(mask(text)).toBeNull();
  }
});

describe("hashes tokens wherever they are", () => {
  it.each<readonly [string, unknown]>([
    ["idTag", { idTag: "TOKEN1" }],
    ["parentIdTag", { idTagInfo: { parentIdTag: "TOKEN1" } }],
    ["idToken", { idToken: { idToken: "TOKEN1", type: "ISO14443" } }],
    ["groupIdToken", { idTokenInfo: { groupIdToken: { idToken: "TOKEN1", type: "Central" } } }],
    ["a local list", { localAuthorizationList: [{ idToken: { idToken: "TOKEN1" } }] }],
    ["an eMAID", { prioritizedEMAIDs: ["TOKEN1"] }],
    ["DataTransfer", { data: JSON.stringify({ idTag: "TOKEN1" }) }],
    ["a setting", { key: "ChargeDefaultIdTag", value: "TOKEN1" }],
  ])("%s", (_, payload) => {
    const redacted = hash(call("Any", payload));
    expect(redacted?.text).not.toContain("TOKEN1");
    expect(redacted?.text).toContain(hashToken("token1"));
    expect(redacted?.redactions[0]).toMatch(/^hash \$\[3\]/);
  });
  it("in SOAP", () => {
    expect(hash("<e><c:idTag>TOKEN1</c:idTag></e>")?.text).toBe(
      `<e><c:idTag>${hashToken("TOKEN1")}</c:idTag></e>`,
    );
  });
  it("a KeyCode is masked all the same", () => {
    const text = call("Authorize", { idToken: { idToken: "1234", type: "KeyCode" } });
    expect(hash(text)?.text).toContain('"idToken":"****"');
  });
  it("customer information is masked whole", () => {
    const text = call("NotifyCustomerInformation", { data: "Jane Doe, TOKEN1", seqNo: 0 });
    expect(hash(text)?.text).toContain(`"data":"${"*".repeat(16)}"`);
  });
});

it("property: everything but the secret is byte for byte as it was, in any JSON", () => {
  const fields = fc.constantFrom("password", "apnPassword", "authorizationKey", "simPin");
  const safe = fc
    .jsonValue({ maxDepth: 3 })
    .filter((value) => mask(JSON.stringify(value)) === null);
  const secret = fc.string({ minLength: 1 }).filter((text) => !/^(true|false)$/i.test(text));
  fc.assert(
    fc.property(safe, fields, secret, safe, fc.nat(2), (before, field, value, after, indent) => {
      const [marker, spelled] = ["\u0001", JSON.stringify(value).slice(1, -1)];
      const shape = JSON.stringify([before, { [field]: marker }, after], null, indent);
      const [head = "", tail = ""] = shape.split(JSON.stringify(marker).slice(1, -1));
      const text = `${head}${spelled}${tail}`;
      if (shape !== `${head}\\u0001${tail}`) return;
      const redacted = mask(text)?.text ?? "";
      expect(redacted.startsWith(head) && redacted.endsWith(tail)).toBe(true);
      expect(Buffer.byteLength(redacted)).toBe(Buffer.byteLength(text));
      expect(() => JSON.parse(redacted)).not.toThrow();
    }),
    { numRuns: 300 },
  );
});

it("property: never throws and never changes a length, whatever the bytes", () => {
  const pieces = fc.constantFrom(
    '"',
    "\\",
    "password",
    ":",
    "key",
    "<",
    ">",
    "value",
    "{",
    "}",
    ",",
  );
  const text = fc.array(fc.oneof(pieces, fc.string()), { maxLength: 40 });
  fc.assert(
    fc.property(text, (parts) => {
      const whole = parts.join("");
      const redacted = mask(whole);
      if (redacted !== null) expect(redacted.text).toHaveLength(whole.length);
    }),
    { numRuns: 500 },
  );
});
