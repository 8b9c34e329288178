import { describe, expect, it } from "vitest";
import { createSubject, matchOf, type SubjectFinding } from "../../src/query/match.ts";
import { parseQuery } from "../../src/query/parser.ts";
import type { MessageRow } from "../../src/store/rows.ts";
import { linkIdOf, messageRow } from "./rows.ts";

const matches = (query: string, row: MessageRow, findings: readonly SubjectFinding[] = []) =>
  matchOf(parseQuery(query))(createSubject(row, findings));

const status = messageRow({
  payload:
    '[2,"a-1","StatusNotification",{"connectorId":1,"status":"Faulted","errorCode":"GroundFailure","info":"Bay 7/left","vendor":null,"ok":true,"soc":80.5,"list":["x","Y"],"deep":[{"v":"10"},{"v":"2.5"}]}]',
  messageId: "a-1",
  action: "StatusNotification",
  connectorId: 1,
  transactionId: "4711",
  idToken: "04A2",
});
const answer = messageRow({
  sender: "csms",
  messageType: "callResult",
  latencyUs: 12_345,
  requestSeq: 1,
  payload: '[3,"a-1",{"status":"Accepted","interval":1.5e+06}]',
});
const failure = messageRow({
  messageType: "callError",
  errorCode: "NotImplemented",
  payload: '[4,"a-1","NotImplemented","no",{"hint":"x"}]',
});

describe("a message matches", () => {
  it.each([
    ["", status],
    ["station:CP-7 station:CP-* station:C?-7", status],
    ["id:a-1 tx:4711 token:04A2 connector:1", status],
    ["action:statusNOTIFICATION action:*notif*", status],
    [`link:${linkIdOf(1)} link:0000*`, status],
    ['-error:* -evse:* error:""', status],
    ["faulted GROUNDFAILURE bay", status],
    ['"bay 7/left" "Bay 7" 7/left', status],
    ["*round*", status],
    ["payload.status:faulted payload.status:F* payload.status:*", status],
    ["payload.vendor:null payload.ok:true payload.ok:TRUE", status],
    ["payload.soc:80.5 payload.soc:>80 payload.soc:80..81 payload.soc:80*", status],
    ["payload.list:x payload.list:y payload.list:*", status],
    ["payload.deep.v:10 payload.deep.v:<3 payload.deep.v:*", status],
    ["payload.deep:* -payload.deep:x", status],
    ["-payload.missing:* -payload.status.sub:*", status],
    ["type:callResult sender:csms seq:1 latency:12 latency:12ms..13ms", answer],
    ["payload.status:Accepted payload.interval:1500000", answer],
    ["payload.hint:x error:notimplemented type:call*", failure],
  ])("%s", (query, row) => {
    expect(matches(query, row)).toBe(true);
  });
});

describe("a message does not match", () => {
  it.each([
    ["station:cp-7", status],
    ["station:CP", status],
    ["id:A-1", status],
    ["latency:>0", status],
    ["latency:<0", status],
    ["fault", status],
    ['"7 left"', status],
    ['"bay 7/lef"', status],
    ["payload.Status:Faulted", status],
    ["payload.soc:80", status],
    ["payload.deep:10", status],
    ["payload.connectorId:01", status],
    ["payload.status:>1", status],
    ["bytes:<10", status],
    ["latency:11", answer],
    ["payload.status:Faulted", failure],
    ["finding:*", status],
  ])("%s", (query, row) => {
    expect(matches(query, row)).toBe(false);
  });
});

it("findings match by rule, severity and side, each on its own", () => {
  const findings = [
    { rule: "call-timeout", severity: "error", side: "csms" },
    { rule: "call-overlap", severity: "warning", side: "station" },
  ] as const;
  expect(
    matches("finding:call-timeout finding:*overlap severity:error side:csms", status, findings),
  ).toBe(true);
  expect(matches("finding:json-invalid", status, findings)).toBe(false);
  expect(matches("-severity:note", status, findings)).toBe(true);
});

it("a payload that is not JSON has no values, but words", () => {
  const row = messageRow({ messageType: "malformed", payload: '[2,"x","Boot",{"a":"b"' });
  expect(matches("payload.a:b", row)).toBe(false);
  expect(matches("payload.a:*", row)).toBe(false);
  expect(matches("boot -payload.a:b", row)).toBe(true);
});

it("parses a payload once for many queries, and only when asked", () => {
  let parses = 0;
  const row = messageRow();
  const subject = createSubject(
    {
      ...row,
      get payload() {
        parses += 1;
        return row.payload;
      },
    },
    [],
  );
  expect(matchOf(parseQuery("station:CP-7"))(subject)).toBe(true);
  expect(parses).toBe(0);
  for (let time = 0; time < 3; time++) matchOf(parseQuery("payload.x:* heartbeat"))(subject);
  expect(parses).toBeLessThanOrEqual(2);
});
