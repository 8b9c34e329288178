/** Paths and identities that peers on the way may understand differently. */
import type { LinkOpened, LinkRefused } from "../../spool/record.ts";
import { nothing, type Reports, statelessRule } from "../rule.ts";
import { cut } from "../wording.ts";

/** OCPP 2.0.1 Part 4 §3.1.1: an identity has at most 48 characters. */
const IDENTITY_CHARS_MAX = 48;

export const pathIrregular = statelessRule(
  {
    id: "path-irregular",
    title: "The station's path or identity is irregular",
    severity: "note",
    side: "station",
    clause: "OCPP-J 1.6 §3.1.1; OCPP 2.0.1 Part 4 §3.1.1",
    explanation:
      "A station dials the URL of its CSMS with its own identity as the last part of the path. Doubled or trailing slashes, percent-encoding and unusual characters are read in different ways by web servers, proxies and CSMSs, so that the same station may appear under another identity or not at all. ocpptap passes the path on as it came.",
    remedy:
      "Enter the CSMS's URL in the station without a slash at its end, since most stations add one themselves, and use letters, digits, dashes and dots in the identity.",
  },
  {
    "link-opened": ({ body }) => inspect(body),
    "link-refused": ({ body }) => (body.arrival === undefined ? inspect(body) : nothing),
  },
);

function inspect({ target, stationId }: LinkOpened | LinkRefused): Reports {
  const problems = problemsOf(target.split("?", 1)[0] ?? "", stationId);
  if (problems.length === 0) return nothing;
  const sentence = `The station asked for "${cut(target)}": ${problems.join("; ")}.`;
  return [{ sentence, evidence: [], details: { target, identity: stationId } }];
}

function problemsOf(path: string, identity: string): string[] {
  const checks: readonly (readonly [boolean, string])[] = [
    [!path.startsWith("/"), "the path does not begin with a slash"],
    [path.startsWith("/") && path.includes("//"), "there are slashes in a row"],
    [path.length > 1 && path.endsWith("/"), "it ends with a slash"],
    [path.includes("%"), "it is percent-encoded"],
    [identity === "", "it contains no identity"],
    [
      identity !== "" && !/^[\w*\-=:+|@.]+$/.test(identity),
      "the identity has characters that OCPP does not allow",
    ],
    [
      identity.length > IDENTITY_CHARS_MAX,
      `the identity has ${identity.length} characters, ${IDENTITY_CHARS_MAX} are allowed`,
    ],
  ];
  return checks.filter(([isSo]) => isSo).map(([, problem]) => problem);
}
