/** The text of a Go template → its nodes. */

export type Expression =
  | { readonly kind: "literal"; readonly value: unknown }
  /** Of null: of the dot; of a text: of the variable. */
  | {
      readonly kind: "path";
      readonly of: null | string | Expression;
      readonly keys: readonly string[];
    }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Expression[] };

type Block = {
  readonly expression: Expression;
  readonly body: readonly Node[];
  readonly otherwise: readonly Node[];
};

export type Node =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "value"; readonly expression: Expression }
  | { readonly kind: "set"; readonly variable: string; readonly expression: Expression }
  | { readonly kind: "define"; readonly name: string; readonly body: readonly Node[] }
  | ({ readonly kind: "if" } & Block)
  | ({ readonly kind: "with" } & Block)
  | ({ readonly kind: "range"; readonly variables: readonly string[] } & Block);

type Piece = { readonly isAction: boolean; readonly text: string };

export function parseTemplate(text: string): readonly Node[] {
  const pieces = piecesOf(text);
  const { nodes, end } = parseNodes(pieces, 0);
  if (end !== pieces.length)
    throw new Error(`{{ ${pieces[end]?.text ?? ""} }} without a beginning`);
  return nodes;
}

/** Text and actions in turn; a dash eats the space at its side. */
function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let isTrimmed = false;
  let at = 0;
  const addText = (raw: string, isTrimmedAfter: boolean) => {
    const left = isTrimmed ? raw.trimStart() : raw;
    pieces.push({ isAction: false, text: isTrimmedAfter ? left.trimEnd() : left });
  };
  for (const match of text.matchAll(/\{\{(-\s)?\s*([\s\S]*?)\s*(\s-)?\}\}/g)) {
    addText(text.slice(at, match.index), match[1] !== undefined);
    isTrimmed = match[3] !== undefined;
    at = match.index + match[0].length;
    if (!match[2]?.startsWith("/*")) pieces.push({ isAction: true, text: match[2] ?? "" });
  }
  addText(text.slice(at), false);
  return pieces;
}

type Parsed = { readonly nodes: readonly Node[]; readonly end: number };

/** Until `end`, `else` or the last piece. */
function parseNodes(pieces: readonly Piece[], start: number): Parsed {
  const nodes: Node[] = [];
  let at = start;
  while (at < pieces.length) {
    const { isAction, text } = pieces[at] ?? { isAction: false, text: "" };
    const [word = ""] = text.split(/\s/);
    if (!isAction) {
      nodes.push({ kind: "text", text });
      at += 1;
    } else if (word === "end" || word === "else") break;
    else if (word === "define") {
      const body = parseNodes(pieces, at + 1);
      nodes.push({ kind: "define", name: JSON.parse(text.slice(7)), body: body.nodes });
      at = body.end + 1;
    } else if (word === "if" || word === "with" || word === "range") {
      const block = parseBlock(pieces, at, text);
      nodes.push(block.node);
      at = block.end;
    } else {
      const set = /^(\$\w*)\s*:?=\s*([\s\S]+)$/.exec(text);
      nodes.push(
        set === null
          ? { kind: "value", expression: parseExpression(text) }
          : { kind: "set", variable: set[1] ?? "", expression: parseExpression(set[2] ?? "") },
      );
      at += 1;
    }
  }
  return { nodes, end: at };
}

function parseBlock(pieces: readonly Piece[], at: number, head: string) {
  const [, word = "", list = "", condition = ""] =
    /^(if|with|range)\s+(?:(\$[\w$, ]*?)\s*:=\s*)?([\s\S]+)$/.exec(head) ?? [];
  const body = parseNodes(pieces, at + 1);
  const closing = pieces[body.end]?.text ?? "";
  let otherwise: readonly Node[] = [];
  let end = body.end + 1;
  const chained = /^else\s+(if\s[\s\S]+)$/.exec(closing)?.[1];
  if (chained !== undefined) {
    const next = parseBlock(pieces, body.end, chained);
    otherwise = [next.node];
    end = next.end;
  } else if (closing === "else") {
    const rest = parseNodes(pieces, body.end + 1);
    otherwise = rest.nodes;
    end = rest.end + 1;
  } else if (closing !== "end") throw new Error(`{{ ${head} }} has no end`);
  const block: Block = { expression: parseExpression(condition), body: body.nodes, otherwise };
  const variables = list.split(",").flatMap((name) => (name.trim() === "" ? [] : [name.trim()]));
  const node: Node = word === "range" ? { kind: word, variables, ...block } : nodeOf(word, block);
  return { node, end };
}

function nodeOf(word: string, block: Block): Node {
  return word === "if" ? { kind: "if", ...block } : { kind: "with", ...block };
}

/** Commands, separated by pipes: the value of each is the last argument of the next. */
export function parseExpression(text: string): Expression {
  const tokens =
    text.match(/"(?:[^"\\]|\\.)*"|[()|]|\.(?:[\w.]*)|\$\w*(?:\.[\w.]+)?|[\w.-]+/g) ?? [];
  let at = 0;

  function operand(): Expression {
    const token = tokens[at++] ?? "";
    if (token === "(") {
      const inside = pipeline();
      at += 1;
      const next = tokens[at] ?? "";
      if (!next.startsWith(".")) return inside;
      at += 1;
      return { kind: "path", of: inside, keys: keysOf(next) };
    }
    if (token.startsWith('"')) return { kind: "literal", value: JSON.parse(token) };
    if (token.startsWith(".")) return { kind: "path", of: null, keys: keysOf(token) };
    if (token.startsWith("$")) {
      const [name = "", ...keys] = token.split(".");
      return { kind: "path", of: name, keys };
    }
    if (/^-?\d+$/.test(token)) return { kind: "literal", value: Number(token) };
    if (token === "true" || token === "false") return { kind: "literal", value: token === "true" };
    return { kind: "call", name: token, args: [] };
  }

  function command(piped: Expression | null): Expression {
    const first = operand();
    const args: Expression[] = [];
    while (at < tokens.length && tokens[at] !== "|" && tokens[at] !== ")") args.push(operand());
    if (piped !== null) args.push(piped);
    if (first.kind === "call") return { ...first, args };
    if (args.length > 0) throw new Error(`${text}: a value takes no arguments`);
    return first;
  }

  function pipeline(): Expression {
    let value = command(null);
    while (tokens[at] === "|") {
      at += 1;
      value = command(value);
    }
    return value;
  }

  const expression = pipeline();
  if (at !== tokens.length) throw new Error(`${text}: ${tokens[at]} is too much`);
  return expression;
}

function keysOf(path: string): readonly string[] {
  return path.split(".").filter((key) => key !== "");
}
