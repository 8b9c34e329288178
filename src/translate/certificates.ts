/** Certificates: the 1.6 security extension has the same commands with other names of types. */

import type { JsonObject } from "../exchange/message.ts";
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
import { fieldOf, listIn, objectIn, present } from "./json.ts";
import type { Outcome } from "./live.ts";
import { bridged, hasPlugAndCharge, unwrapped, wrapped } from "./plug-and-charge.ts";
import { isLacking } from "./rpc-errors.ts";
import { ask, type Call, continuing, lose, type Turn } from "./turn.ts";

/** 2.0.1's name → 1.6's. */
export const certificateTypes: ReadonlyMap<string, string> = new Map([
  ["CSMSRootCertificate", "CentralSystemRootCertificate"],
  ["ManufacturerRootCertificate", "ManufacturerRootCertificate"],
]);

/** The status where it is one of these. */
export const oneOf = (statuses: readonly string[], otherwise: string) => (payload: unknown) =>
  statuses.find((each) => each === textIn(payload, "status")) ?? otherwise;

const installed = oneOf(["Accepted", "Failed", "Rejected"], "Failed");

/** Of contracts: only the Plug & Charge messages carry them. */
const contractTypes = ["V2GRootCertificate", "MORootCertificate", "V2GCertificateChain"];

