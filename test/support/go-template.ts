/**
 * The part of Go's text/template, and of Helm's functions, that our chart uses. Out: what Helm would
 * write. Whatever it does not know is an error, so the chart cannot outgrow it unseen;
 * `deploy/test-chart` holds it against the real engine.
 */

import { type GoFunction, goFunctions, isTrue, textOf } from "./go-template-functions.ts";
import { type Expression, type Node, parseTemplate } from "./go-template-parser.ts";

type Scope = {
  readonly dot: unknown;
  readonly variables: Map<string, unknown>;
};

export type Rendering = {
  /** Defines the named parts of a file; what else stands in it is ignored, as Helm does with `_`. */
  readonly load: (text: string) => void;
  readonly render: (text: string, data: unknown) => string;
};

export function createRendering(): Rendering {
  const parts = new Map<string, readonly Node[]>();

  function include(name: unknown, dot: unknown): string {
    const nodes = parts.get(String(name));
    if (nodes === undefined) throw new Error(`no part is called ${String(name)}`);
    return write(nodes, { dot, variables: new Map([["$", dot]]) });
  }

  function call(name: string, args: readonly unknown[]): unknown {
    if (name === "include") return include(args[0], args[1]);
    const known: GoFunction | undefined = goFunctions[name];
    if (known === undefined) throw new Error(`the function ${name} is not known`);
    return known(...args);
  }

  function evaluate(expression: Expression, scope: Scope): unknown {
    switch (expression.kind) {
      case "literal":
        return expression.value;
      case "path": {
        const base =
          expression.of === null
            ? scope.dot
            : typeof expression.of === "string"
              ? variableOf(scope, expression.of)
              : evaluate(expression.of, scope);
        return expression.keys.reduce(fieldOf, base);
      }
      case "call":
        return call(
          expression.name,
          expression.args.map((argument) => evaluate(argument, scope)),
        );
    }
  }

  function write(nodes: readonly Node[], scope: Scope): string {
    return nodes.map((node) => writeNode(node, scope)).join("");
  }

  function writeNode(node: Node, scope: Scope): string {
    switch (node.kind) {
      case "text":
        return node.text;
      case "value":
        return textOf(evaluate(node.expression, scope));
      case "set":
        scope.variables.set(node.variable, evaluate(node.expression, scope));
        return "";
      case "define":
        parts.set(node.name, node.body);
        return "";
      case "if":
        return write(
          isTrue(evaluate(node.expression, scope)) ? node.body : node.otherwise,
          inner(scope),
        );
      case "with": {
        const dot = evaluate(node.expression, scope);
        return isTrue(dot)
          ? write(node.body, { ...inner(scope), dot })
          : write(node.otherwise, inner(scope));
      }
      case "range": {
        const entries = entriesOf(evaluate(node.expression, scope));
        if (entries.length === 0) return write(node.otherwise, inner(scope));
        return entries
          .map(([key, dot]) => {
            const { variables } = inner(scope);
            const [first, second] = node.variables;
            if (second !== undefined) variables.set(first ?? "", key).set(second, dot);
            else if (first !== undefined) variables.set(first, dot);
            return write(node.body, { dot, variables });
          })
          .join("");
      }
    }
  }

  return {
    load: (text) => {
      write(parseTemplate(text), { dot: null, variables: new Map() });
    },
    render: (text, data) =>
      write(parseTemplate(text), { dot: data, variables: new Map([["$", data]]) }),
  };
}

/** What is set within a block is not seen after it. */
function inner({ dot, variables }: Scope): Scope {
  return { dot, variables: new Map(variables) };
}

function variableOf({ variables }: Scope, name: string): unknown {
  if (!variables.has(name)) throw new Error(`the variable ${name} is not set`);
  return variables.get(name);
}

/** A key of nothing is nothing at the first step, and an error at the next, as in Helm. */
function fieldOf(of: unknown, key: string): unknown {
  if (typeof of !== "object" || of === null) throw new Error(`.${key} is asked of ${String(of)}`);
  return Reflect.get(of, key);
}

/** Maps in the order of their keys, as Go has it. */
function entriesOf(value: unknown): readonly (readonly [unknown, unknown])[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.map((each, index) => [index, each] as const);
  if (typeof value !== "object") throw new Error(`range over ${String(value)}`);
  return Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
}
