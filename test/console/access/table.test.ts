import { expect, it } from "vitest";
import { needOf, needs, suffices } from "../../../src/console/access/table.ts";
import { serveGuarded } from "./guarded.ts";

it("has every call that the console describes, and no other", async () => {
  const served = await serveGuarded();
  const { paths } = JSON.parse((await served.ask("GET /openapi.json")).body);
  await served.close();
  const described = Object.entries<object>(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map(
      (method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ":$1")}`,
    ),
  );
  expect(described.filter((call) => needs[call] === undefined)).toEqual([]);
  const own = Object.keys(needs).filter((call) => call.includes("/api/"));
  expect(own.filter((call) => !described.includes(call))).toEqual([]);
});

it("lets nobody in without signing in, but to what tells nothing of the record", () => {
  const open = Object.keys(needs).filter((call) => needs[call]?.role === "anyone");
  expect(open.filter((call) => !call.includes("/api/session"))).toEqual([
    ...["GET /*", "GET /healthz", "GET /readyz", "GET /openapi.json"],
  ]);
});

it("whatever changes something needs an operator, and is kept", () => {
  const changing = Object.keys(needs).filter(
    (call) => !call.startsWith("GET") && !/session|check/.test(call),
  );
  expect(changing.length).toBeGreaterThan(0);
  for (const call of changing)
    expect(needs[call]).toMatchObject({ role: "operator", isAudited: true });
});

it("HEAD needs what GET does, and what is not here nobody knows", () => {
  expect(needOf("HEAD", "/api/messages")).toBe(needs["GET /api/messages"]);
  expect(needOf("GET", "/api/new")).toBeNull();
});

it("each role may what those before it may", () => {
  expect([suffices("viewer", "anyone"), suffices("viewer", "viewer")]).toEqual([true, true]);
  expect([suffices("viewer", "operator"), suffices("operator", "admin")]).toEqual([false, false]);
  expect([suffices("operator", "viewer"), suffices("admin", "operator")]).toEqual([true, true]);
});
