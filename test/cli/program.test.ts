import { describe, expect, it } from "vitest";
import { createProgram, referencePages } from "../../src/cli/program.ts";
import { ClosingSink, world } from "./world.ts";

const COMMANDS = [
  ...[
    "serve",
    "demo",
    "search",
    "tail",
    "export",
    "check",
    "rules",
    "simulate",
    "config",
    "migrate",
  ],
];

describe("the command line", () => {
  it("explains itself, each command with examples", async () => {
    const help = world();
    expect(await help.run("--help")).toBe(0);
    for (const name of COMMANDS) expect(help.stdout.text).toContain(`\n  ${name} `);
    expect(help.stdout.text).not.toContain("\n  docs ");
    const leaves = COMMANDS.filter((name) => !["simulate", "config"].includes(name));
    const paths = [...leaves.map((name) => [name]), ["simulate", "csms"], ["config", "print"]];
    for (const path of paths) {
      const one = world();
      expect(await one.run(...path, "--help"), path.join(" ")).toBe(0);
      expect(one.stdout.text).toMatch(/\nExamples?:\n {2}ocpptap /);
      expect(one.stderr.text).toBe("");
    }
  });

  it("tells its version", async () => {
    const { run, stdout } = world();
    expect(await run("--version")).toBe(0);
    expect(stdout.text).toBe("1.2.3\n");
  });

  it("answers wrong usage with one sentence, a remedy and exit code 2", async () => {
    for (const [argv, sentence] of [
      [["serv"], "ocpptap: Unknown command 'serv'; perhaps serve was meant.\n"],
      [["serve", "--lisen", "1"], "Unknown option '--lisen'; perhaps --listen was meant.\n"],
      [["search", "--limit", "0"], "Write a whole number from 1 to"],
      [["search", "--format", "xml"], "Allowed choices are table, jsonl, csv.\n"],
      [["search", "-type:call"], "write -- before a query that begins with a dash.\n"],
      [["search", "statoin:CP-1"], "The query is not valid at position 0"],
      [["search", "--from", "yesterday"], "--from is not a time"],
      [["simulate", "station"], "Required option '--url <url>' not specified.\n"],
      [["tail", "a", "("], "The query is not valid at position"],
    ] as const) {
      const { run, stdout, stderr } = world();
      expect(await run(...argv), argv.join(" ")).toBe(2);
      expect(stderr.text).toContain(sentence);
      expect(stderr.text.trimEnd().split("\n").length).toBeLessThanOrEqual(2);
      expect(stderr.text).not.toMatch(/\n\s+at /);
      expect(stdout.text).toBe("");
    }
  });

  it("shows the help on standard error where a command is missing", async () => {
    for (const argv of [[], ["config"], ["simulate"]]) {
      const { run, stdout, stderr } = world();
      expect(await run(...argv)).toBe(2);
      expect(stderr.text).toContain("Usage: ocpptap");
      expect(stderr.text).not.toContain("ocpptap: ");
      expect(stdout.text).toBe("");
    }
  });

  it("shows a stack with --verbose only", async () => {
    const failing = { serve: () => Promise.reject(new Error("broken")) };
    const quiet = world({ app: failing });
    expect(await quiet.run("serve", "--upstream", "ws://a")).toBe(1);
    expect(quiet.stderr.text).toBe(
      "ocpptap: This is a bug: broken\nRun it again with --verbose and report what it prints.\n",
    );
    const verbose = world({ app: failing });
    expect(await verbose.run("serve", "--upstream", "ws://a", "--verbose")).toBe(1);
    expect(verbose.stderr.text).toMatch(/Error: broken\n\s+at /);
  });

  it("ends quietly when its reader has gone", async () => {
    const stdout = new ClosingSink(0);
    const { run, stderr } = world({ stdout });
    expect(await run("config", "print")).toBe(0);
    expect(stderr.text).toBe("");
  });

  it("says that it was interrupted", async () => {
    const { run, stderr, abort } = world({
      app: { serve: () => Promise.reject(new Error("aborted")) },
    });
    abort();
    expect(await run("serve", "--upstream", "ws://a")).toBe(1);
    expect(stderr.text).toBe("ocpptap: Interrupted before it was done.\n");
  });
});

it("createProgram has the option --verbose at every command", () => {
  const program = createProgram(world().io, {
    help: { out: [], err: [] },
    ended: () => undefined,
  });
  const lacking = program.commands.filter(
    (command) => !command.options.some((option) => option.long === "--verbose"),
  );
  expect(lacking).toEqual([]);
});

it("referencePages are the generated documents", () => {
  const pages = referencePages();
  expect([...pages.keys()]).toContain("docs/reference/command-line.md");
  for (const [path, text] of pages) expect(text.length, path).toBeGreaterThan(500);
});
