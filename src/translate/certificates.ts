/** Certificates: the 1.6 security extension has the same commands with other names of types. */

import { textIn } from "../findings/fields.ts";
import { answer, refuse } from "./answers.ts";
import {
  answerWith,
  askFor,
  type Block,
  type Command,
  command,
  failureOf,
  statusOf,
} from "./block.ts";
import { textAt } from "./convert.ts";
import { fieldOf, listIn, objectIn } from "./json.ts";
import { isLacking } from "./rpc-errors.ts";
import { ask, type Call, continuing, lose, type Turn } from "./turn.ts";

const types: ReadonlyMap<string, string> = new Map([
  ["CSMSRootCertificate", "CentralSystemRootCertificate"],
  ["ManufacturerRootCertificate", "ManufacturerRootCertificate"],
]);

const oneOf = (statuses: readonly string[], otherwise: string) => (payload: unknown) =>
  statuses.find((each) => each === textIn(payload, "status")) ?? otherwise;

const installed = oneOf(["Accepted", "Failed", "Rejected"], "Failed");

const installCertificate = command("InstallCertificate", {
  ask(turn, call) {
    const type = textIn(call.payload, "certificateType");
    const certificateType = types.get(type);
    if (certificateType === undefined) {
      lose(turn, "certificate-type", type);
      return answerWith(statusOf("Rejected", "UnsupportedParam"));
    }
    const certificate = textIn(call.payload, "certificate");
    return askFor("InstallCertificate", { certificateType, certificate });
  },
  told: (_turn, _call, payload) => ({ status: installed(payload) }),
  negative: (reasonCode) => statusOf("Rejected", reasonCode),
});

const deleted = oneOf(["Accepted", "Failed", "NotFound"], "Failed");

const deleteCertificate = command("DeleteCertificate", {
  ask(_turn, call) {
    const hash = objectIn(call.payload, "certificateHashData");
    return askFor("DeleteCertificate", { certificateHashData: hashFields(hash) });
  },
  told: (_turn, _call, payload) => ({ status: deleted(payload) }),
  negative: (reasonCode) => statusOf("Failed", reasonCode),
});

function hashFields(hash: unknown) {
  const lower = (name: string) => textIn(hash, name).toLowerCase();
  return {
    hashAlgorithm: textIn(hash, "hashAlgorithm"),
    issuerNameHash: lower("issuerNameHash"),
    issuerKeyHash: lower("issuerKeyHash"),
    serialNumber: lower("serialNumber"),
  };
}

/** 2.0.1 Part 2, CertificateHashDataType. */
function isHash(hash: ReturnType<typeof hashFields>): boolean {
  const { hashAlgorithm, issuerNameHash, issuerKeyHash, serialNumber } = hash;
  const isKnown = /^SHA(256|384|512)$/.test(hashAlgorithm);
  const fits = issuerNameHash.length <= 128 && issuerKeyHash.length <= 128;
  return isKnown && fits && serialNumber.length <= 40;
}

/** 1.6 is asked once for each type. */
const getInstalledCertificateIds: Command = {
  action: "GetInstalledCertificateIds",
  next(turn, call, outcomes) {
    const wanted = listIn(call.payload, "certificateType");
    const asked = [...types].filter(([type]) => wanted.length === 0 || wanted.includes(type));
    const failed = outcomes.find(
      (each) => each.kind !== "result" && !(each.kind === "error" && isLacking(each.code)),
    );
    if (failed !== undefined) return failureOf(failed, (code) => statusOf("NotFound", code));
    const isLackingIt = outcomes.some(({ kind }) => kind === "error");
    if (isLackingIt) return answerWith(statusOf("NotFound", "UnsupportedRequest"));
    const next = asked[outcomes.length];
    if (next !== undefined) {
      return askFor("GetInstalledCertificateIds", { certificateType: next[1] });
    }
    const unknown = wanted.filter((each) => typeof each === "string" && !types.has(each));
    if (unknown.length > 0) lose(turn, "certificate-type", unknown.join(", "));
    const found = outcomes
      .flatMap((outcome, index) =>
        listIn(fieldOf(outcome, "payload"), "certificateHashData").map((hash) => ({
          certificateType: asked[index]?.[0] ?? "CSMSRootCertificate",
          certificateHashData: hashFields(hash),
        })),
      )
      .filter(({ certificateHashData }) => isHash(certificateHashData));
    if (found.length === 0) return answerWith({ status: "NotFound" });
    return answerWith({ status: "Accepted", certificateHashDataChain: found });
  },
};

const certificateSigned = command("CertificateSigned", {
  ask(turn, call) {
    if (textIn(call.payload, "certificateType") === "V2GCertificate") {
      lose(turn, "certificate-type", "V2GCertificate");
      return answerWith(statusOf("Rejected", "UnsupportedRequest"));
    }
    const certificateChain = textIn(call.payload, "certificateChain");
    return askFor("CertificateSigned", { certificateChain });
  },
  told: (_turn, _call, payload) => ({
    status: textIn(payload, "status") === "Accepted" ? "Accepted" : "Rejected",
  }),
  negative: (reasonCode) => statusOf("Rejected", reasonCode),
});

/** 2.0.1 and the 1.6 extension agree on it. */
const CSR_CHARS_MAX = 5_500;

function signCertificate(turn: Turn, call: Call): void {
  const csr = textAt(call.payload, "csr");
  if (csr === null || csr.length > CSR_CHARS_MAX) {
    const code = csr === null ? "OccurenceConstraintViolation" : "PropertyConstraintViolation";
    refuse(turn, call, code, "a csr of at most 5,500 characters is needed");
    return;
  }
  const payload = { csr, certificateType: "ChargingStationCertificate" };
  const continuation = signed.with({ messageId: call.messageId });
  ask(turn, "csms", { action: "SignCertificate", payload, continuation });
}

const signed = continuing<{ messageId: string }>("certificates.signed", (turn, outcome, data) => {
  const asker = { leg: "station", messageId: data.messageId } as const;
  if (outcome.kind !== "result") {
    refuse(turn, asker, "GenericError", "the CSMS did not answer");
    return;
  }
  const isAccepted = textIn(outcome.payload, "status") === "Accepted";
  answer(turn, asker, { status: isAccepted ? "Accepted" : "Rejected" });
});

export const certificatesBlock: Block = {
  name: "certificates",
  calls: { SignCertificate: signCertificate },
  commands: [installCertificate, deleteCertificate, getInstalledCertificateIds, certificateSigned],
  continuings: [signed],
};
