/** How the events of beginning, ending and standing still are told; see `telling.ts`. */
import type { LifeEvent } from "./life-events.ts";
import { counter, type EventOf, type Telling } from "./telling-parts.ts";

/** In one line of the log; a file may change in hundreds of places. */
const NAMES_MAX = 20;

type Name = LifeEvent["name"];

export const lifeTellings: { readonly [Each in Name]: Telling<EventOf<Each>> } = {
  draining: {
    level: "info",
    text: ({ links, drainMs }) =>
      `no new stations: ${links} links go on, and are closed by and by within ${drainMs} ms; another signal ends all at once`,
    metrics: [],
  },
  drainGoesOn: {
    level: "info",
    text: ({ links }) => `${links} links are still open`,
    metrics: [],
  },
  drained: {
    level: "info",
    text: ({ links, cut, left, ms }) =>
      `${links} links were asked to go within ${ms} ms, ${cut} of them within a message; ${left} are left`,
    metrics: [],
  },
  reloaded: {
    level: "info",
    text: ({ changed, again, waiting }) =>
      [
        `the configuration was read again: ${changed.length === 0 ? "nothing else counts now" : `${listed(changed)} count now`}`,
        ...(again.length === 0 ? [] : [`started again: ${listed(again)}`]),
        ...(waiting.length === 0 ? [] : [`changed but needs a restart: ${listed(waiting)}`]),
      ].join("; "),
    metrics: [
      counter("ocpptap_config_reloads_total", "Configurations read again and taken over.", {
        labels: ["outcome"],
        labelsOf: ({ changed, waiting }) => ({
          outcome: waiting.length > 0 ? "partly" : changed.length > 0 ? "applied" : "unchanged",
        }),
        zeros: ["applied", "partly", "unchanged"].map((outcome) => ({ outcome })),
      }),
    ],
  },
  reloadRefused: {
    level: "error",
    text: ({ problem, remedy }) =>
      `the configuration was read again and refused, what counted before still does: ${problem} ${remedy}`,
    metrics: [
      counter(
        "ocpptap_config_reloads_refused_total",
        "Configurations read again that could not be used.",
      ),
    ],
  },
  serviceManagerDeaf: {
    level: "error",
    text: ({ problem }) =>
      `the service manager cannot be told how it is here (NOTIFY_SOCKET): ${problem}; it may take this for a failure`,
    metrics: [],
  },
  loopStalled: {
    level: "warn",
    text: ({ role, ms }) =>
      `the ${role} stood still for ${ms} ms: the machine is overloaded, or was suspended, or this is a bug`,
    metrics: [
      counter("ocpptap_stalls_total", "Times the process stood still for half a second or more."),
      counter("ocpptap_stalled_seconds_total", "How long it stood still then, together.", {
        amount: ({ ms }) => ms / 1000,
      }),
    ],
  },
  clockSet: {
    level: "warn",
    text: ({ byMs }) =>
      `the wall clock was set ${byMs < 0 ? "back" : "forwards"} by ${Math.abs(byMs)} ms, or the machine was suspended; answers that were waited for are timed by the clock that only counts`,
    metrics: [
      counter("ocpptap_clock_sets_total", "Times the wall clock was set by over a second."),
    ],
  },
  childHung: {
    level: "error",
    text: ({ role, silentMs }) =>
      `${role} hangs: it has not answered for ${silentMs} ms, and is killed and started again`,
    metrics: [
      counter("ocpptap_children_hung_total", "Child processes killed because they hung.", {
        labels: ["child"],
        labelsOf: ({ role }) => ({ child: role }),
      }),
    ],
  },
  childLoops: {
    level: "error",
    text: ({ role, how, times }) =>
      `${role} has ended ${times} times in a row soon after its start, last with ${how}: it will be started again and again, but somebody must look; its own lines say why`,
    metrics: [
      counter("ocpptap_children_looping_total", "Ends of child processes that keep ending.", {
        labels: ["child"],
        labelsOf: ({ role }) => ({ child: role }),
      }),
    ],
  },
};

function listed(names: readonly string[]): string {
  const more = names.length > NAMES_MAX ? ` and ${names.length - NAMES_MAX} more` : "";
  return `${names.slice(0, NAMES_MAX).join(", ")}${more}`;
}
