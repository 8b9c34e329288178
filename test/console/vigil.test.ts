import { expect, it } from "vitest";
import { OperationalError } from "../../src/base/errors.ts";
import { createVigil } from "../../src/console/vigil.ts";
import type { Reader } from "../../src/query/reader.ts";
import { until } from "../support/until.ts";

/** A store whose long question takes until it is aborted, and whose short one goes as told. */
function store(probe: (signal: AbortSignal | undefined) => Promise<never[]>): Reader {
  return {
    query(statement, _params, options) {
      return statement === "SELECT 1" ? probe(options?.signal) : untilAborted(options?.signal);
    },
  };
}

async function untilAborted(signal: AbortSignal | undefined): Promise<never> {
  await new Promise((resolve) => signal?.addEventListener("abort", resolve));
  throw signal?.reason;
}

it("gives up a question once the store does not even answer a trivial one", async () => {
  const vigil = createVigil(store(untilAborted), 20);
  await expect(vigil.query("SELECT long")).rejects.toMatchObject({ code: "STORE_UNREACHABLE" });
});

it("lets a long question go on while the store is there, or only busy", async () => {
  let probes = 0;
  const vigil = createVigil(
    store(() => {
      probes += 1;
      return probes === 1
        ? Promise.resolve([])
        : Promise.reject(new OperationalError("STORE_BUSY", { problem: "load" }));
    }),
    20,
  );
  const gone = new AbortController();
  const asked = vigil.query("SELECT long", {}, { signal: gone.signal });
  asked.catch(() => undefined);
  await until(() => probes > 2, "it asked again");
  gone.abort(new Error("gone"));
  await expect(asked).rejects.toThrow("gone");
});
