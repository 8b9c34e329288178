import { describe } from "vitest";
import { tempDir } from "../support/temp-dir.ts";
import { stateStoreContract } from "./contract.ts";

describe("the file as a state store", () => {
  stateStoreContract(async () => ({ data: await tempDir(), redis: {} }));
});
