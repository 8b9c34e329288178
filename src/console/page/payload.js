/**
 * Payload text → elements. Everything is set as text, never as markup: payloads are written by
 * strangers. The indented view moves white space only; every literal stays as it was sent.
 */

/** An element with text or children. */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (key === "onclick") element.addEventListener("click", value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Beyond it, colouring costs more than it helps. */
const COLOURED_CHARS_MAX = 500_000;

const TOKEN = /"(?:[^"\\]|\\.)*"|[[\]{}:,]|[^\s[\]{}:,"]+|"/g;

/** Coloured and indented where the text is JSON, otherwise the text. */
export function indented(text) {
  const pre = el("pre", { class: "payload" });
  if (text.length > COLOURED_CHARS_MAX || !isJson(text)) {
    pre.textContent = text;
    return pre;
  }
  const tokens = text.match(TOKEN) ?? [];
  let depth = 0;
  const line = () => pre.append(`\n${"  ".repeat(depth)}`);
  tokens.forEach((token, index) => {
    const next = tokens[index + 1];
    if (token === "[" || token === "{") {
      depth += 1;
      pre.append(token);
      if (next !== "]" && next !== "}") line();
    } else if (token === "]" || token === "}") {
      depth -= 1;
      const before = tokens[index - 1];
      if (before !== "[" && before !== "{") line();
      pre.append(token);
    } else if (token === ",") {
      pre.append(token);
      line();
    } else if (token === ":") {
      pre.append(": ");
    } else {
      pre.append(el("span", { class: classOf(token, next) }, token));
    }
  });
  return pre;
}

function classOf(token, next) {
  if (token.startsWith('"')) return next === ":" ? "k" : "s";
  return /^[-\d]/.test(token) ? "n" : "w";
}

function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

export function exact(text) {
  return el("pre", { class: "payload" }, text);
}

/** Bytes shown in hexadecimal; the rest is in the exact view and in the export. */
const HEX_BYTES_MAX = 16_384;

export function hexadecimal(text, encoding) {
  const bytes =
    encoding === "base64"
      ? Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
      : new TextEncoder().encode(text);
  const lines = [];
  for (let at = 0; at < Math.min(bytes.length, HEX_BYTES_MAX); at += 16) {
    const row = [...bytes.subarray(at, at + 16)];
    const hex = row.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const shown = row.map((byte) => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : "·"));
    lines.push(`${at.toString(16).padStart(6, "0")}  ${hex.padEnd(47)}  ${shown.join("")}`);
  }
  if (bytes.length > HEX_BYTES_MAX) lines.push(`… ${bytes.length - HEX_BYTES_MAX} more bytes`);
  return el("pre", { class: "payload hex" }, lines.join("\n"));
}
