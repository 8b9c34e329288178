import fc from "fast-check";
import { expect, it } from "vitest";
import { newLinkId } from "../../src/base/ids.ts";
import { statefulRule } from "../../src/findings/rule.ts";
import { record, second, startUs } from "../support/recording.ts";
import { controlFrameOf, messageOf } from "../support/spool.ts";

const text = {
  ...{ id: "seen", title: "", clause: "", explanation: "", remedy: "" },
  ...{ severity: "note" as const, side: "ours" as const },
};
const memory = { scope: "link", begin: () => 0, save: () => 0, parse: () => 0 } as const;

it("lets time pass for rules about once a second, on every open link", () => {
  const seen: string[] = [];
  const rule = statefulRule<number>(text, memory, {
    tick: (happening, link) => {
      seen.push(`${link.linkId} ${(happening.atUs - startUs) / second}`);
      return [];
    },
  });
  const recording = record({ rules: [rule] });
  const one = recording.link().open();
  const other = recording.link().open();
  for (const at of [0.1, 0.9, 1.5, 1.9, 7]) recording.intake.tick(startUs + at * second);
  expect(seen).toEqual(
    [0.1, 1.5, 7].flatMap((at) => [`${one.linkId} ${at}`, `${other.linkId} ${at}`]),
  );
});

it("shows control frames to rules that want them", () => {
  const seen: number[] = [];
  const rule = statefulRule<number>(text, memory, {
    "control-frame": ({ record: { opcode } }) => {
      seen.push(opcode);
      return [];
    },
  });
  const recording = record({ rules: [rule] });
  const { linkId } = recording.link().open();
  recording.take(controlFrameOf(linkId, 0));
  recording.take(controlFrameOf(newLinkId(), 0));
  expect(seen).toEqual([9]);
});

it("times calls out between records, so that an answer after an hour is late", () => {
  const recording = record();
  const link = recording.link().open().station('[2,"1","Heartbeat",{}]');
  link.csms('[3,"1",{}]', { afterMs: 3_600_000 });
  expect(recording.rulesFound()).toEqual(["call-timeout", "response-late"]);
});

it("gives every message one row, whatever its bytes", () => {
  const payloads = fc.array(
    fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc
        .tuple(
          fc.constantFrom(2, 3, 4, 5, 6, 7),
          fc.constantFrom("1", "2", "\0\ud800"),
          fc.jsonValue(),
        )
        .map(([type, id, payload]) =>
          Buffer.from(JSON.stringify([type, id, "Heartbeat", payload])),
        ),
    ),
  );
  fc.assert(
    fc.property(payloads, fc.boolean(), (list, isText) => {
      const recording = record();
      const { linkId } = recording.link().open();
      list.forEach((payload, index) => {
        const opcode = isText ? 1 : 2;
        recording.take(messageOf(linkId, index + 1, { payload: Buffer.from(payload), opcode }));
      });
      const rows = recording.rows("messages");
      expect(rows.map((row) => row["seq"])).toEqual(list.map((_, index) => index + 1));
      rows.forEach((row, index) => {
        const encoding = row["payload_encoding"] === "base64" ? "base64" : "utf8";
        const payload = Buffer.from(String(row["payload"]), encoding);
        expect(payload.equals(Buffer.from(list[index] ?? []))).toBe(true);
      });
      expect(recording.events.filter(({ name }) => name === "bug")).toEqual([]);
    }),
  );
});
