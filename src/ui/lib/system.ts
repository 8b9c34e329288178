/** The state of ocpptap in words: what is wrong with it now, and why messages are missing. */
import type { SystemAnswer, WorkerState } from "../../console/system-contract.ts";
import { number } from "./message-words.ts";
import { lengthOfTime } from "./time.ts";

export type Concern = { readonly tone: "error" | "warning"; readonly text: string };

/** A recorder that is this far behind is worth a word: a batch takes a second or two. */
const LAG_SECONDS = 30;
/** Of the spool's bound, and of the disk. */
const NEARLY_FULL = 0.8;

/** Worst first; none where all is well. */
export function concernsOf(state: SystemAnswer): readonly Concern[] {
  const { roles, recorder, disk, store } = state;
  const found: Concern[] = roles
    .filter(({ ready, role }) => !ready && role !== "console")
    .map(({ role, detail }) => ({ tone: "error", text: `${role}: ${detail}` }));
  found.push(...configurationConcerns(state));
  if (state.storeProblem !== null) {
    const { sentence, remedy } = state.storeProblem;
    found.push({ tone: "error", text: `${sentence} ${remedy}` });
  }
  const unread = unreadShare(state);
  if (unread > NEARLY_FULL) {
    const text = `${state.workers.length > 1 ? "A worker's spool" : "The spool"} is ${percent(unread)} full of messages that are not in the store yet; when it is full, the oldest go.`;
    found.push({ tone: "error", text });
  }
  const used = disk === null ? 0 : 1 - disk.freeBytes / disk.bytes;
  if (used > NEARLY_FULL) {
    found.push({
      tone: "warning",
      text: `The disk of the data directory is ${percent(used)} full.`,
    });
  }
  if (!state.shared.ready) found.push({ tone: "warning", text: `${state.shared.detail}.` });
  const lag = recorder?.lagSeconds ?? 0;
  if (lag > LAG_SECONDS) {
    const text = `The recorder is ${lengthOfTime(lag * 1000)} behind: what is newer is not in the lists yet.`;
    found.push({ tone: "warning", text });
  }
  const lost = (store?.gaps.reasons ?? []).reduce((sum, one) => sum + one.messagesLastDay, 0);
  if (lost > 0) {
    const text = `${number(lost)} messages of the last 24 hours were relayed and not recorded.`;
    found.push({ tone: "warning", text });
  }
  return found;
}

function configurationConcerns({ configuration }: SystemAnswer): readonly Concern[] {
  if (configuration === null) return [];
  const { refused, waiting } = configuration;
  const found: Concern[] = [];
  if (refused !== null) {
    const text = `The configuration that was read last is refused, and what counted before still does: ${refused.problem} ${refused.remedy}`;
    found.push({ tone: "error", text });
  }
  if (waiting.length > 0) {
    const text = `Changed in the configuration but needs a restart: ${waiting.join(", ")}.`;
    found.push({ tone: "warning", text });
  }
  return found;
}

/** Of the fullest: each worker's has a bound of its own. */
function unreadShare({ spool, workers }: SystemAnswer): number {
  const all = [spool, ...workers.map((worker) => worker.spool)];
  return Math.max(0, ...all.map((each) => (each === null ? 0 : each.unreadBytes / each.bytesMax)));
}

export function workerWords({ role, isConfigured, relay, lagSeconds }: WorkerState): {
  readonly tone: "ok" | "error" | "warning";
  readonly words: string;
} {
  if (!isConfigured) return { tone: "warning", words: "no more; what it left is read" };
  const isShadow = role === "shadow";
  if (relay === null && !isShadow) return { tone: "error", words: "does not answer" };
  const doing = isShadow ? "rehearsing" : "relaying";
  const lag = lagSeconds ?? 0;
  if (lag <= LAG_SECONDS) return { tone: "ok", words: doing };
  return { tone: "warning", words: `${doing}; read ${lengthOfTime(lag * 1000)} late` };
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

const reasons: Readonly<Record<string, string>> = {
  "buffer-full": "The disk was too slow or full, and the memory for waiting messages was used up",
  "segment-dropped": "The spool was full before the store had read them",
  damaged: "Bytes of the spool were damaged on the disk",
  "relay-lost": "The relay ended in the middle of the link",
  opaque: "The link's frames could not be followed any more",
};

export function gapWords(reason: string): string {
  return reasons[reason] ?? reason;
}
