import { expect, it } from "vitest";
import { type RecordedLink, type Row, record } from "../../support/recording.ts";

function sentenceOf(body: Parameters<RecordedLink["refuse"]>[0]): unknown {
  const recording = record();
  recording.link().refuse(body);
  const [finding] = recording.findings() as Row[];
  return finding?.["sentence"];
}

it("explains a 401 by the credentials that were sent", () => {
  const status = 401;
  const reason = "Unauthorized";
  expect(sentenceOf({ status, reason })).toBe(
    "The CSMS refused the connection with 401 Unauthorized: the credentials are missing or wrong; the station sent no credentials.",
  );
  const authorization = { scheme: "Basic", user: "CP-2", secretBytes: 16 };
  expect(sentenceOf({ status, reason, authorization })).toContain(
    "the station sent Basic credentials for the user CP-2, which is not its identity CP-1",
  );
});

it("explains the other statuses", () => {
  const reason = "";
  expect(sentenceOf({ status: 404, reason })).toContain("the station asked for /ocpp/CP-1");
  expect(sentenceOf({ status: 400, reason, subprotocolHeader: null })).toContain(
    "the station offered no subprotocol",
  );
  expect(sentenceOf({ status: 426, reason })).toContain("the station offered ocpp1.6");
  expect(sentenceOf({ status: 403, reason })).toContain("does not let it in");
  expect(sentenceOf({ status: 503, reason })).toContain("overloaded");
  expect(sentenceOf({ status: 200, reason })).toContain("like a web server");
  expect(sentenceOf({ status: 302, reason })).toContain("redirects");
  expect(sentenceOf({ status: 418, reason })).toContain("does not accept");
  expect(sentenceOf({ status: 599, reason })).toContain("something failed");
});

it("names ocpptap as who asked on the CSMS's leg of a translated station", () => {
  const recording = record();
  recording.link().refuse({ status: 401, leg: "csms", mode: "translate" });
  expect(recording.findings()).toMatchObject([
    {
      ...{ side: "ours", leg: "csms" },
      sentence: expect.stringContaining("wrong; ocpptap sent no credentials"),
    },
  ]);
});

it("says so when it was ocpptap itself", () => {
  const recording = record();
  const reason = "no route matches /x";
  recording.link().refuse({ refusedBy: "ocpptap", status: 404, reason, target: "/x" });
  expect(recording.findings()).toMatchObject([
    {
      rule: "handshake-refused",
      side: "station",
      evidence: [],
      sentence:
        "ocpptap itself refused the connection with 404: no route matches /x; the station asked for /x.",
    },
  ]);
});

it("is silent when the CSMS could not be reached at all, and when it accepted", () => {
  const recording = record();
  const failure = { stage: "connect", code: "ECONNREFUSED", problem: "" } as const;
  recording.link().refuse({ refusedBy: "ocpptap", status: 502, failure });
  recording.link().open();
  expect(recording.rulesFound()).toEqual(["csms-unreachable"]);
});

it("blames nobody when the station left before there was an answer", () => {
  const recording = record();
  recording.link().refuse({ refusedBy: "ocpptap", status: 0, reason: "the station went away" });
  expect(recording.rulesFound()).toEqual([]);
});
