/**
 * What a rule is, and what it says. The ids never change: they are in the record, in the search
 * language and in the metrics.
 *
 * A rule is one module: its text, and a handler per kind of happening that it wants. Handlers are
 * pure but for their own state, which the engine keeps per link (or per station), saves with every
 * batch and hands back after a restart. Time is in the happenings.
 */
import type { LinkId, StationId } from "../base/ids.ts";
import type { Json, JsonObject } from "../exchange/message.ts";
import type { Happening, HappeningKind, HappeningOf, LinkFacts, Sort } from "./happening.ts";

export type Severity = "error" | "warning" | "note";
export type Side = "station" | "csms" | "network" | "ours";

export type RuleText = {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  /** The side it usually blames; a finding may know better. */
  readonly side: Side;
  /** The clause it rests on, e.g. "OCPP-J 1.6 §4.1.1"; "" where none exists. */
  readonly clause: string;
  /** A paragraph for someone new to OCPP. */
  readonly explanation: string;
  /** What to do about it. */
  readonly remedy: string;
};

/** Something noticed. `evidence` are the seqs of the messages of `linkId` it rests on. */
export type Finding = {
  readonly rule: string;
  readonly severity: Severity;
  readonly side: Side;
  readonly stationId: StationId;
  readonly linkId: LinkId;
  readonly atUs: number;
  readonly evidence: readonly number[];
  /** One sentence with the actual values. */
  readonly sentence: string;
  /** Further facts for machines, e.g. `{ offset: 17 }` or a list of violations. */
  readonly details: JsonObject;
};

/** What a handler returns; the engine makes a finding of it. */
export type Report = {
  readonly sentence: string;
  readonly evidence: readonly number[];
  readonly details?: Finding["details"];
  /** Where this time it is not as the rule's text says. */
  readonly severity?: Severity;
  readonly side?: Side;
};

export type Reports = readonly Report[];

/** Nothing to report. */
export const nothing: Reports = [];

export type Handlers<State> = {
  readonly [Kind in HappeningKind]?: (
    happening: HappeningOf<Kind>,
    link: LinkFacts,
    state: State,
  ) => Reports;
};

/** When a rule has to be asked at all. What it does not name costs nothing. */
export type When<State> = {
  /** Of messages and exchanges, only those about calls with these actions. */
  readonly actions?: readonly string[];
  /** Of messages only those of these types, of exchanges only those with these outcomes. */
  readonly sorts?: readonly Sort[];
  /** Of messages only those with something unusual about them, see `unusual.ts`. */
  readonly onlyUnusual?: boolean;
  /**
   * From when on a tick matters to this state, in µs; Infinity for never. A rule with a `tick` and
   * without this is asked every second on every link.
   */
  readonly dueUs?: (state: State) => number;
};

/** A handler for any happening: it is called only with those of its kind, and its own rule's state. */
export type Handler = (happening: Happening, link: LinkFacts, state: unknown) => Reports;

/** A rule at work on one link or one station. */
export type RuleRun = {
  /** For the rule's handlers. */
  readonly state: unknown;
  readonly save: () => Json;
  readonly dueUs: () => number;
};

export type Rule = {
  readonly text: RuleText;
  readonly kinds: ReadonlySet<HappeningKind>;
  readonly handlerOf: (kind: HappeningKind) => Handler | undefined;
  /** Whose state it keeps; `none` rules have one run for all. */
  readonly scope: "none" | "link" | "station";
  /** Null: of whatever action. */
  readonly actions: ReadonlySet<string> | null;
  /** Null: of whatever sort. */
  readonly sorts: ReadonlySet<Sort> | null;
  readonly onlyUnusual: boolean;
  /** It says when its next tick is due. */
  readonly isTimed: boolean;
  readonly open: (saved: Json) => RuleRun;
};

type Choice = Pick<When<never>, "actions" | "sorts" | "onlyUnusual">;

export function statelessRule(text: RuleText, on: Handlers<null>, when: Choice = {}): Rule {
  const run: RuleRun = {
    state: null,
    save: () => null,
    dueUs: () => Number.POSITIVE_INFINITY,
  };
  return { text, ...handling(on, when), scope: "none", isTimed: false, open: () => run };
}

export function statefulRule<State>(
  text: RuleText,
  memory: {
    readonly scope: "link" | "station";
    readonly begin: () => State;
    readonly save: (state: State) => Json;
    /** Total: whatever was saved, by whatever version, gives a state. */
    readonly parse: (saved: Json) => State;
  },
  on: Handlers<State>,
  when: When<State> = {},
): Rule {
  const { dueUs } = when;
  return {
    text,
    ...handling(on, when),
    scope: memory.scope,
    isTimed: dueUs !== undefined,
    open(saved) {
      const state = saved === null ? memory.begin() : memory.parse(saved);
      return {
        state,
        save: () => memory.save(state),
        dueUs: () => dueUs?.(state) ?? Number.POSITIVE_INFINITY,
      };
    },
  };
}

function handling<State>(
  on: Handlers<State>,
  { actions, sorts, onlyUnusual }: Choice,
): Pick<Rule, "kinds" | "handlerOf" | "actions" | "sorts" | "onlyUnusual"> {
  return {
    kinds: kindsOf(on),
    // Which state it is called with is known only where the rule was opened.
    handlerOf: (kind) => on[kind] as Handler | undefined,
    actions: actions === undefined ? null : new Set(actions),
    sorts: sorts === undefined ? null : new Set(sorts),
    onlyUnusual: onlyUnusual === true,
  };
}

const allKinds: readonly HappeningKind[] = [
  "link-opened",
  "link-refused",
  "message",
  "exchange",
  "transaction",
  "control-frame",
  "note",
  "link-closed",
  "gap",
  "tick",
];

function kindsOf(on: Handlers<never>): ReadonlySet<HappeningKind> {
  return new Set(allKinds.filter((kind) => on[kind] !== undefined));
}
