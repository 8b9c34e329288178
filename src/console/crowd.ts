/**
 * How many do the same thing at once, in all and of each caller. In: who comes. Out: a way to
 * leave, or which bound is reached. Nobody is remembered who does nothing.
 */
export type CrowdBounds = { readonly allMax: number; readonly callerMax: number };

export type Entered =
  | { readonly kind: "in"; readonly leave: () => void }
  /** `all` is told before `caller`: then there is no room for anybody. */
  | { readonly kind: "full"; readonly of: "all" | "caller"; readonly count: number };

export type Crowd = {
  readonly enter: (caller: string) => Entered;
  readonly count: () => number;
};

export function createCrowd({ allMax, callerMax }: CrowdBounds): Crowd {
  const callers = new Map<string, number>();
  let all = 0;
  return {
    count: () => all,
    enter(caller) {
      const own = callers.get(caller) ?? 0;
      if (all >= allMax) return { kind: "full", of: "all", count: all };
      if (own >= callerMax) return { kind: "full", of: "caller", count: own };
      all += 1;
      callers.set(caller, own + 1);
      let isIn = true;
      return {
        kind: "in",
        leave() {
          if (!isIn) return;
          isIn = false;
          all -= 1;
          const left = (callers.get(caller) ?? 1) - 1;
          if (left === 0) callers.delete(caller);
          else callers.set(caller, left);
        },
      };
    },
  };
}
