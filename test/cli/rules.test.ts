import { describe, expect, it } from "vitest";
import { ruleTexts } from "../../src/findings/catalogue.ts";
import { world } from "./world.ts";

describe("rules", () => {
  it("lists the whole catalogue", async () => {
    const { run, stdout } = world();
    expect(await run("rules")).toBe(0);
    const [head, ...lines] = stdout.text.trimEnd().split("\n");
    expect(head).toMatch(/^ID +SEVERITY +SIDE +TITLE$/);
    expect(lines.map((line) => line.split(" ")[0])).toEqual(ruleTexts.map(({ id }) => id));
  });

  it("shows one rule in full", async () => {
    const { run, stdout } = world();
    expect(await run("rules", "call-timeout")).toBe(0);
    const rule = ruleTexts.find(({ id }) => id === "call-timeout");
    expect(stdout.text).toContain(rule?.explanation);
    expect(stdout.text).toContain(`What to do: ${rule?.remedy}\n`);
    expect(stdout.text).toContain(`Clause: ${rule?.clause}.\n`);
  });

  it("writes the same as JSON", async () => {
    const all = world();
    expect(await all.run("rules", "--format", "json")).toBe(0);
    expect(JSON.parse(all.stdout.text)).toEqual(ruleTexts);
    const one = world();
    expect(await one.run("rules", "json-invalid", "--format", "json")).toBe(0);
    expect(JSON.parse(one.stdout.text)).toMatchObject({ id: "json-invalid" });
  });

  it("names the nearest rule for one that does not exist", async () => {
    const { run, stdout, stderr } = world();
    expect(await run("rules", "call-timeuot")).toBe(2);
    expect(stderr.text).toContain(
      "There is no rule 'call-timeuot'; perhaps call-timeout was meant.",
    );
    expect(stdout.text).toBe("");
  });
});
