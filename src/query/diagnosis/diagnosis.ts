/**
 * The five questions of whoever must say now why a station does not charge, each answered from the
 * record in sentences, with the messages the answer rests on.
 */
import type { QueryDeps } from "../reader.ts";
import { communicating } from "./communicating.ts";
import type { Asked, EvidenceRef, Said, Verdict } from "./facts.ts";
import { faulted } from "./faulted.ts";
import { limit } from "./limit.ts";
import { startFailed } from "./start-failed.ts";
import { stopped } from "./stopped.ts";

export type Answer = {
  readonly id: "communicating" | "faulted" | "startFailed" | "stopped" | "limit";
  readonly question: string;
  readonly answer: string;
  readonly verdict: Verdict;
  readonly evidence: readonly EvidenceRef[];
};

const questions: readonly {
  readonly id: Answer["id"];
  readonly question: string;
  readonly ask: (asked: Asked, deps: QueryDeps) => Promise<Said>;
}[] = [
  {
    id: "communicating",
    question: "Is the station communicating with the CSMS at all?",
    ask: communicating,
  },
  { id: "faulted", question: "Is it faulting because something is broken?", ask: faulted },
  { id: "startFailed", question: "Why did the last session fail to start?", ask: startFailed },
  { id: "stopped", question: "Why did the last session stop?", ask: stopped },
  {
    id: "limit",
    question: "What current or power limit was last set, and does the station follow it?",
    ask: limit,
  },
];

export function diagnose(station: string, deps: QueryDeps): Promise<readonly Answer[]> {
  const asked = { station, nowUs: deps.clock.nowUs() };
  return Promise.all(
    questions.map(async ({ id, question, ask }) => {
      const { answer, verdict, evidence } = await ask(asked, deps);
      return { id, question, answer, verdict, evidence };
    }),
  );
}
