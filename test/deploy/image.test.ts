import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "../tidy/source-tree.ts";

const lines = readFileSync(join(root, "Dockerfile"), "utf8")
  .replaceAll(/^#.*\n/gm, "")
  .replaceAll("\\\n", " ")
  .split("\n")
  .filter((line) => line.trim() !== "");
const of = (instruction: string) => lines.filter((line) => line.startsWith(`${instruction} `));
const { engines, devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

type Stage = { readonly name: string; readonly base: string; readonly lines: readonly string[] };

const stages: readonly Stage[] = lines
  .join("\n")
  .split(/^FROM /m)
  .slice(1)
  .map((text) => {
    const [head = "", ...rest] = text.split("\n");
    const [base = "", , name = ""] = head.split(" ");
    return { name, base, lines: rest.filter((line) => line !== "") };
  });

/** The lines of a stage and of those that it stands on. */
function linesOf(name: string): readonly string[] {
  const stage = stages.find((each) => each.name === name);
  return stage === undefined ? [] : [...linesOf(stage.base), ...stage.lines];
}

it("the base image is one version, that of the tests, and the only one", () => {
  const [base = ""] = of("ARG").filter((line) => line.startsWith("ARG NODE_IMAGE="));
  expect(base).toContain(`/node:${devDependencies.node}-bookworm-slim`);
  expect(engines.node).toBe(">=22.18");
  const known = new Set(["$".concat("{NODE_IMAGE}"), ...stages.map(({ name }) => name)]);
  expect(stages.map(({ base }) => base).filter((each) => !known.has(each))).toEqual([]);
});

it.each(["slim", "full"])("the target %s runs as a number that is not root's", (target) => {
  const users = linesOf(target).filter((line) => line.startsWith("USER "));
  expect(users.at(-1)).toBe("USER 10001:10001");
  const after = linesOf(target).slice(linesOf(target).lastIndexOf("USER 10001:10001") + 1);
  expect(after).toEqual([]);
});

it("nothing is fetched but packages of the lock file, without running their scripts", () => {
  expect(of("ADD")).toEqual([]);
  const runs = of("RUN").join("\n");
  expect(runs).not.toMatch(/\b(curl|wget|apt-get|npm (i|install))\b|https?:/);
  const installs = runs.match(/npm ci[^\n;&]*/g) ?? [];
  expect(installs.length).toBe(3);
  for (const install of installs) expect(install).toContain("--ignore-scripts");
});

it("the image holds no compiler and no test: only what production needs", () => {
  for (const stage of ["modules-slim", "modules-full"]) {
    expect(linesOf(stage).join("\n"), stage).toContain("--omit=dev");
  }
  expect(linesOf("modules-slim").join("\n")).toContain("--omit=optional");
  const copied = [...linesOf("slim"), ...linesOf("full")].filter((line) =>
    line.startsWith("COPY "),
  );
  const sources = new Set(copied.flatMap((line) => line.split(" ").slice(1, -1)));
  expect([...sources].filter((each) => !each.startsWith("--")).toSorted()).toEqual([
    "/app/dist",
    "/app/node_modules",
    "LICENSE",
    "package.json",
  ]);
});

it("secrets of the build are mounted, never copied, and what it ignores is all but its needs", () => {
  const ignored = readFileSync(join(root, ".dockerignore"), "utf8").split("\n");
  const rules = ignored.filter((line) => line !== "" && !line.startsWith("#"));
  expect(rules[0]).toBe("*");
  for (const rule of rules.slice(1)) {
    expect(rule).toMatch(/^!/);
    expect(existsSync(join(root, rule.slice(1))), rule).toBe(true);
  }
  for (const line of of("RUN").filter((each) => each.includes("npm ci"))) {
    expect(line).toContain("--mount=type=secret,id=npmrc");
  }
});

it("its health is the relay's, asked by a program that the image has; SIGTERM ends it", () => {
  const [check = ""] = of("HEALTHCHECK");
  expect(check).toContain(
    '"/app/dist/observe/probe-process.js", "ready", "/var/lib/ocpptap", "relay"',
  );
  expect(existsSync(join(root, "src/observe/probe-process.ts"))).toBe(true);
  expect(of("STOPSIGNAL")).toEqual(["STOPSIGNAL SIGTERM"]);
  expect(of("ENTRYPOINT")).toEqual(['ENTRYPOINT ["node", "/app/dist/main.js"]']);
});

it("what it compiles in advance lies where main.ts looks for it", () => {
  const warm = readFileSync(join(root, "deploy/warm.mjs"), "utf8");
  expect(warm).toContain('enableCompileCache("/app/node_modules/.cache/ocpptap")');
  expect(readFileSync(join(root, "src/main.ts"), "utf8")).toContain(
    'enableCompileCache(join(root, "node_modules", ".cache", "ocpptap"))',
  );
});
