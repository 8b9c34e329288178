/**
 * Text of XML → the same with a line for each element, indented. For reading only: nothing is
 * parsed, so what is not well-formed still shows, as far as its tags go. One pass, however hostile
 * it is.
 */
const STEP = "  ";
/** Deeper ones stay where these are. */
const DEPTH_MAX = 40;

export function indentedXml(text: string): string {
  const lines: string[] = [];
  let depth = 0;
  let isOpen = false;
  const add = (part: string) => lines.push(STEP.repeat(Math.min(depth, DEPTH_MAX)) + part);
  for (const part of partsOf(text)) {
    if (!part.startsWith("<")) {
      // What an element says stays on its line.
      if (isOpen && lines.length > 0) lines[lines.length - 1] += part;
      else add(part);
      continue;
    }
    const isClosing = part.startsWith("</");
    if (isClosing) depth = Math.max(0, depth - 1);
    if (isClosing && isOpen) lines[lines.length - 1] += part;
    else add(part);
    isOpen = !isClosing && !part.endsWith("/>") && !/^<[?!]/.test(part);
    if (isOpen) depth += 1;
  }
  return lines.join("\n");
}

/** Tags, and the texts between them that are more than white space. */
function partsOf(text: string): readonly string[] {
  const parts: string[] = [];
  for (let at = 0; at < text.length; ) {
    const open = text.indexOf("<", at);
    const before = text.slice(at, open < 0 ? text.length : open).trim();
    if (before !== "") parts.push(before);
    if (open < 0) break;
    const close = text.indexOf(">", open);
    const end = close < 0 ? text.length : close + 1;
    parts.push(text.slice(open, end));
    at = end;
  }
  return parts;
}
