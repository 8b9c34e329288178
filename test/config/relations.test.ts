import { expect, it } from "vitest";
import { relations } from "../../src/config/relations.ts";
import { configSchema } from "../../src/config/schema.ts";

it("all hold for the defaults", () => {
  const config = configSchema.parse({});
  expect(relations.map((relation) => relation.problem(config))).toEqual(relations.map(() => null));
});

it("says what is wrong with a shadow", () => {
  const problemOf = (translate: object) => {
    const shadow = { match: "/{station}", upstream: "ws://other.example", translate };
    const config = configSchema.parse({ shadows: [shadow] });
    const told = relations.map((relation) => relation.problem(config));
    return told.filter((problem) => problem !== null).join();
  };
  const versions = { station: "1.6", csms: "2.0.1" };
  expect(problemOf(versions)).toBe("");
  expect(problemOf({ station: "2.0.1", csms: "1.6" })).toBe(
    "[0] (/{station}) shadows 2.0.1 on 1.6: only stations of 1.6 on a CSMS of 2.0.1 have shadows",
  );
  expect(problemOf({ ...versions, credentials: { mode: "perStation" } })).toBe(
    "[0] (/{station}) has credentials perStation, which need their `file`",
  );
  const credentials = { mode: "static", user: "u", password: "p" };
  expect(problemOf({ ...versions, credentials })).toBe("");
});

it("says what is wrong with several nodes of a store", () => {
  const told = (store: object) => {
    const { data } = configSchema.safeParse({ store });
    const relation = relations.find(({ paths }) => paths[0] === "store.url");
    return data === undefined ? "unparsed" : relation?.problem(data);
  };
  expect(told({ url: "http://a:1,b:2/o" })).toContain("only with store.cluster");
  expect(told({ cluster: "c" })).toContain("no node of a cluster");
  expect(told({ url: "http://a:1,b:2/o", cluster: "c" })).toBeNull();
  expect(told({ url: "http://a:1/o" })).toBeNull();
});

it("says what is wrong with redis.mode", () => {
  const problemOf = (redis: object) => {
    const config = configSchema.parse({ redis });
    const told = relations.map((relation) => relation.problem(config));
    return told.filter((problem) => problem !== null).join();
  };
  expect(problemOf({ url: "redis://u:a,b@h:1/3" })).toBe("");
  expect(problemOf({ mode: "sentinel", url: "redis://a:1,b:2/3" })).toBe("");
  expect(problemOf({ mode: "cluster", url: "redis://a:1,b:2/0" })).toBe("");
  expect(problemOf({ mode: "sentinel" })).toContain("names no host");
  expect(problemOf({ url: "redis://a:1,b:2" })).toContain("give sentinel or cluster");
  expect(problemOf({ mode: "cluster", url: "redis://a:1/2" })).toContain("no database but 0");
});
