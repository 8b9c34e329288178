/**
 * Whether a child process is alive or only there. In: what it answers. Out: a call when it has left
 * so many questions in a row without an answer. Promised: a supervisor that stood still itself
 * blames nobody for it.
 */
import { limits } from "../base/limits.ts";

export type Pulse = {
  /** It said something. */
  readonly heard: () => void;
  /** It has not left more than one question without an answer, or is still starting. */
  readonly isSteady: () => boolean;
  readonly stop: () => void;
};

export type PulseLimits = {
  readonly askMs: number;
  readonly silencesMax: number;
  /** Before the first answer. */
  readonly startSilencesMax: number;
};

export const pulseLimits: PulseLimits = {
  askMs: limits.childAskMs,
  silencesMax: limits.childSilencesMax,
  startSilencesMax: limits.childStartSilencesMax,
};

export function takePulse(
  { ask, onSilent }: { readonly ask: () => void; readonly onSilent: (ms: number) => void },
  { askMs, silencesMax, startSilencesMax }: PulseLimits = pulseLimits,
): Pulse {
  let silences = 1;
  let hasAnswered = false;
  let dueMs = performance.now() + askMs;

  const beat = () => {
    const nowMs = performance.now();
    const isLate = nowMs - dueMs > askMs;
    dueMs = nowMs + askMs;
    if (isLate) silences = 0;
    if (silences >= (hasAnswered ? silencesMax : startSilencesMax)) {
      clearInterval(timer);
      onSilent(silences * askMs);
      return;
    }
    silences += 1;
    ask();
  };
  const timer = setInterval(beat, askMs);
  ask();
  return {
    heard() {
      silences = 0;
      hasAnswered = true;
    },
    isSteady: () => !hasAnswered || silences <= limits.childSteadySilencesMax,
    stop: () => clearInterval(timer),
  };
}
