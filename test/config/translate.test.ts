import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { settableFields } from "../../src/config/fields.ts";
import { loadConfig } from "../../src/config/load.ts";
import { valueText } from "../../src/config/print.ts";
import { translateSchema } from "../../src/config/translate.ts";
import { defaultSettings, settingsOf } from "../../src/translate/settings.ts";
import { tempDir } from "../support/temp-dir.ts";

async function load(route: string) {
  const cwd = await tempDir();
  await mkdir(join(cwd, "etc"));
  const yaml = `routes:\n  - match: /ocpp/{station}\n    upstream: wss://csms.example/\n${route}`;
  await writeFile(join(cwd, "etc/ocpptap.yaml"), yaml);
  const loaded = await loadConfig({ flags: { "--config": "etc/ocpptap.yaml" }, env: {}, cwd });
  return { cwd, route: loaded.config.routes[0], config: loaded.config };
}

it("two versions are enough", async () => {
  const { route } = await load(
    '    mode: translate\n    translate: { station: "1.6", csms: "2.0.1" }\n',
  );
  expect(route?.translate).toMatchObject({
    ...{ station: "1.6", csms: "2.0.1", tenant: "default", presence: "mirror", topology: [] },
    credentials: { mode: "passthrough" },
  });
});

it("either direction is one, the same version twice is none", async () => {
  const of = (text: string) => load(`    mode: translate\n    translate: ${text}\n`);
  expect((await of('{ station: "2.0.1", csms: "1.6" }')).route?.translate?.csms).toBe("1.6");
  await expect(of('{ station: "1.6", csms: "1.6" }')).rejects.toThrow(
    "routes: [0] (/ocpp/{station}) translates 1.6 to 1.6: nothing is to be done",
  );
  await expect(of('{ station: "1.6" }')).rejects.toThrow("translate.csms");
  await expect(of('{ station: "1.6", csms: "2.1" }')).rejects.toThrow("translate.csms");
});

it("mode and options come together", async () => {
  await expect(load("    mode: translate\n")).rejects.toThrow("needs e.g. translate:");
  await expect(load('    translate: { station: "1.6", csms: "2.0.1" }\n')).rejects.toThrow(
    "needs mode: translate",
  );
});

it("credentials need what they are made of, and are not shown", async () => {
  const of = (text: string) =>
    load(
      `    mode: translate\n    translate: { station: "1.6", csms: "2.0.1", credentials: ${text} }\n`,
    );
  await expect(of("{ mode: perStation }")).rejects.toThrow("perStation, which need their `file`");
  await expect(of("{ mode: static }")).rejects.toThrow("static, which need a `password`");
  const { config } = await of("{ mode: static, user: tap, password: hunter2 }");
  const routes = settableFields.find(({ path }) => path === "routes");
  const shown = routes === undefined ? "" : valueText(routes, config.routes);
  expect(shown).toContain('"user":"tap","password":"***"');
  const { route, cwd } = await of("{ mode: perStation, file: secrets.yaml }");
  expect(route?.translate?.credentials.file).toBe(join(cwd, "etc/secrets.yaml"));
});

it("becomes what the translator is told", () => {
  expect(defaultSettings).toMatchObject({ topology: "auto", idTokenRules: [], ackMode: "durable" });
  const settings = settingsOf(
    translateSchema.parse({
      ...{ station: "1.6", csms: "2.0.1", tokenProbe: "Central, Local" },
      topology: [{ connectorId: 2, evseId: 1, evseConnectorId: 2 }],
      idTokenRules: [{ pattern: "DE.*", type: "eMAID" }],
    }),
  );
  expect(settings.tokenProbe).toEqual(["Central", "Local"]);
  expect(settings.topology).toEqual([
    { connectorId: 2, evseId: 1, evseConnectorId: 2, connectorType: null },
  ]);
  expect(settings.idTokenRules[0]?.pattern.test("de123")).toBe(true);
  expect(settings.idTokenRules[0]?.pattern.test("xde123")).toBe(false);
});

it("words and patterns are checked", () => {
  const parse = (more: object) =>
    translateSchema.safeParse({ station: "1.6", csms: "2.0.1", ...more }).error?.issues[0]?.message;
  expect(parse({ tokenProbe: "Central,Nonsense" })).toContain('"Nonsense" is none of');
  expect(parse({ idTokenRules: [{ pattern: "(", type: "Central" }] })).toContain(
    "is no regular expression",
  );
});
