import { expect, it } from "vitest";
import { parseQuery } from "../../../src/query/parser.ts";
import {
  messagesPath,
  scopeParams,
  severitiesIn,
  timeParams,
} from "../../../src/ui/lib/findings-address.ts";

const of = (search: string) => {
  const params = new URLSearchParams(search);
  return (name: string) => params.get(name) ?? "";
};

it("asks for the last day unless the address says otherwise", () => {
  expect(timeParams(of(""))).toEqual({ from: "24h", to: "" });
  expect(timeParams(of("t=all"))).toEqual({ from: "", to: "" });
  expect(timeParams(of("t=7d&from=2026-11-21&to=2h"))).toEqual({ from: "2026-11-21", to: "2h" });
});

it("joins what was chosen to what was written, in the search language", () => {
  const { q, model } = scopeParams(
    of("rule=call-timeout&severity=error,warning,x&side=csms&station=a%20b&q=x OR y&model=One"),
  );
  expect(q).toBe(
    'finding:call-timeout station:"a b" side:csms severity:(error OR warning) (x OR y)',
  );
  expect(() => parseQuery(q)).not.toThrow();
  expect(model).toBe("One");
  expect(scopeParams(of("")).q).toBe("");
  expect(severitiesIn(of("severity=loud"))).toEqual([]);
});

it("leads to the messages of a finding, narrowed further where asked", () => {
  expect(messagesPath(of("side=csms"), { rule: "call-error" })).toBe(
    "/?q=finding%3Acall-error+side%3Acsms&t=24h",
  );
  expect(messagesPath(of("t=all"))).toBe("/?q=finding%3A*&t=all");
  expect(messagesPath(of("from=2026-11-21"))).toBe("/?q=finding%3A*&from=2026-11-21");
});
