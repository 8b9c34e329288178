/** The WebSocket handshake was answered with something other than 101. */
import { isStationsOwn, type Leg } from "../../base/ids.ts";
import type { LinkRefused } from "../../spool/record.ts";
import { nothing, type Report, type Side, statefulRule } from "../rule.ts";
import { cut, dialler } from "../wording.ts";
import { endRedials, redialsTold } from "./redials.ts";
import { type Repeats, repeatsOfStation } from "./repeats.ts";

export const handshakeRefused = statefulRule<Repeats>(
  {
    id: "handshake-refused",
    title: "The station's connection was refused",
    severity: "error",
    side: "station",
    clause: "OCPP-J 1.6 §3.1–3.2; OCPP 2.0.1 Part 4 §3.1–3.2; RFC 6455 §4.2.2",
    explanation:
      "A station connects with an HTTP request that asks for a WebSocket; the CSMS agrees with status 101. Any other status is a refusal, and the station can neither charge under control nor report anything until it is let in. ocpptap passes the answer on unchanged.",
    remedy:
      "401: compare the station's credentials with those in the CSMS. 404: compare the station's URL and identity with what the CSMS expects. 400 or 426: look for a proxy that drops the Upgrade headers, or a missing subprotocol. 5xx: look at the CSMS and at what stands in front of it.",
  },
  repeatsOfStation,
  {
    "link-opened": endRedials,
    "link-refused"(happening, link, redials) {
      const { body } = happening;
      if (body.failure !== null || body.status === 0) return nothing;
      const times = redialsTold(happening, link, redials);
      if (times === null) return nothing;
      return [body.refusedBy === "csms" ? refusedByCsms(body, link.leg, times) : refusedByUs(body)];
    },
  },
);

type Cause = { readonly side: Side; readonly text: string };

const causes: Readonly<Record<number, Cause>> = {
  400: {
    side: "station",
    text: "usually the request's headers are wrong or a proxy removed some, or the subprotocol is missing",
  },
  401: { side: "station", text: "the credentials are missing or wrong" },
  403: {
    side: "station",
    text: "the CSMS knows the station but does not let it in: blocked, not yet accepted, or from an address that is not allowed",
  },
  404: { side: "station", text: "the path or the station's identity is unknown to the CSMS" },
  405: { side: "station", text: "that path exists but is no WebSocket endpoint" },
  426: {
    side: "station",
    text: "the CSMS wants another protocol version, or a proxy removed the Upgrade headers",
  },
  429: { side: "station", text: "the station connects too often" },
  500: { side: "csms", text: "the CSMS had an internal error" },
  501: { side: "csms", text: "the CSMS, or a proxy before it, does not support WebSocket" },
  502: { side: "csms", text: "a proxy before the CSMS could not reach it" },
  503: { side: "csms", text: "the CSMS is overloaded, starting or in maintenance" },
  504: { side: "csms", text: "a proxy before the CSMS got no answer from it in time" },
};

function refusedByCsms(body: LinkRefused, leg: Leg, times: string): Report {
  const cause = causes[body.status] ?? causeOfClass(body.status);
  // To a translated station the reason is a sentence of ours.
  const reason = body.reason === "" || leg === "station" ? "" : ` ${cut(body.reason)}`;
  return {
    sentence: `The CSMS refused the connection with ${body.status}${reason}: ${cause.text}${explain(body, leg)}${times}.`,
    // What is wrong with a request of ocpptap is in its route.
    side: !isStationsOwn(leg) && cause.side === "station" ? "ours" : cause.side,
    evidence: [],
    details: detailsOf(body),
  };
}

function causeOfClass(status: number): Cause {
  if (status < 300) {
    return { side: "csms", text: "it answered like a web server, not like a WebSocket endpoint" };
  }
  if (status < 400) {
    return { side: "csms", text: "it redirects elsewhere, which stations do not follow" };
  }
  return status < 500
    ? { side: "station", text: "it does not accept the station's request" }
    : { side: "csms", text: "something failed in the CSMS or in a proxy before it" };
}

/** What the request itself says about the likely cause. */
function explain(body: LinkRefused, leg: Leg): string {
  const who = dialler(leg);
  if (body.status === 401) {
    if (body.authorization === null) return `; ${who} sent no credentials`;
    const { scheme, user } = body.authorization;
    const name = user === null ? "" : ` for the user ${cut(user)}`;
    const isOther = user !== null && user !== body.stationId;
    const hint = isOther ? `, which is not its identity ${cut(body.stationId)}` : "";
    return `; ${who} sent ${cut(scheme)} credentials${name}${hint}`;
  }
  if (body.status === 404) return `; ${who} asked for ${cut(body.target)}`;
  if ((body.status === 400 || body.status === 426) && body.subprotocolHeader === null) {
    return `; ${who} offered no subprotocol`;
  }
  if (body.status === 400 || body.status === 426) {
    return `; ${who} offered ${cut(body.subprotocolHeader ?? "")}`;
  }
  return "";
}

function refusedByUs(body: LinkRefused): Report {
  const side: Side = body.status >= 500 ? "ours" : "station";
  const reason = body.reason === "" ? "no reason given" : cut(body.reason);
  return {
    sentence: `ocpptap itself refused the connection with ${body.status}: ${reason}; the station asked for ${cut(body.target)}.`,
    side,
    evidence: [],
    details: detailsOf(body),
  };
}

function detailsOf(body: LinkRefused): Report["details"] & object {
  return {
    status: body.status,
    reason: body.reason,
    refusedBy: body.refusedBy,
    target: body.target,
    subprotocols: body.subprotocolHeader,
  };
}