const installCertificate = command("InstallCertificate", {
  ask(turn, call) {
    const type = textIn(call.payload, "certificateType");
    const certificateType = certificateTypes.get(type);
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

/** A hash does not say of what kind its certificate is: both ways are tried. */
const deleteCertificate: Command = {
  action: "DeleteCertificate",
  next(turn, call, [first, second]) {
    const certificateHashData = hashFields(objectIn(call.payload, "certificateHashData"));
    if (first === undefined) return askFor("DeleteCertificate", { certificateHashData });
    const isAbsent =
      (first.kind === "error" && isLacking(first.code)) ||
      (first.kind === "result" && deleted(first.payload) === "NotFound");
    if (isAbsent && second === undefined && hasPlugAndCharge(turn.state)) {
      return wrapped("DeleteCertificate", { certificateHashData });
    }
    const outcome = second === undefined ? first : unwrapped(second);
    if (outcome.kind === "result") return answerWith({ status: deleted(outcome.payload) });
    return failureOf(outcome, (reasonCode) => statusOf("Failed", reasonCode));
  },
};

export function hashFields(hash: unknown) {
  const lower = (name: string) => textIn(hash, name).toLowerCase();
  return {
    hashAlgorithm: textIn(hash, "hashAlgorithm"),
    issuerNameHash: lower("issuerNameHash"),
    issuerKeyHash: lower("issuerKeyHash"),
    serialNumber: lower("serialNumber"),
  };
}

/** 2.0.1 Part 2, CertificateHashDataType. */
export function isHash(hash: ReturnType<typeof hashFields>): boolean {
  const { hashAlgorithm, issuerNameHash, issuerKeyHash, serialNumber } = hash;
  const isKnown = /^SHA(256|384|512)$/.test(hashAlgorithm);
  const fits = issuerNameHash.length <= 128 && issuerKeyHash.length <= 128;
  return isKnown && fits && serialNumber.length <= 40;
}

type Chain = { readonly certificateType: string; readonly certificateHashData: JsonObject };

/** 1.6 is asked once for each type, and once for all those of contracts. */
const getInstalledCertificateIds: Command = {
  action: "GetInstalledCertificateIds",
  next(turn, call, outcomes) {
    const said = listIn(call.payload, "certificateType");
    const isWanted = (type: string) => said.length === 0 || said.includes(type);
    const asked = [...certificateTypes].filter(([type]) => isWanted(type));
    const contracts = hasPlugAndCharge(turn.state) ? contractTypes.filter(isWanted) : [];
    const lacking = outcomes.slice(0, asked.length).findIndex(isUnable);
    const told = outcomes.slice(0, lacking < 0 ? asked.length : lacking + 1);
    const failed = told.find((each) => each.kind !== "result" && !isUnable(each));
    if (failed !== undefined) return failureOf(failed, (code) => statusOf("NotFound", code));
    const isLackingIt = lacking >= 0;
    if (isLackingIt && contracts.length === 0) {
      return answerWith(statusOf("NotFound", "UnsupportedRequest"));
    }
    const next = isLackingIt ? undefined : asked[outcomes.length];
    if (next !== undefined) {
      return askFor("GetInstalledCertificateIds", { certificateType: next[1] });
    }
    const ofContracts = isLackingIt ? outcomes[lacking + 1] : outcomes[asked.length];
    if (contracts.length > 0 && ofContracts === undefined) {
      return wrapped("GetInstalledCertificateIds", { certificateType: contracts });
    }
    const unknown = said.filter(
      (each) =>
        typeof each === "string" && !certificateTypes.has(each) && !contracts.includes(each),
    );
    if (unknown.length > 0) lose(turn, "certificate-type", unknown.join(", "));
    const found = [...nativeChains(told, asked), ...contractChains(ofContracts)];
    if (found.length === 0) return answerWith({ status: "NotFound" });
    return answerWith({ status: "Accepted", certificateHashDataChain: found });
  },
};

function isUnable(outcome: Outcome): boolean {
  return outcome.kind === "error" && isLacking(outcome.code);
}

function nativeChains(
  told: readonly Outcome[],
  asked: readonly (readonly [string, string])[],
): readonly Chain[] {
  return told.flatMap((outcome, index) =>
    listIn(fieldOf(outcome, "payload"), "certificateHashData")
      .map(hashFields)
      .filter(isHash)
      .map((certificateHashData) => ({
        ...{ certificateType: asked[index]?.[0] ?? "CSMSRootCertificate", certificateHashData },
      })),
  );
}

/** A station that fails here still has the others. */
function contractChains(outcome: Outcome | undefined): readonly Chain[] {
  const answered = outcome === undefined ? null : unwrapped(outcome);
  const chains = listIn(fieldOf(answered, "payload"), "certificateHashDataChain");
  return chains.flatMap((chain) => {
    const certificateType = textIn(chain, "certificateType");
    const certificateHashData = hashFields(objectIn(chain, "certificateHashData"));
    const isGood = contractTypes.includes(certificateType) && isHash(certificateHashData);
    const children = listIn(chain, "childCertificateHashData").map(hashFields).filter(isHash);
    if (!isGood) return [];
    const some = children.slice(0, CHILDREN_MAX);
    const childCertificateHashData = some.length === 0 ? undefined : some;
    return [{ ...present({ childCertificateHashData }), certificateType, certificateHashData }];
  });
}

/** 2.0.1 Part 2, CertificateHashDataChainType. */
const CHILDREN_MAX = 4;

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

/** Null: the station has been told what is wrong with it. */
export function csrOf(turn: Turn, call: Call): string | null {
  const csr = textAt(call.payload, "csr");
  if (csr !== null && csr.length <= CSR_CHARS_MAX) return csr;
  const isIn16 = turn.settings.versions.station === "1.6";
  const absent = isIn16 ? "OccurenceConstraintViolation" : "OccurrenceConstraintViolation";
  const code = csr === null ? absent : "PropertyConstraintViolation";
  refuse(turn, call, code, "a csr of at most 5,500 characters is needed");
  return null;
}

function signCertificate(turn: Turn, call: Call): void {
  const csr = csrOf(turn, call);
  if (csr === null) return;
  const payload = { csr, certificateType: "ChargingStationCertificate" };
  const continuation = signed.with({ messageId: call.messageId });
  ask(turn, "csms", { action: "SignCertificate", payload, continuation });
}

/** The station is told what the CSMS said. */
export function signedAs(name: string) {
  return continuing<{ messageId: string }>(name, (turn, outcome, { messageId }) => {
    const asker = { leg: "station", messageId } as const;
    if (outcome.kind !== "result") {
      refuse(turn, asker, "GenericError", "the CSMS did not answer");
      return;
    }
    const isAccepted = textIn(outcome.payload, "status") === "Accepted";
    answer(turn, asker, { status: isAccepted ? "Accepted" : "Rejected" });
  });
}

const signed = signedAs("certificates.signed");

export const certificatesBlock: Block = {
  name: "certificates",
  calls: { SignCertificate: signCertificate },
  commands: [
    bridged(installCertificate, (_turn, call) =>
      contractTypes.includes(textIn(call.payload, "certificateType")),
    ),
    deleteCertificate,
    getInstalledCertificateIds,
    bridged(
      certificateSigned,
      (_turn, call) => textIn(call.payload, "certificateType") === "V2GCertificate",
    ),
  ],
  continuings: [signed],
};
