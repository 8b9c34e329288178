/** The HTTP API's answers for the tools: pure types, like contract.ts. */
import type { Sender } from "../base/ids.ts";
import type { OcppVersion } from "../ocpp/versions.ts";

export type SchemaAnswer = {
  readonly version: OcppVersion;
  readonly action: string;
  /** `send` instead of `request` where nobody answers it (OCPP 2.1). */
  readonly kind: "request" | "response" | "send";
  /** Who sends it. */
  readonly senders: readonly Sender[];
  /** JSON schema; what its fields mean is in `/api/reference/{word}`. */
  readonly schema: Readonly<Record<string, unknown>>;
};
