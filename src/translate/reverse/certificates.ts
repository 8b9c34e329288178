/** Certificates: 1.6's security extension has the commands of 2.0.1 with other names of types. */
import type { JsonObject } from "../../exchange/message.ts";
import { textIn } from "../../findings/fields.ts";
import { askFor, type Block } from "../block.ts";
import { certificateTypes, csrOf, hashFields, isHash, oneOf, signedAs } from "../certificates.ts";
import { fieldOf, listIn, objectIn } from "../json.ts";
import { ask, type Call, type Turn } from "../turn.ts";
import { command16, rejected } from "./command.ts";
import { askWrapped } from "./plug-and-charge.ts";

const types = new Map([...certificateTypes].map(([type201, type16]) => [type16, type201]));

const installed = oneOf(["Accepted", "Failed", "Rejected"], "Failed");

const installCertificate = command16("InstallCertificate", {
  ask: (_turn, { payload }) =>
    askFor("InstallCertificate", {
      certificateType: types.get(textIn(payload, "certificateType")) ?? "",
      certificate: textIn(payload, "certificate"),
    }),
  told: (_turn, _call, payload) => ({ status: installed(payload) }),
  negative: rejected,
  lacking: null,
});

const deleted = oneOf(["Accepted", "Failed", "NotFound"], "Failed");

const deleteCertificate = command16("DeleteCertificate", {
  ask: (_turn, { payload }) =>
    askFor("DeleteCertificate", {
      certificateHashData: hashFields(objectIn(payload, "certificateHashData")),
    }),
  told: (_turn, _call, payload) => ({ status: deleted(payload) }),
  negative: { status: "Failed" },
  lacking: null,
});

const getInstalledCertificateIds = command16("GetInstalledCertificateIds", {
  ask: (_turn, { payload }) =>
    askFor("GetInstalledCertificateIds", {
      certificateType: [types.get(textIn(payload, "certificateType")) ?? ""],
    }),
  told(_turn, _call, payload) {
    const certificateHashData = listIn(payload, "certificateHashDataChain")
      .map((each) => hashFields(fieldOf(each, "certificateHashData")))
      .filter(isHash);
    return certificateHashData.length === 0
      ? { status: "NotFound" }
      : { status: "Accepted", certificateHashData };
  },
  negative: { status: "NotFound" },
  lacking: null,
});

const certificateSigned = command16("CertificateSigned", {
  ask: (_turn, { payload }) =>
    askFor("CertificateSigned", {
      certificateChain: textIn(payload, "certificateChain"),
      certificateType: "ChargingStationCertificate",
    }),
  told: (_turn, _call, payload) =>
    textIn(payload, "status") === "Accepted" ? { status: "Accepted" } : rejected,
  negative: rejected,
  lacking: null,
});

function signCertificate(turn: Turn, call: Call): void {
  const csr = csrOf(turn, call);
  if (csr === null) return;
  if (textIn(call.payload, "certificateType") === "V2GCertificate") {
    askWrapped(turn, call, rejected);
    return;
  }
  const payload: JsonObject = { csr };
  const continuation = signed.with({ messageId: call.messageId });
  ask(turn, "csms", { action: "SignCertificate", payload, continuation });
}

const signed = signedAs("reverse.signed");

export const certificatesReverseBlock: Block = {
  name: "reverse.certificates",
  calls: { SignCertificate: signCertificate },
  commands: [installCertificate, deleteCertificate, getInstalledCertificateIds, certificateSigned],
  continuings: [signed],
};
