import { expect, it } from "vitest";
import { auditOf } from "./audit.ts";

const report = (severity: string, place: string) =>
  JSON.stringify({
    auditReportVersion: 2,
    vulnerabilities: {
      ws: { name: "ws", severity, via: [{ title: "ws reads too much" }], nodes: [place] },
    },
    metadata: { vulnerabilities: { total: 1 } },
  });

const shipped = new Set(["node_modules/ws"]);

it("a severe vulnerability of what ships is told with its name", () => {
  for (const severity of ["high", "critical"]) {
    expect(auditOf(report(severity, "node_modules/ws"), shipped)).toEqual({
      kind: "found",
      problems: [`ws, which ships, has a ${severity} vulnerability: ws reads too much`],
    });
  }
});

it("a lesser one, and one of a tool, is none", () => {
  expect(auditOf(report("moderate", "node_modules/ws"), shipped).kind).toBe("clean");
  expect(auditOf(report("high", "node_modules/vite/node_modules/ws"), shipped).kind).toBe("clean");
  expect(auditOf('{"vulnerabilities":{}}', shipped).kind).toBe("clean");
});

it("no answer is no clean answer", () => {
  const refused = '{"message":"405 Method Not Allowed\\nmore","error":{"summary":"","detail":""}}';
  expect(auditOf(refused, shipped)).toEqual({ kind: "notRun", reason: "405 Method Not Allowed" });
  for (const text of ["", "<html>", '{"error":{"summary":"audit endpoint returned an error"}}']) {
    expect(auditOf(text, shipped).kind, text).toBe("notRun");
  }
});
