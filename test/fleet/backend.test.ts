import { expect, it } from "vitest";
import { sizeProblem } from "../../src/fleet/backend.ts";

it("a name's totals are a problem from the first one above its bound", () => {
  const bounds = { documentsMax: 10, bytesMax: 100 };
  expect(sizeProblem({ documents: 10, bytes: 100 }, bounds)).toBeNull();
  expect(sizeProblem({ documents: 11, bytes: 0 }, bounds)).toBe(
    "11 documents, and at most 10 are kept",
  );
  expect(sizeProblem({ documents: 1, bytes: 101 }, bounds)).toBe(
    "101 bytes in all, and at most 100 are kept",
  );
});
