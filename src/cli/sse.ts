/**
 * Server-sent events (WHATWG HTML §9.2): text as it arrives, in any cut, → events. Comments, which
 * are the console's heartbeat, are skipped; `id` and `retry` are not used by it.
 */
import { limits } from "../base/limits.ts";

export type ServerEvent = { readonly event: string; readonly data: string };

export type EventParser = {
  /** The events that this piece completes. Throws where one grows beyond any that we send. */
  readonly push: (text: string) => readonly ServerEvent[];
};

export function createEventParser(): EventParser {
  let rest = "";
  let event = "";
  let data: string[] = [];

  function takeLine(line: string): ServerEvent | null {
    if (line === "") {
      const isEvent = data.length > 0;
      const complete = { event: event === "" ? "message" : event, data: data.join("\n") };
      event = "";
      data = [];
      return isEvent ? complete : null;
    }
    const [, field = line, value = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === "event") event = value;
    else if (field === "data") data.push(value);
    return null;
  }

  return {
    push(text) {
      // A line end that is cut in two must not become two.
      const whole = rest + text;
      const isCut = whole.endsWith("\r");
      const lines = (isCut ? whole.slice(0, -1) : whole).split(/\r\n|\r|\n/);
      rest = (lines.pop() ?? "") + (isCut ? "\r" : "");
      if (rest.length + data.length > limits.liveLineCharsMax) {
        throw new Error("an event is longer than any message");
      }
      return lines.map(takeLine).filter((one) => one !== null);
    },
  };
}
