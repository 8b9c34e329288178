/**
 * The nodes of a cluster that `store.url` names, and which of them to ask first. In: which did
 * answer and which did not. Out: an order in which to try each once. Pure: time arrives.
 *
 * A role stays with the node that answered last, so that it keeps few connections. Each process
 * begins with another one. A node that failed is asked last for a while, and asked all the same
 * where no other answers.
 */
import { limits } from "../base/limits.ts";

export type Node<Of> = { readonly is: Of; restsUntilMs: number };

export type Nodes<Of> = {
  readonly current: () => Of;
  /** Each once, the likeliest first. */
  readonly inOrder: (nowMs: number) => readonly Node<Of>[];
  readonly answered: (node: Node<Of>) => void;
  readonly failed: (node: Node<Of>, nowMs: number) => void;
  readonly all: () => readonly Of[];
};

/** `first`: any number; the one to begin with. */
export function createNodes<Of>(all: readonly [Of, ...Of[]], first: number): Nodes<Of> {
  const nodes = all.map((is): Node<Of> => ({ is, restsUntilMs: 0 }));
  let at = first % nodes.length;
  return {
    current: () => nodes[at]?.is ?? all[0],
    inOrder(nowMs) {
      const ring = [...nodes.slice(at), ...nodes.slice(0, at)];
      const isResting = (node: Node<Of>) => node.restsUntilMs > nowMs;
      return [...ring.filter((node) => !isResting(node)), ...ring.filter(isResting)];
    },
    answered(node) {
      node.restsUntilMs = 0;
      at = nodes.indexOf(node);
    },
    failed(node, nowMs) {
      node.restsUntilMs = nowMs + limits.storeNodeRestMs;
    },
    all: () => all,
  };
}
