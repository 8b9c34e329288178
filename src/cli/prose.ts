/**
 * Text that is read rather than scanned: wrapped at blanks to the terminal's width, in columns
 * whose cells may take several lines. `table.ts` is for what comes from peers and is cut instead.
 */
import { widthOf } from "./table.ts";

/** Lines of at most `width` columns; a longer word stands on a line of its own. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && widthOf(longer) > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}

/** Lines after the first are indented by as much as `head` is wide. */
export function hanging(head: string, text: string, width: number): readonly string[] {
  const indent = " ".repeat(widthOf(head));
  return wrapped(text, Math.max(1, width - indent.length)).map(
    (line, index) => `${index === 0 ? head : indent}${line}`,
  );
}

/** One row: its cells side by side, each with its own lines, in columns of these widths. */
export function sideBySide(
  cells: readonly (readonly string[])[],
  widths: readonly number[],
): readonly string[] {
  const height = Math.max(...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, row) =>
    cells
      .map((lines, column) => {
        const text = lines[row] ?? "";
        return text + " ".repeat(Math.max(0, (widths[column] ?? 0) - widthOf(text)));
      })
      .join("  ")
      .trimEnd(),
  );
}
