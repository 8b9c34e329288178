/**
 * What the steps from record to row share: the links, the pairing, the rules, and the open batch.
 */
import { isPrimary, type LinkId } from "../base/ids.ts";
import { createPairing, type Pairing } from "../exchange/pair.ts";
import type { Redact } from "../exchange/redact.ts";
import { createEngine, type Engine } from "../findings/engine.ts";
import type { Happening, LinkFacts } from "../findings/happening.ts";
import type { Finding, Rule } from "../findings/rule.ts";
import type { Observe } from "../observe/events.ts";
import { createSessions, type Sessions } from "../sessions/sessions.ts";
import { type Batch, createBatch } from "./batch.ts";
import { type Budget, createBudget } from "./budget.ts";
import { createIdentities, type Identities } from "./identities.ts";
import { createLinkBook, type LinkBook } from "./link-book.ts";
import type { LinkDefaults } from "./link-state.ts";
import type { Publish } from "./live.ts";

export type IntakeDeps = {
  readonly observe: Observe;
  readonly publish: Publish;
  readonly rules: readonly Rule[];
  /** Absent: nothing is hidden. */
  readonly redact?: Redact;
  /** False: it does not follow from what is known here, and is neither told nor kept. */
  readonly keeps?: (finding: Finding) => boolean;
  /** All rules together on one long message; absent: as long as it takes. Unit: ms. */
  readonly inspectMs?: number;
  /** Gets every finding, also one that belongs to no message. */
  readonly onFinding?: (finding: Finding) => void;
};

/** What is known beyond single links. */
export type Era = {
  /** The relay's newest runs by instance, the current one last. */
  readonly runs: Map<string, readonly string[]>;
  /** This recorder began without a state of its own, so links may be older than it. */
  isFresh: boolean;
};

/** Links of this relay may be older than the recorder: their first number is no gap. */
export function mayBeOlder({ era }: IntakeState, instance: string): boolean {
  // Links of a run that began while it looked on are seen from their opening on.
  return era.isFresh && (era.runs.get(instance)?.length ?? 0) < 2;
}

export type IntakeState = {
  readonly config: LinkDefaults;
  readonly deps: IntakeDeps;
  readonly book: LinkBook;
  readonly pairing: Pairing;
  readonly engine: Engine;
  readonly sessions: Sessions;
  readonly identities: Identities;
  readonly era: Era;
  /** Links of which message numbers are missing and not yet explained. */
  readonly withHoles: Set<LinkId>;
  readonly budget: Budget;
  batch: Batch;
  tickedSecond: number;
};

export function createIntakeState(config: LinkDefaults, deps: IntakeDeps): IntakeState {
  const budget = createBudget(deps.inspectMs ?? null);
  return {
    budget,
    config,
    deps,
    book: createLinkBook(config),
    pairing: createPairing({ timeoutMs: config.exchangeTimeoutMs }),
    engine: createEngine(deps.rules, { observe: deps.observe, isOverdue: budget.isOver }),
    sessions: createSessions(),
    identities: createIdentities(),
    era: { runs: new Map(), isFresh: true },
    withHoles: new Set(),
    batch: createBatch(),
    tickedSecond: 0,
  };
}

/** Shows the rules what happened, and records what they find. */
export function raise(
  state: IntakeState,
  happening: Happening,
  link: LinkFacts,
): readonly Finding[] {
  const { keeps } = state.deps;
  const { instance, leg } = link;
  const found = state.engine.inspect(happening, link);
  const findings = keeps === undefined ? found : found.filter(keeps);
  for (const finding of findings) {
    state.batch.addFinding(finding, { instance, leg, ...state.identities.of(link.stationId) });
    state.deps.onFinding?.(finding);
    const { rule, severity } = finding;
    // What a rehearsal meets is nothing that anybody is to be woken for.
    if (isPrimary(leg)) state.deps.observe({ name: "findingRaised", rule, severity });
  }
  return findings;
}
