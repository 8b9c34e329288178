import { expect, it } from "vitest";
import { askWrapped } from "../../../src/translate/reverse/plug-and-charge.ts";
import { answerTo } from "../stage.ts";
import { turnOf } from "../turns.ts";
import { callOf, only, reversed } from "./stage.ts";

const request = {
  ...{ iso15118SchemaVersion: "urn:iso:15118:2:2013:MsgDef", action: "Install" },
  exiRequest: "gJgC",
};

it("the station's own message is the text of a DataTransfer, and so is the answer", () => {
  const it = reversed();
  const asked = it.station("Get15118EVCertificate", request);
  expect(only(asked, "DataTransfer")).toEqual({
    vendorId: "org.openchargealliance.iso15118pnc",
    ...{ messageId: "Get15118EVCertificate", data: JSON.stringify(request) },
  });
  const response = { status: "Accepted", exiResponse: "x" };
  const told = it.answer("csms", { status: "Accepted", data: JSON.stringify(response) });
  expect(answerTo("station", told)).toEqual(response);
});

it("a CSMS that knows nothing of it, or says nonsense, makes it a failure", () => {
  for (const conf of [{ status: "UnknownVendorId" }, { status: "Accepted", data: "{}" }]) {
    const it = reversed();
    it.station("Get15118EVCertificate", request);
    expect(answerTo("station", it.answer("csms", conf))).toEqual({
      ...{ status: "Failed", exiResponse: "" },
    });
  }
});

it("is asked like any other question", () => {
  const turn = turnOf(reversed());
  const call = callOf("station", "GetCertificateStatus");
  askWrapped(turn, call, { status: "Failed" });
  expect(turn.state.live.csms.waiting).toMatchObject([{ action: "DataTransfer" }]);
});
