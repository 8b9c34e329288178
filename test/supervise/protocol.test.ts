import { expect, it } from "vitest";
import { OperationalError } from "../../src/base/errors.ts";
import { failedMessage } from "../../src/supervise/protocol.ts";

it("a failure crosses to the supervisor with all that makes its sentence", () => {
  const error = new OperationalError("DATA_DIR_UNWRITABLE", { dir: "/x", problem: "EROFS" });
  const told = structuredClone(failedMessage(error));
  expect(told).toEqual({
    kind: "failed",
    code: "DATA_DIR_UNWRITABLE",
    details: { dir: "/x", problem: "EROFS" },
  });
});
