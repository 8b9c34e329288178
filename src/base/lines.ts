/** Text in any cut → whole lines, without empty ones. In: what arrives. Out: a call for each. */

/** The returned function takes what comes next; false: a line is longer than `charsMax`. */
export function createLines(
  take: (line: string) => void,
  charsMax: number,
): (text: string) => boolean {
  let parts: string[] = [];
  let chars = 0;
  return (text) => {
    let from = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", from)) {
      const line = parts.join("") + text.slice(from, end);
      [parts, chars, from] = [[], 0, end + 1];
      if (line !== "") take(line);
    }
    parts.push(text.slice(from));
    chars += text.length - from;
    return chars <= charsMax;
  };
}
