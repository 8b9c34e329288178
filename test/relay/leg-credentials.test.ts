import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parseStationId } from "../../src/base/ids.ts";
import { configSchema } from "../../src/config/schema.ts";
import { readLegCredentials } from "../../src/relay/leg-credentials.ts";
import { compileRoutes, translatedRoutes } from "../../src/relay/route.ts";
import { tempDir } from "../support/temp-dir.ts";

async function credentialsOf(credentials: object, upstream = "ws://csms.example") {
  const translate = { station: "1.6", csms: "2.0.1", credentials };
  const config = configSchema.parse({
    routes: [{ match: "/{station}", upstream, mode: "translate", translate }],
  });
  const routes = compileRoutes(config);
  const read = await readLegCredentials(routes);
  const [route] = translatedRoutes(routes);
  if (route === undefined) throw new Error("no route");
  return (id: string, own: string | null) => read.authorizationOf(route, parseStationId(id), own);
}

const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;

it("passthrough is the station's header byte for byte, else the URL's user", async () => {
  const own = await credentialsOf({}, "ws://tap:secret@csms.example");
  expect(own("CP-1", "Basic \xff\xfe==")).toBe("Basic \xff\xfe==");
  expect(own("CP-1", null)).toBe(basic("tap:secret"));
  expect((await credentialsOf({}))("CP-1", null)).toBeNull();
});

it("static is one password for all, with the station's id as user where none is given", async () => {
  const one = await credentialsOf({ mode: "static", password: "s3" });
  expect(one("CP-1", "Basic own")).toBe(basic("CP-1:s3"));
  const other = await credentialsOf({ mode: "static", user: "tap", password: "s3" });
  expect(other("CP-1", null)).toBe(basic("tap:s3"));
});

it("perStation is a file's; whoever is not in it has none", async () => {
  const file = join(await tempDir(), "credentials.yaml");
  await writeFile(file, "CP-1: { password: one }\nCP-2: { user: two, password: zwei }\n");
  const listed = await credentialsOf({ mode: "perStation", file });
  expect(listed("CP-1", "Basic own")).toBe(basic("CP-1:one"));
  expect(listed("CP-2", null)).toBe(basic("two:zwei"));
  expect(listed("CP-3", "Basic own")).toBeUndefined();
  expect(listed("__proto__", null)).toBeUndefined();
});

it("a file that cannot be used is told at start, without what is secret in it", async () => {
  const file = join(await tempDir(), "credentials.yaml");
  await expect(credentialsOf({ mode: "perStation", file })).rejects.toMatchObject({
    code: "CONFIG_UNREADABLE",
  });
  await writeFile(file, "CP-1: { password: [hunter2] }\n");
  const failure: unknown = await credentialsOf({ mode: "perStation", file }).catch(
    (e: unknown) => e,
  );
  expect(String(failure)).toContain("CP-1");
  expect(String(failure)).not.toContain("hunter2");
});

it("of a file that is no YAML the line is told, and nothing that stands there", async () => {
  const file = join(await tempDir(), "credentials.yaml");
  const broken = [
    "CP-1: { password: hunter2",
    "CP-1: [hunter2",
    "CP-1: { password: *hunter2 }",
    "CP-1: { password: !hunter2 x }",
    "%hunter2\nCP-1: hunter2: 3\n",
    "CP-1: hunter2\nCP-1: hunter2",
  ];
  for (const text of broken) {
    await writeFile(file, `# stations\n${text}\n`);
    const failure: unknown = await credentialsOf({ mode: "perStation", file }).catch(
      (thrown: unknown) => thrown,
    );
    expect(failure, text).toMatchObject({ code: "CONFIG_UNREADABLE" });
    expect(String(failure), text).toMatch(/line \d|aliases|CP-1/);
    expect(String(failure), text).not.toContain("hunter2");
  }
});

it("a back-end is shown the URL's user, and the station's password only where that is said", async () => {
  const upstream = "ws://tap:secret@energy.example";
  const backends = [
    { name: "plain", upstream },
    { name: "trusted", upstream, credentials: {} },
    { name: "own", upstream, credentials: { mode: "static", password: "s3" } },
  ];
  const routes = compileRoutes(
    configSchema.parse({
      routes: [{ match: "/{station}", upstream: "ws://csms.example", backends }],
    }),
  );
  const read = await readLegCredentials(routes);
  const shown = routes[0]?.backends.map((backend) =>
    read.authorizationOf(backend, parseStationId("CP-1"), "Basic own"),
  );
  expect(shown).toEqual([basic("tap:secret"), "Basic own", basic("CP-1:s3")]);
});
