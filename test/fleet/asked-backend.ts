/** A backend that answers when and what the test says. */
import type {
  Backend,
  Failure,
  OpenAnswer,
  StoreAnswer,
  StoreRequest,
} from "../../src/fleet/backend.ts";

export const failure: Failure = {
  kind: "failed",
  code: "STATE_UNAVAILABLE",
  problem: "on order",
  remedy: "Wait.",
};

export function askedBackend(overrides: Partial<Backend> = {}) {
  const tries: {
    readonly request: StoreRequest;
    readonly answer: (answer: StoreAnswer) => void;
  }[] = [];
  const backend: Backend = {
    where: "in the test",
    open: async (): Promise<OpenAnswer> => ({ kind: "opened", documents: [] }),
    store: (request) =>
      new Promise((resolve) => {
        tries.push({ request, answer: resolve });
      }),
    probe: async () => ({ kind: "stored" }),
    close: async () => undefined,
    ...overrides,
  };
  return { backend, tries };
}
