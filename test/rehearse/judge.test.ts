import { describe, expect, it } from "vitest";
import { judge } from "../../src/rehearse/judge.ts";
import type { Facts } from "../../src/rehearse/tables.ts";
import { tablesOf } from "../../src/rehearse/tables.ts";
import { call, enough, factsOf, goodDay, rehearsedOf, setKey, transfer, use } from "./told.ts";

function judged(fields: Partial<Facts> = {}) {
  const facts = factsOf(fields);
  const { verdict, reasons } = judge(tablesOf(facts), facts);
  return { verdict, ids: reasons.map(({ weight, id }) => `${weight} ${id}`), reasons };
}

const tokens = "remark token:ISO14443";

describe("a station is ready", () => {
  it("where nothing of what it does is lost and no token has a guessed type", () => {
    const boot = goodDay.slice(0, 2);
    expect(judged({ rehearsed: rehearsedOf(boot) })).toEqual({
      ...{ verdict: "ready", ids: [], reasons: [] },
    });
  });

  it("where it speaks 2.0.1 already", () => {
    const uses = [use({ version: "2.0.1" })];
    expect(judged({ uses, rehearsed: null }).verdict).toBe("ready");
  });
});

describe("with remarks", () => {
  it("of what the new CSMS must know", () => {
    const { verdict, ids } = judged({
      transfers: [transfer(), transfer({ messageId: "Never", accepted: 0 })],
      sets: [setKey({ key: "AcmeLed", value: "on" })],
    });
    expect(verdict).toBe("remarks");
    expect(ids).toEqual(["remark transfer:station:com.acme Led", "remark key:AcmeLed", tokens]);
  });

  it("of what was not seen", () => {
    const lastUs = enough[0]?.firstUs ?? 0;
    const uses = [use({ lastUs: lastUs + 3 * 3_600_000_000 })];
    const { verdict, reasons } = judged({ uses, rehearsed: rehearsedOf(goodDay.slice(0, 2)) });
    expect(verdict).toBe("remarks");
    expect(reasons.map(({ id, detail }) => `${id} ${detail}`)).toEqual([
      ...["short Only 3 hours.", "no-transaction ", "no-boot ", "no-configuration "],
    ]);
  });

  it("of an action that the old CSMS refused as well", () => {
    const rehearsed = rehearsedOf([...goodDay, `> ${call("9", "AcmeSecret", {})}`]);
    const uses = [...enough, use({ action: "AcmeSecret" })];
    expect(judged({ uses, rehearsed }).ids).toEqual(["remark refused:AcmeSecret", tokens]);
  });
});

describe("not ready", () => {
  it("where an action that the old CSMS answers would be refused", () => {
    const rehearsed = rehearsedOf([...goodDay, `> ${call("9", "AcmeSecret", {})}`]);
    const answers = use({ sender: "csms", action: "AcmeSecret", results: 3, calls: 0, call: null });
    const { verdict, reasons } = judged({
      uses: [...enough, use({ action: "AcmeSecret" }), answers],
      rehearsed,
    });
    expect(verdict).toBe("notReady");
    expect(reasons[0]).toEqual({
      ...{ id: "refused:AcmeSecret", weight: "blocks", count: 1 },
      title: "The old CSMS answers its AcmeSecret; translated, it gets an error.",
      detail: "NotImplemented: there is no such action of a station",
      example: { linkId: "link-1", seq: 11 },
    });
  });

  it("where much of it cannot be read", () => {
    const broken = { linkId: "link-1", seq: 4 };
    const many = judged({ uses: [...enough, use({ malformed: 2, broken })] });
    expect(many.ids[0]).toBe("blocks unreadable");
    expect(many.reasons[0]).toMatchObject({ example: broken, detail: "2 of 9 messages" });
    const few = judged({ uses: [...enough, use({ messages: 900, malformed: 2, broken })] });
    expect(few.ids).toContain("remark unreadable");
  });

  it("where a command has no equal", () => {
    const { ids } = judged({ uses: [...enough, use({ sender: "csms", action: "AcmeCommand" })] });
    expect(ids[0]).toBe("blocks command:AcmeCommand");
  });

  it("where it speaks something else", () => {
    const soap = [use({ transport: "soap", version: "1.5" })];
    expect(judged({ uses: soap, rehearsed: null }).ids).toEqual(["blocks soap"]);
    const newer = [use({ version: "2.1" })];
    expect(judged({ uses: newer, rehearsed: null }).ids).toEqual(["blocks version-2.1"]);
  });
});

it("nothing seen is unknown", () => {
  expect(judged({ uses: [], rehearsed: null })).toMatchObject({
    ...{ verdict: "unknown", ids: ["lacks no-traffic"] },
  });
  expect(judged({ uses: [use({ version: "" })], rehearsed: null }).verdict).toBe("unknown");
});
