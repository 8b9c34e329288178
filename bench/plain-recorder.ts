/**
 * A recorder that only records: with the rules that say what became of a call or a link, and none
 * that judges what is in a payload. What explaining costs is the difference to the whole.
 */
import type { Config } from "../src/config/schema.ts";
import { rules } from "../src/findings/catalogue.ts";
import { createObserver } from "../src/observe/observer.ts";
import { openRunDir } from "../src/observe/run-dir.ts";
import { startRecorderRole } from "../src/roles/recorder.ts";
import type { RunningRole } from "../src/supervise/child.ts";

const RECORDING: ReadonlySet<string> = new Set([
  ...["call-timeout", "response-late", "response-duplicate", "response-unmatched", "call-aborted"],
  ...["call-overlap", "json-invalid", "rpc-malformed", "message-type-unknown"],
  ...["handshake-refused", "csms-unreachable", "record-gap"],
]);

export const recordingRules = rules.filter(({ text }) => RECORDING.has(text.id));

export async function startPlainRecorder(config: Config): Promise<RunningRole> {
  const observer = createObserver({ role: "recorder", ...config.log, out: process.stdout });
  const runDir = await openRunDir(config.data);
  return startRecorderRole({ config, runDir, observer }, recordingRules);
}
