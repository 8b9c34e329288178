import { expect, it } from "vitest";
import { callText, errorText, withMessageId } from "../../src/backends/texts.ts";

it("writes calls and errors", () => {
  expect(callText("m", "Reset", { type: "Hard" })).toBe('[2,"m","Reset",{"type":"Hard"}]');
  const refusal = { errorCode: "GenericError", errorDescription: "x".repeat(300) };
  expect(JSON.parse(errorText("m", refusal))).toEqual([
    ...[4, "m", "GenericError", "x".repeat(255), {}],
  ]);
});

it("changes the id of an answer, and nothing else", () => {
  expect(withMessageId('[3, "ours-1" ,{"a":1.50,"b":"ü"}]', 'a"b')).toBe(
    '[3, "a\\"b" ,{"a":1.50,"b":"ü"}]',
  );
  expect(withMessageId('[4,"","GenericError","",{}]', "m")).toBe('[4,"m","GenericError","",{}]');
  for (const text of ["", "{}", "[3]", "[3,5,{}]"]) expect(withMessageId(text, "m")).toBeNull();
});
