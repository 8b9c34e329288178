/**
 * Schemas of the usual actions, compiled before they are needed: compiling one takes some ms, and
 * the first station of a version sends a dozen kinds of messages within seconds. One step at a
 * time, for whoever has nothing else to do at the moment.
 */
import type { SchemaKind } from "./schemas.ts";
import { isValid, type Subject } from "./validator.ts";
import type { OcppVersion } from "./versions.ts";

export type Warmer = {
  /** A station of this version appeared; null while it is not known. */
  readonly want: (version: OcppVersion | null) => void;
  /** Compiles the schemas of one message, if there is one left. */
  readonly step: () => void;
};

const usual16 =
  "BootNotification StatusNotification Heartbeat Authorize StartTransaction MeterValues StopTransaction";
const usual2 =
  "BootNotification StatusNotification Heartbeat Authorize TransactionEvent MeterValues NotifyEvent";

const kinds: readonly SchemaKind[] = ["request", "response"];

export function createWarmer(compile: (subject: Subject) => void = compileFor): Warmer {
  const seen = new Set<OcppVersion>();
  const waiting: Subject[] = [];
  return {
    want(version) {
      if (version === null || seen.has(version)) return;
      seen.add(version);
      const actions = (version === "1.6" ? usual16 : usual2).split(" ");
      for (const action of actions)
        for (const kind of kinds) waiting.push({ version, action, kind });
    },
    step() {
      const subject = waiting.shift();
      if (subject !== undefined) compile(subject);
    },
  };
}

/** Looking at any payload compiles what it is looked at with. */
function compileFor(subject: Subject): void {
  isValid(subject, {});
}
