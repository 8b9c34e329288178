import { describe, expect, it } from "vitest";
import {
  type EngineSettings,
  engineArguments,
  engineConfigXml,
  engineStartSql,
  engineUsersXml,
} from "../../src/store/engine-config.ts";
import { defaultBounds } from "../../src/store/read-bounds.ts";

const hostile = `/tmp/<x>&"'\\/`;

const settings: EngineSettings = {
  dir: "/data/store",
  usersFile: "/data/run/engine-users.xml",
  configFile: "/data/run/engine-config.xml",
  startFile: "/data/run/engine-start.sql",
  holdFile: "/data/run/engine-hold",
  portFile: "/data/run/engine-port",
  port: 4711,
  memoryBytesMax: 1024 ** 3,
  reads: defaultBounds,
  database: "ocpptap",
  recorder: { user: "recorder", password: "secret of the recorder" },
  reader: { user: "reader", password: "secret of the reader" },
};

describe("the engine's configuration", () => {
  it("escapes what could be read as XML", () => {
    const xml = engineConfigXml({ ...settings, usersFile: hostile });
    expect(xml).toContain("<users_config>/tmp/&#60;x&#62;&#38;&#34;&#39;\\/</users_config>");
  });

  it("escapes what could be read as SQL", () => {
    expect(engineStartSql({ ...settings, portFile: hostile })).toContain(
      `INTO OUTFILE '/tmp/<x>&"\\'\\\\/' TRUNCATE`,
    );
    const users = engineUsersXml({ ...settings, database: "a`.* TO x; --<" });
    expect(users).toContain("GRANT ALL ON `a\\`.* TO x; --&#60;`.*");
  });

  it("takes no user name that is more than a word", () => {
    const recorder = { user: "a><b", password: "x" };
    expect(() => engineUsersXml({ ...settings, recorder })).toThrow("plain user name");
  });

  it("holds no password in clear", () => {
    const all = [engineConfigXml, engineUsersXml, engineStartSql].map((make) => make(settings));
    expect([...all, ...engineArguments(settings)].join()).not.toContain("secret");
  });

  it("gives every limit of the reader a range that excludes none", () => {
    const users = engineUsersXml(settings);
    for (const name of ["max_execution_time", "max_memory_usage", "max_result_rows"]) {
      expect(users).toMatch(new RegExp(`<${name}><min>1</min><max>\\d+</max></${name}>`));
    }
  });

  it("listens on loopback alone, on the port it is told", () => {
    expect(engineArguments(settings)).toContain("--listen_host=127.0.0.1");
    expect(engineArguments(settings)).toContain("--http_port=4711");
  });
});
