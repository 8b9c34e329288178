import { Ajv } from "ajv";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { chartValues, chartValuesSchema } from "../../src/cli/chart.ts";
import { chartOwned } from "../../src/cli/chart-values.ts";

it("the values are those of the schema's defaults, and valid by it", () => {
  const values = parse(chartValues());
  const validate = new Ajv({ strict: false }).compile(JSON.parse(chartValuesSchema()));
  expect(validate(values), JSON.stringify(validate.errors)).toBe(true);
  expect(values).toMatchObject({
    relay: { replicas: 2, storage: { size: "20Gi" } },
    config: { listen: [{ address: "0.0.0.0:9000" }], log: { format: "json" } },
  });
});

it("every key of the configuration stands below them as a comment, but those that the chart sets", () => {
  const text = chartValues();
  expect(text).toContain("  # upstream: wss://csms.example/ocpp");
  expect(text).toContain("    # bytesMax: 8GiB");
  // All of it, taken out of comments, is YAML; nothing in it is empty, which Helm would take for a value.
  const sample = text.slice(text.indexOf("config:\n")).replaceAll(/^( *)# /gm, "$1");
  const { config } = parse(sample.replaceAll(/^ *##.*$/gm, ""), { uniqueKeys: false });
  expect(config.spool.bytesMax).toBe("8GiB");
  for (const path of chartOwned) {
    const value = path.split(".").reduce((of, key) => Reflect.get(Object(of), key), config);
    expect(value, path).toBeUndefined();
  }
});

it("no line of the values but a sentence of the configuration is wider than a screen", () => {
  const wide = chartValues()
    .split("\n")
    .filter((line) => line.length > 100 && !/^ *#+ /.test(line));
  expect(wide).toEqual([]);
});
