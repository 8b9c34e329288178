/**
 * Text that is no JSON, or JSON that broke → where it may hold a credential. In: any text. Out:
 * ranges to be masked. Conservative: better a harmless value masked than a password kept. Once a
 * setting's name speaks of a credential, every value near a field of values goes.
 *
 * Every pattern is bounded, so that no text takes more than a pass for each.
 */
import { credentialPattern, type Names, tokenPattern } from "../ocpp/credentials.ts";

export type Range = { readonly from: number; readonly to: number };

type Pattern = RegExp;

/** What may stand between a name and its value in JSON, in JSON within JSON, and in XML. */
const QUOTE = `(?:\\\\{0,7}["'])?`;
const JOINT = `${QUOTE}\\s{0,8}[:=]\\s{0,8}`;
/** A quoted value up to its quote, or the end where the text was cut; or one without quotes. */
const VALUE =
  `(?:(?<!\\\\)"((?:[^"\\\\]|\\\\[^])*)|\\\\{1,7}"((?:[^"\\\\]|\\\\+[^"\\\\])*)|` +
  `'([^']*)|([^\\s"'\\\\,;&<>{}\\[\\]]+))`;

const valueNames = "value|attributeValue|actualValue|data";

export type TextScan = (text: string) => readonly Range[];

export function createTextScan(more: Names, isTokenToo: boolean): TextScan {
  const words = credentialPattern(more);
  const names = isTokenToo ? `${words}|${tokenPattern}` : words;
  const always: readonly Pattern[] = [
    new RegExp(`(?:${names})[\\w.-]{0,40}${JOINT}${VALUE}`, "gid"),
    new RegExp(`<[\\w.:-]{0,60}(?:${names})[\\w.:-]{0,40}(?:\\s[^<>]{0,400})?>([^<]+)`, "gid"),
    /:\/\/[^\s"'/@:]{0,200}:([^\s"'/]{1,200})@/dg,
    /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----(.*?)(?:-----END|$)/dgs,
    /\b(?:[Bb]asic|[Bb]earer)\s{1,4}((?=[a-z]{0,400}[A-Z0-9+/=_~])[A-Za-z0-9+/=._~-]{6,})/dg,
  ];
  const hint = new RegExp(`${words}|key["'\\s:>]{1,20}[^<>"]{0,60}(?:key|pass|pin)|keycode`, "i");
  const nearby: readonly Pattern[] = [
    new RegExp(`["'\\s{,](?:${valueNames})${JOINT}${VALUE}`, "gid"),
    new RegExp(`<(?:[\\w-]{1,20}:)?(?:${valueNames})(?:\\s[^<>]{0,400})?>([^<]+)`, "gid"),
    ...(more.has("keycode") ? [new RegExp(`idToken${JOINT}${VALUE}`, "gid")] : []),
  ];
  return (text) => {
    const ranges = always.flatMap((pattern) => rangesOf(text, pattern));
    const more = hint.test(text) ? nearby.flatMap((pattern) => rangesOf(text, pattern)) : [];
    return merged([...ranges, ...more]);
  };
}

function rangesOf(text: string, pattern: Pattern): readonly Range[] {
  const ranges: Range[] = [];
  for (const { indices } of text.matchAll(pattern)) {
    const [from, to] = indices?.slice(1).find((each) => each !== undefined) ?? [0, 0];
    if (to > from) ranges.push({ from, to });
  }
  return ranges;
}

/** Ascending, and none in another. */
function merged(ranges: readonly Range[]): readonly Range[] {
  const apart: Range[] = [];
  for (const range of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = apart.at(-1);
    if (last === undefined || range.from >= last.to) apart.push(range);
    else if (range.to > last.to) apart[apart.length - 1] = { from: last.from, to: range.to };
  }
  return apart;
}
