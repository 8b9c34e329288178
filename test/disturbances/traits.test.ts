import { expect, it } from "vitest";
import type { Sender } from "../../src/base/ids.ts";
import { limits } from "../../src/base/limits.ts";
import { createTraitsReader } from "../../src/disturbances/traits.ts";
import type { SeenMessage } from "../../src/relay/intercept.ts";

function seen(sender: Sender, text: string, facts: Partial<SeenMessage> = {}): SeenMessage {
  const payload = Buffer.from(text);
  const is = { seq: 1, opcode: 1, isWhole: true, hasGone: false, receivedAtUs: 0 } as const;
  return { sender, payload, ...is, ...facts };
}

it("an answer has the action of the call that the other side made", () => {
  const read = createTraitsReader();
  expect(read(seen("csms", '[2,"1","Reset",{}]'))).toMatchObject({ type: "call", action: "Reset" });
  read(seen("station", '[2,"1","Heartbeat",{}]'));
  expect(read(seen("station", '[3,"1",{}]'))).toMatchObject({
    type: "callResult",
    action: "Reset",
  });
  expect(read(seen("station", '[4,"1","X","",{}]'))).toMatchObject({ action: "Reset" });
  expect(read(seen("csms", '[3,"1",{}]'))).toMatchObject({ action: "Heartbeat" });
  expect(read(seen("csms", '[3,"2",{}]'))).toMatchObject({ action: null, messageId: "2" });
});

it("remembers no more calls than it may, the newest of them", () => {
  const read = createTraitsReader();
  for (let id = 0; id <= limits.disturbanceCallsMax; id += 1) {
    read(seen("csms", `[2,"${id}","Reset",{}]`));
  }
  expect(read(seen("station", '[3,"0",{}]')).action).toBeNull();
  expect(read(seen("station", '[3,"1",{}]')).action).toBe("Reset");
});

it("of what is broken, cut short or too large nothing is known", () => {
  const read = createTraitsReader();
  const call = '[2,"1","Reset",{}]';
  const long = `[2,"1","DataTransfer",{"data":"${"x".repeat(limits.disturbanceReadBytesMax)}"}]`;
  for (const message of [
    seen("csms", "[2,"),
    seen("csms", call, { isWhole: false }),
    seen("csms", long),
  ]) {
    expect(read(message)).toMatchObject({ type: null, action: null, messageId: null });
  }
});
