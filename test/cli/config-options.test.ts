import { Command } from "commander";
import { expect, it } from "vitest";
import { addConfigOptions, configFlagsOf, loadConfigOf } from "../../src/cli/config-options.ts";
import { settableFields } from "../../src/config/fields.ts";
import { world } from "./world.ts";

function parsed(...argv: readonly string[]): Command {
  const command = new Command().exitOverride().option("--limit <n>");
  addConfigOptions(command, ["--config"]);
  return command.parse([...argv], { from: "user" });
}

it("every key can be set by a flag", () => {
  const longs = parsed().options.map((option) => option.long);
  expect(longs).toHaveLength(new Set(longs).size);
  expect(longs.length).toBeGreaterThan(settableFields.length);
  expect(longs).toEqual(expect.arrayContaining(["--upstream", "--store", "--store.url"]));
});

it("only what was typed counts, under the name it was typed with", () => {
  const command = parsed("--listen", "1", "--listen", "2", "--store", "embedded:", "--limit", "3");
  expect(configFlagsOf(command)).toEqual({ "--listen": ["1", "2"], "--store": "embedded:" });
  expect(configFlagsOf(parsed("--record.strict"))).toEqual({ "--record.strict": true });
  expect(configFlagsOf(parsed("--record.strict", "no"))).toEqual({ "--record.strict": "no" });
});

it("shows what a command is about and hides the rest", () => {
  const help = parsed().helpInformation();
  expect(help).toContain("--config <file>");
  expect(help).not.toContain("--spool.bytes-max");
});

it("loads the configuration that a command line amounts to", async () => {
  const { io } = world({ env: { OCPPTAP_INSTANCE: "a" } });
  const { config } = await loadConfigOf(parsed("--spool.bytes-max", "1GiB"), io);
  expect(config.spool.bytesMax).toBe(2 ** 30);
  expect(config.instance).toBe("a");
});
