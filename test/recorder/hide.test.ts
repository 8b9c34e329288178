import { expect, it } from "vitest";
import { newLinkId } from "../../src/base/ids.ts";
import { createRedact } from "../../src/exchange/redact.ts";
import { hideSecrets } from "../../src/recorder/hide.ts";
import { messageOf } from "../support/spool.ts";

const redact = createRedact({ names: ["AuthorizationKey"], hashToken: null });
const record = (payload: Buffer) => messageOf(newLinkId(), 1, { payload, payloadBytes: 999 });

it("hides in the payload and in its text, and keeps the size as it was relayed", () => {
  const text = '[2,"1","ChangeConfiguration",{"key":"AuthorizationKey","value":"s3cret"}]';
  const hidden = hideSecrets(record(Buffer.from(text)), redact);
  expect(hidden.text).toBe(text.replace("s3cret", "******"));
  expect(String(hidden.record.payload)).toBe(hidden.text);
  expect(hidden.record.payloadBytes).toBe(999);
  expect(hidden.redactions).toEqual(["mask $[3].value"]);
});

it("hides in bytes that are no text, and changes no other byte", () => {
  const [before, after] = [Buffer.from([0xff, 0xfe, 0]), Buffer.from([0x80, 0xc3])];
  const bytes = (secret: string) =>
    Buffer.concat([before, Buffer.from(`password="${secret}"`), after]);
  const hidden = hideSecrets(record(bytes("s3cret")), redact);
  expect(hidden.text).toBeNull();
  expect(hidden.record.payload).toEqual(bytes("******"));
});

it("what has nothing to hide stays the very record", () => {
  const plain = record(Buffer.from('[2,"1","Heartbeat",{}]'));
  expect(hideSecrets(plain, redact).record).toBe(plain);
  expect(hideSecrets(plain, undefined).record).toBe(plain);
});
