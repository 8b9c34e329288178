/** A SOAP call that nobody answered in time. */
import { otherSender } from "../../base/ids.ts";
import { nothing, type Reports, statefulRule } from "../rule.ts";
import { cut, duration, Party } from "../wording.ts";

/** Told once for each exchange: by the clock, or by the 504 that ends it. */
type Told = { isTold: boolean };

export const soapTimeout = statefulRule<Told>(
  {
    id: "soap-timeout",
    title: "A SOAP call was not answered in time",
    severity: "error",
    side: "csms",
    clause: "OCPP-S 1.5 §4; OCPP-S 1.6 §4",
    explanation:
      "Every SOAP call is a request over HTTP, which its answer ends. Nothing came within exchange.timeoutMs, or ocpptap gave up after relay.dialMs and answered 504. The caller does not know whether the call was carried out, and will perhaps repeat it.",
    remedy:
      "Look into the silent side's log at that moment. A station that the CSMS calls is often behind a firewall or a mobile network that drops connections from outside: then its call-back address cannot be reached at all.",
  },
  {
    scope: "link",
    begin: () => ({ isTold: false }),
    save: ({ isTold }) => isTold,
    parse: (saved) => ({ isTold: saved === true }),
  },
  {
    exchange({ outcome }, link, told) {
      if (link.transport !== "soap" || outcome.kind !== "timeout") return nothing;
      if (outcome.call.isUncertain) return nothing;
      const { action, sender } = outcome.call;
      const silent = otherSender(sender);
      const waited = `within ${duration(link.exchangeTimeoutMs * 1000)}`;
      const name = action === "" ? "a call" : cut(action);
      return tell(told, {
        sentence: `${Party[silent]} did not answer ${name} over SOAP ${waited}.`,
        side: silent,
        evidence: [1],
        details: { action, timeoutMs: link.exchangeTimeoutMs },
      });
    },
    note({ body }, link, told) {
      if (link.transport !== "soap" || body.note !== "http-answered") return nothing;
      if (body.answeredBy !== "ocpptap" || body.status !== 504) return nothing;
      return tell(told, {
        sentence: `A call over SOAP had no answer, and ocpptap answered 504: ${cut(body.failure?.problem ?? "")}.`,
        evidence: [1],
        details: { status: body.status },
      });
    },
  },
  { sorts: ["timeout"] },
);

function tell(told: Told, report: Reports[number]): Reports {
  if (told.isTold) return nothing;
  told.isTold = true;
  return [report];
}
