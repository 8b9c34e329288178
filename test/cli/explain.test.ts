import { describe, expect, it } from "vitest";
import { actionsOf } from "../../src/ocpp/actions.ts";
import { explain } from "../../src/ocpp/reference/explain.ts";
import { Sink, world } from "./world.ts";

describe("explain", () => {
  it("lists all actions, one a line", async () => {
    const { run, stdout } = world();
    expect(await run("explain", "--ocpp-version", "1.6")).toBe(0);
    const [head, ...lines] = stdout.text.trimEnd().split("\n");
    expect(head).toMatch(/^ACTION +VERSIONS +SENT BY +PURPOSE$/);
    expect(lines.map((line) => line.split(" ")[0])).toEqual([...actionsOf("1.6")].sort());
    expect(stdout.text).toMatch(/^DataTransfer +1\.6 2\.0\.1 2\.1 +station or csms +Carries /m);
  });

  it("explains an action, in whatever case it is written", async () => {
    const { run, stdout } = world();
    expect(await run("explain", "bootnotification", "--ocpp-version", "1.6")).toBe(0);
    expect(stdout.text).toMatch(/^BootNotification: OCPP 1\.6, Core\n/);
    expect(stdout.text).toContain("chargePointVendor");
  });

  it("explains a value, also one with two meanings", async () => {
    const { run, stdout } = world();
    expect(await run("explain", "NotImplemented")).toBe(0);
    expect(stdout.text).toContain("The receiver does not know the action.");
    expect(stdout.text).toContain("The station cannot send this message on demand.");
  });

  it("fits the terminal", async () => {
    const stdout = new Sink();
    stdout.columns = 60;
    const { run } = world({ stdout, isTerminal: true });
    expect(await run("explain", "Heartbeat", "--ocpp-version", "1.6")).toBe(0);
    expect(Math.max(...stdout.text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(60);
  });

  it("writes the same as JSON", async () => {
    const { run, stdout } = world();
    expect(await run("explain", "Faulted", "--format", "json")).toBe(0);
    expect({ kind: "found", explanation: JSON.parse(stdout.text) }).toEqual(
      explain("Faulted", null),
    );
  });

  it("names the nearest word for one that nothing has", async () => {
    const { run, stdout, stderr } = world();
    expect(await run("explain", "BootNotificaton")).toBe(2);
    expect(stderr.text).toContain(
      "There is no action, value, enumeration or field 'BootNotificaton' in OCPP; perhaps BootNotification was meant.",
    );
    expect(stdout.text).toBe("");
  });

  it("says which versions have an action that the given one lacks", async () => {
    const { run, stderr } = world();
    expect(await run("explain", "StartTransaction", "--ocpp-version", "2.1")).toBe(2);
    expect(stderr.text).toContain("no action StartTransaction in OCPP 2.1; it is one of 1.6.");
  });

  it("shows control characters of a pasted word instead of obeying them", async () => {
    const { run, stderr } = world();
    expect(await run("explain", "\u001b[31mx")).toBe(2);
    expect(stderr.text).not.toContain("\u001b");
  });
});
