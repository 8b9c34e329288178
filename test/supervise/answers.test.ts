import { expect, it } from "vitest";
import { awaitAnswers } from "../../src/supervise/answers.ts";

it("resolves with the answer that is awaited, and no other", async () => {
  const answers = awaitAnswers("relay");
  const prepared = answers.prepared();
  answers.hear({ kind: "alive" });
  answers.hear({ kind: "committed" });
  expect(await Promise.race([prepared, Promise.resolve("still waiting")])).toBe("still waiting");
  answers.hear({ kind: "prepared" });
  await prepared;
});

it("says why it cannot", async () => {
  const answers = awaitAnswers("relay");
  const prepared = answers.prepared();
  const details = { file: "key.pem", problem: "it is empty" };
  answers.hear({ kind: "unprepared", code: "TLS_FILE_INVALID", details });
  await expect(prepared).rejects.toThrow("The TLS file key.pem cannot be used: it is empty.");
});

it("waits for nobody for ever", async () => {
  const late = awaitAnswers("relay", 5).prepared();
  await expect(late).rejects.toMatchObject({ code: "RELOAD_LATE", details: { role: "relay" } });
  const answers = awaitAnswers("relay");
  const committed = answers.committed();
  answers.gone();
  await committed;
});
