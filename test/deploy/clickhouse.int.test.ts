import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { engineUsersXml } from "../../src/store/engine-config.ts";
import { boundsOf, defaultBounds } from "../../src/store/read-bounds.ts";
import { startTestStore } from "../support/store.ts";
import { root } from "../tidy/source-tree.ts";

const script = readFileSync(join(root, "deploy/clickhouse/users.sh"), "utf8");
const statements = (/<<SQL\n([\s\S]*)\nSQL\n/.exec(script)?.[1] ?? "").split(";\n");

it("ClickHouse understands every statement that makes the users of compose", async () => {
  const store = await startTestStore();
  onTestFinished(() => store.close());
  expect(statements.length).toBeGreaterThan(10);
  for (const statement of statements) {
    const query = "SELECT formatQuerySingleLine({statement:String}) AS text";
    const [row] = await store.reader.query<{ text: string }>(query, { statement });
    expect(row?.text, statement).toMatch(/^(CREATE|ALTER|GRANT) /);
  }
});

const account = (user: string) => ({ user, password: "x" });
const files = { dir: "", usersFile: "", configFile: "", startFile: "", holdFile: "" };
/** As the embedded engine has them. */
const users = engineUsersXml({
  ...files,
  ...{ portFile: "", port: 0, memoryBytesMax: 1024 ** 3, reads: defaultBounds },
  ...{ database: "ocpptap", recorder: account("recorder"), reader: account("reader") },
});

function grantsOf(user: string): readonly string[] {
  const element =
    new RegExp(`<${user}>\\s+<password_sha[\\s\\S]*?</${user}>`).exec(users)?.[0] ?? "";
  return [...element.matchAll(/<query>(.*)<\/query>/g)].map(([, grant = ""]) =>
    grant.replaceAll("`", ""),
  );
}

function givenTo(user: string): readonly string[] {
  const given = statements.flatMap((each) => {
    const [, grant = "", names = ""] = /^(GRANT .*) TO ([\w, ]+);?$/.exec(each) ?? [];
    return names.split(", ").includes(user) ? [grant] : [];
  });
  expect(given.length).toBeGreaterThan(2);
  return given;
}

it("each user has the grants that the embedded engine gives to whoever does the same", () => {
  expect(givenTo("ocpptap")).toEqual(grantsOf("recorder"));
  expect(givenTo("ocpptap_reader")).toEqual(grantsOf("reader"));
  expect(givenTo("grafana")).toEqual(grantsOf("reader"));
});

it("whoever reads has the engine's limits of a reader, each with a range that excludes none", () => {
  const profile = statements.find((each) => each.startsWith("ALTER SETTINGS PROFILE")) ?? "";
  const reader = /<reader>\s+<readonly>2[\s\S]*?<\/reader>/.exec(users)?.[0] ?? "";
  const constraints = /<constraints>([\s\S]*)<\/constraints>/.exec(reader)?.[1] ?? "";
  const names = [...constraints.matchAll(/<(\w+)><(?:min|const)/g)].map(([, name = ""]) => name);
  expect(names.length).toBeGreaterThan(10);
  expect(profile).toContain("SETTINGS readonly = 2,");
  const given = new Map(
    [...profile.matchAll(/(\w+) = (\S+) (MIN 1 MAX \d+|CONST)/g)].map(
      ([, name = "", value = "", range = ""]) => [name, { value, range }] as const,
    ),
  );
  expect([...given.keys()].toSorted()).toEqual(names.toSorted());
  // What the console asks for with the defaults lies within.
  for (const [name, value] of Object.entries(boundsOf(defaultBounds))) {
    const most = Number(/MAX (\d+)/.exec(given.get(name)?.range ?? "")?.[1]);
    expect(most, name).toBeGreaterThanOrEqual(value);
  }
  for (const user of ["ocpptap_reader", "grafana"]) {
    const altered = statements.find((each) => each.startsWith(`ALTER USER ${user} `));
    expect(altered).toMatch(/SETTINGS PROFILE 'ocpptap_reader'$/);
  }
  expect(statements.find((each) => each.startsWith("ALTER USER ocpptap "))).not.toContain(
    "PROFILE",
  );
});
