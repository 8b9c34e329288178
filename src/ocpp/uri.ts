/**
 * Is this text a URI (RFC 3986)? Decided by ajv-formats, so the verdicts are those of the standard
 * format. It takes some 40 ns for each character, and a long text that is none is asked about again
 * for further faults and for other versions; so the newest verdict on a long text is kept.
 */
import { fullFormats } from "ajv-formats/dist/formats.js";

/** Below this asking again takes less than 0.1 ms. */
const LONG_CHARS_MIN = 2_000;

const newest = { text: "", isUri: false };

export function isUri(text: string): boolean {
  if (text.length < LONG_CHARS_MIN) return standard(text);
  if (newest.text !== text) {
    newest.isUri = standard(text);
    newest.text = text;
  }
  return newest.isUri;
}

function standard(text: string): boolean {
  const { uri } = fullFormats;
  return typeof uri === "function" && uri(text) === true;
}
