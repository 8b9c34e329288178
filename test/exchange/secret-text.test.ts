import { expect, it } from "vitest";
import { createTextScan } from "../../src/exchange/secret-text.ts";

const scan = createTextScan(new Set(["authorizationkey"]), false);

it("finds values by their names, in any notation", () => {
  const found = (text: string) => scan(text).map(({ from, to }) => text.slice(from, to));
  expect(found("password=abc&x=1")).toEqual(["abc"]);
  expect(found('{"wifiPassword": "a b"')).toEqual(["a b"]);
  expect(found("ftp://u:pw@h")).toEqual(["pw"]);
  expect(found("status=Available")).toEqual([]);
});

it("a hostile text takes no longer than its length", () => {
  const beganAt = performance.now();
  for (const piece of ["a", "\\", '"', "password", "<", "://a:", 'key":', "-----BEGIN "]) {
    scan(piece.repeat(200_000 / piece.length));
  }
  expect(performance.now() - beganAt).toBeLessThan(15_000);
});
