import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parseStationId } from "../../../src/base/ids.ts";
import { configSchema } from "../../../src/config/schema.ts";
import { openStaging, type StagingRequest } from "../../../src/rehearse/playback/staging.ts";
import { tempDir } from "../../support/temp-dir.ts";

const open = (request: Partial<StagingRequest>, config: object = {}) =>
  openStaging(
    {
      ...{ upstream: "wss://staging.example/ocpp", route: "", credentials: null, ca: null },
      ...{ isOwnAllowed: false, ...request },
    },
    configSchema.parse(config),
  );

it("dials what was typed, with the URL's own credentials", async () => {
  const { route, credentials } = await open({
    upstream: "ws://u:p@staging.example:81/{station}/x",
  });
  expect(route.upstream).toMatchObject({ host: "staging.example", port: 81, isTls: false });
  expect(route.targetOf("CP-1", "")).toBe("/CP-1/x");
  const shown = credentials.authorizationOf(route, parseStationId("CP-1"), null);
  expect(shown).toBe(`Basic ${Buffer.from("u:p").toString("base64")}`);
});

it("has each station's credentials out of a file", async () => {
  const file = join(await tempDir(), "staging.yaml");
  await writeFile(file, "CP-1: { password: secret }\n");
  const { route, credentials } = await open({ credentials: file });
  const of = (id: string) => credentials.authorizationOf(route, parseStationId(id), null);
  expect(of("CP-1")).toBe(`Basic ${Buffer.from("CP-1:secret").toString("base64")}`);
  expect(of("CP-2")).toBeUndefined();
});

it("has the translation options of a route or shadow", async () => {
  const translate = { station: "1.6", csms: "2.0.1", idTokenType: "Central" };
  const shadows = [{ match: "/{station}", upstream: "wss://new.example", translate }];
  const { route } = await open({ route: "/{station}" }, { shadows });
  expect(route.translate).toMatchObject({ idTokenType: "Central" });
  await expect(open({ route: "/none/{station}" }, { shadows })).rejects.toThrow(
    /No route or shadow/,
  );
});

it("refuses a CSMS that stations use, unless that is meant, and what is no URL", async () => {
  const config = { upstream: "wss://csms.example/ocpp" };
  const own = { upstream: "wss://csms.example:443/other" };
  await expect(open(own, config)).rejects.toThrow(/told their day once more/);
  await expect(open({ ...own, isOwnAllowed: true }, config)).resolves.toBeDefined();
  await expect(open({ upstream: "http://staging.example" })).rejects.toMatchObject({
    code: "USAGE",
  });
});
