import { expect, it } from "vitest";
import { callBeforeAccepted } from "../../../src/findings/rules/call-before-accepted.ts";
import { record } from "../../support/recording.ts";

const boot = '[2,"b","BootNotification",{}]';
const answer = (status: string) => `[3,"b",{"status":"${status}","interval":60}]`;

function begun(version = "1.6") {
  const recording = record({ rules: [callBeforeAccepted] });
  return { recording, link: recording.link().open({ subprotocol: `ocpp${version}` }) };
}

it("tells what a station sends before it is answered, and while it is not accepted", () => {
  const { recording, link } = begun();
  link.station(boot).station('[2,"1","StatusNotification",{}]').csms(answer("Pending"));
  link.station('[2,"2","Heartbeat",{}]').station('[2,"3","Heartbeat",{}]');
  link.csms(answer("Rejected"));
  expect(recording.findings()).toMatchObject([
    {
      rule: "call-before-accepted",
      severity: "warning",
      side: "station",
      evidence: [1, 2],
      sentence:
        "The station sent StatusNotification (id 1) before its BootNotification was answered.",
    },
    {
      evidence: [3, 4],
      sentence:
        "The station sent Heartbeat (id 2) although the CSMS had answered its BootNotification with Pending.",
    },
  ]);
});

it("tells what comes before the BootNotification of a start", () => {
  const { recording, link } = begun();
  link.station('[2,"1","StatusNotification",{}]').station(boot).csms(answer("Accepted"));
  expect(recording.findings()).toMatchObject([
    {
      evidence: [1, 2],
      sentence:
        "The station sent StatusNotification before its BootNotification; after a start nothing may come first.",
    },
  ]);
});

it("tells a CSMS that commands a station it has not accepted", () => {
  const { recording, link } = begun();
  link.station(boot).csms(answer("Pending"));
  link.csms('[2,"c1","GetConfiguration",{}]').csms('[2,"c2","RemoteStartTransaction",{}]');
  expect(recording.findings()).toMatchObject([
    {
      side: "csms",
      sentence:
        "The CSMS sent RemoteStartTransaction (id c2) although it had answered the station's BootNotification with Pending.",
    },
  ]);
  const second = begun("2.0.1");
  second.link.station(boot).csms(answer("Rejected")).csms('[2,"c1","GetVariables",{}]');
  expect(second.recording.rulesFound()).toEqual(["call-before-accepted"]);
});

it("is silent about what a pending station was asked for", () => {
  for (const version of ["1.6", "2.0.1"]) {
    const { recording, link } = begun(version);
    link.station(boot).csms(answer("Pending"));
    link.csms('[2,"c1","TriggerMessage",{"requestedMessage":"StatusNotification"}]');
    link.station('[3,"c1",{"status":"Accepted"}]').station('[2,"1","StatusNotification",{}]');
    link.csms('[2,"c2","GetBaseReport",{}]').station('[2,"2","NotifyReport",{}]');
    link.station('[2,"b","BootNotification",{}]').csms(answer("Accepted"));
    link.station('[2,"3","Heartbeat",{}]').csms('[2,"c3","RemoteStartTransaction",{}]');
    expect(recording.findings(), version).toEqual([]);
  }
});

it("is silent about reconnects, and about boots that were triggered or repeated", () => {
  const { recording, link } = begun();
  link.station('[2,"1","StatusNotification",{}]');
  link.csms('[2,"c1","TriggerMessage",{"requestedMessage":"BootNotification"}]');
  link.station('[3,"c1",{"status":"Accepted"}]').station(boot);
  link.station('[2,"2","StatusNotification",{}]').csms(answer("Accepted"));
  link.station(boot).station('[2,"3","Heartbeat",{}]');
  const second = begun("2.0.1");
  second.link.station('[2,"1","Heartbeat",{}]');
  second.link.station('[2,"b","BootNotification",{"reason":"Triggered"}]');
  second.link.station('[2,"2","Heartbeat",{}]');
  const third = begun();
  third.link.tick(120_000).station('[2,"1","Heartbeat",{}]', { afterMs: 61_000 }).station(boot);
  expect([
    ...recording.findings(),
    ...second.recording.findings(),
    ...third.recording.findings(),
  ]).toEqual([]);
});

it("is silent where the answer may be missing from the record", () => {
  const { recording, link } = begun();
  link.station(boot).gap(2, 3).station('[2,"1","Heartbeat",{}]', { seq: 4 });
  const second = begun();
  second.link.station(boot);
  second.link.note({ note: "opaque", sender: "csms", reason: "lost a byte", bytesHex: "" });
  second.link.station('[2,"1","Heartbeat",{}]');
  expect([...recording.findings(), ...second.recording.findings()]).toEqual([]);
});

it("is told of a hundred such calls three times", () => {
  const { recording, link } = begun();
  link.station(boot).csms(answer("Rejected"));
  for (let id = 0; id < 100; id += 1) link.station(`[2,"${id}","Heartbeat",{}]`);
  expect(recording.findings().length).toBe(3);
});
