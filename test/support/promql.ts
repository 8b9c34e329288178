/** PromQL by Prometheus' own grammar → the metrics it asks for, with the labels it names. */
import { parser } from "@prometheus-io/lezer-promql";

export type Asked = {
  readonly metrics: readonly { readonly name: string; readonly labels: readonly string[] }[];
  /** Of `by`, `without`, `on` and their like. */
  readonly groups: readonly string[];
};

/** Throws with the place where it is no PromQL. */
export function parsePromql(expr: string): Asked {
  const metrics: { name: string; labels: string[] }[] = [];
  const groups: string[] = [];
  parser.parse(expr).iterate({
    enter(node) {
      const text = expr.slice(node.from, node.to);
      if (node.type.isError) throw new Error(`no PromQL at ${node.from}: ${expr}`);
      if (node.name === "VectorSelector") metrics.push({ name: "", labels: [] });
      const selector = metrics.at(-1);
      if (node.name === "Identifier" && selector?.name === "") selector.name = text;
      const parent = node.node.parent?.name;
      if (node.name !== "LabelName") return;
      if (parent === "GroupingLabels") groups.push(text);
      else selector?.labels.push(text);
    },
  });
  if (metrics.length === 0) throw new Error(`asks for no metric: ${expr}`);
  return { metrics, groups };
}
