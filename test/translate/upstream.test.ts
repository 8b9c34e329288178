import { describe, expect, it } from "vitest";
import type { Json } from "../../src/exchange/message.ts";
import type { Effect } from "../../src/translate/turn.ts";
import {
  authorizationKeyOf,
  endpointsOf,
  isPassword,
  isPriority,
} from "../../src/translate/upstream.ts";
import { answerTo, booted, type Stage } from "./stage.ts";

const route = { id: "route.new", url: null, password: null };
const password = "correct-horse-battery";
const key = Buffer.from("correct-horse-16").toString("hex");

function set(it: Stage, name: string, attributeValue: string) {
  const [component = "", variable = ""] = name.split(".");
  const data = { attributeValue, component: { name: component }, variable: { name: variable } };
  return it.csms("SetVariables", { setVariableData: [data] });
}

function statusIn(answer: Json): unknown {
  const { setVariableResult } = answer as { setVariableResult: { attributeStatus: string }[] };
  return setVariableResult[0]?.attributeStatus;
}

const reconnects = (effects: readonly Effect[]) =>
  effects.filter(({ kind }) => kind === "reconnect");

const profile = (ocppCsmsUrl: string, securityProfile = 2, ocppVersion = "OCPP20") => ({
  ...{ ocppVersion, ocppTransport: "JSON", ocppCsmsUrl, messageTimeout: 30, securityProfile },
  ocppInterface: "Wired0",
});

describe("a password that the CSMS sets", () => {
  it("is stored, answered, and only then tried", () => {
    const it = booted();
    const before = it.effects.length;
    const sent = set(it, "SecurityCtrlr.BasicAuthPassword", password);
    expect(statusIn(answerTo("csms", sent))).toBe("Accepted");
    expect(it.effects.slice(before).map(({ kind }) => kind)).toEqual([
      ...["write", "send", "reconnect"],
    ]);
    expect(JSON.stringify(it.store.get("upstream"))).toContain(password);
  });

  it("is tried first, then what worked before, until it has worked once", () => {
    const it = booted();
    expect(endpointsOf(it.state)).toEqual([route]);
    set(it, "SecurityCtrlr.BasicAuthPassword", password);
    const both = [
      { ...route, password },
      { ...route, id: "route.old" },
    ];
    expect(endpointsOf(it.state)).toEqual(both);
    it.down("csms");
    it.put({ kind: "legUp", leg: "csms", endpoint: "route.old" });
    it.crash();
    expect(endpointsOf(it.state)).toEqual(both);
    it.put({ kind: "legUp", leg: "csms", endpoint: "route.new" });
    expect(endpointsOf(it.state)).toEqual([
      { ...route, password },
      // An operator can always mend it.
      { ...route, id: "route.route" },
    ]);
  });

  it("two in a row: what worked is what worked, not what was set in between", () => {
    const it = booted();
    set(it, "SecurityCtrlr.BasicAuthPassword", password);
    set(it, "SecurityCtrlr.BasicAuthPassword", `${password}2`);
    expect(endpointsOf(it.state).map((each) => each.password)).toEqual([`${password}2`, null]);
  });

  it("one that no HTTP Basic can carry is refused", () => {
    for (const bad of ["short", "x".repeat(41), "with space in it here", "ünicode-password-x"]) {
      const it = booted();
      expect(isPassword(bad)).toBe(false);
      const sent = set(it, "SecurityCtrlr.BasicAuthPassword", bad);
      expect(statusIn(answerTo("csms", sent))).toBe("Rejected");
      expect(reconnects(it.effects)).toEqual([]);
    }
  });

  it("reaches the station's AuthorizationKey where that is wanted", () => {
    const it = booted({ settings: { propagatePassword: true } });
    set(it, "SecurityCtrlr.BasicAuthPassword", "correct-horse-16");
    expect(it.pending("station")).toMatchObject({
      action: "ChangeConfiguration",
      payload: { key: "AuthorizationKey", value: key },
    });
    expect(reconnects(it.effects)).toEqual([]);
    const sent = it.answer("station", { status: "RebootRequired" });
    expect(statusIn(answerTo("csms", sent))).toBe("Accepted");
    expect(reconnects(it.effects)).toHaveLength(1);
    expect([...it.store.values()].map((each) => JSON.stringify(each)).join()).not.toContain(key);
  });

  it("a station that does not take it leaves everything as it was", () => {
    const it = booted({ settings: { propagatePassword: true } });
    set(it, "SecurityCtrlr.BasicAuthPassword", "correct-horse-16");
    expect(statusIn(answerTo("csms", it.answer("station", { status: "Rejected" })))).toBe(
      "Rejected",
    );
    expect(endpointsOf(it.state)).toEqual([route]);
    // Longer than a 1.6 station's key can be.
    expect(authorizationKeyOf(password)).toBeNull();
    const sent = set(it, "SecurityCtrlr.BasicAuthPassword", password);
    expect(statusIn(answerTo("csms", sent))).toBe("Rejected");
  });

  it("is in no finding and no dead letter, and cannot be read back", () => {
    const it = booted({ settings: { propagatePassword: true } });
    set(it, "SecurityCtrlr.BasicAuthPassword", "correct-horse-16");
    it.answer("station", { status: "Accepted" });
    for (const name of ["SecurityCtrlr.BasicAuthPassword", "OCPP16LegacyCtrlr.AuthorizationKey"]) {
      const [component = "", variable = ""] = name.split(".");
      it.csms("GetVariables", {
        getVariableData: [{ component: { name: component }, variable: { name: variable } }],
      });
      expect(it.pending("station")).toBeNull();
    }
    it.csms("GetBaseReport", { requestId: 1, reportBase: "FullInventory" });
    const configurationKey = [{ key: "AuthorizationKey", readonly: false, value: key }];
    it.answer("station", { configurationKey });
    it.drain();
    const told = it.effects.filter(
      (each) => each.kind !== "write" && !(each.kind === "send" && each.leg === "station"),
    );
    expect(JSON.stringify(told)).not.toContain("correct-horse-16");
    expect(JSON.stringify(told)).not.toContain(key);
    expect(JSON.stringify([...it.store.values()])).not.toContain(key);
  });
});

describe("another address of the CSMS", () => {
  const url = "wss://other.example/ocpp";

  it("is refused unless an operator allows it", () => {
    const it = booted();
    const request = { configurationSlot: 2, connectionData: profile(url) };
    expect(answerTo("csms", it.csms("SetNetworkProfile", request))).toEqual({
      ...{ status: "Rejected", statusInfo: { reasonCode: "NotEnabled" } },
    });
  });

  it("is used after a reset, which the station does not notice; the route's stays the last", () => {
    const it = booted({ settings: { allowNetworkProfile: true } });
    const request = { configurationSlot: 2, connectionData: profile(url) };
    expect(answerTo("csms", it.csms("SetNetworkProfile", request))).toEqual({ status: "Accepted" });
    expect(endpointsOf(it.state)).toEqual([route]);
    expect(isPriority(it.state, "2")).toBe(true);
    set(it, "OCPPCommCtrlr.NetworkConfigurationPriority", "2");
    expect(endpointsOf(it.state)).toEqual([route]);
    const sent = it.csms("Reset", { type: "OnIdle" });
    expect(answerTo("csms", sent)).toEqual({ status: "Accepted" });
    expect(it.pending("station")).toBeNull();
    expect(reconnects(it.effects)).toHaveLength(1);
    expect(endpointsOf(it.state)).toEqual([{ id: "2.new", url, password: null }, route]);
    it.down("csms");
    it.put({ kind: "legUp", leg: "csms", endpoint: "2.new" });
    expect(it.state.upstream.activeSlot).toBe(2);
    // The next reset is one.
    it.csms("Reset", { type: "Immediate" });
    expect(it.pending("station")?.action).toBe("Reset");
  });

  it("one that is no address, less safe, or not of this version is refused", () => {
    const it = booted({ settings: { allowNetworkProfile: true, securityProfile: 2 } });
    for (const [connectionData, reasonCode] of [
      [profile("https://x.example"), "InvalidURL"],
      [profile("wss://user:secret@x.example"), "InvalidURL"],
      [profile("nonsense"), "InvalidURL"],
      [profile("ws://x.example", 1), "InvalidValue"],
      [profile("ws://x.example", 2), "InvalidValue"],
      [profile("wss://x.example", 2, "OCPP16"), "UnsupportedParam"],
    ] as const) {
      const sent = it.csms("SetNetworkProfile", { configurationSlot: 2, connectionData });
      expect(answerTo("csms", sent)).toEqual({ status: "Rejected", statusInfo: { reasonCode } });
    }
    expect(isPriority(it.state, "2")).toBe(false);
    expect(
      statusIn(answerTo("csms", set(it, "OCPPCommCtrlr.NetworkConfigurationPriority", "2"))),
    ).toBe("Rejected");
  });

  it("passwords of networks are not kept", () => {
    const it = booted({ settings: { allowNetworkProfile: true } });
    const vpn = { server: "v", user: "u", password: "hidden-one", key: "k", type: "IKEv2" };
    const connectionData = { ...profile(url), vpn };
    it.csms("SetNetworkProfile", { configurationSlot: 2, connectionData });
    expect(JSON.stringify([...it.store.values()])).not.toContain("hidden-one");
  });
});
