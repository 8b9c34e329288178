/** The relay's processes and their spools, each and all together. */
import { isoFromUs } from "../base/clock.ts";
import type { Config } from "../config/schema.ts";
import { instanceOf, relayNameOf, SHADOWS, writersOf } from "../config/workers.ts";
import { samplesOf, singleOf } from "../observe/samples.ts";
import { isLeft, shadowShareOf, shareOf, spoolNameOf } from "../spool/spools.ts";
import { type SpoolSurvey, together, type WorkerSpool } from "../spool/survey.ts";
import type { RelayState, SpoolState, SystemAnswer, WorkerState } from "./system-contract.ts";

type Asked = {
  /** Of each configured worker, in their order; null where it does not answer. */
  readonly relayed: readonly (string | null)[];
  readonly spools: readonly WorkerSpool[] | null;
  readonly recorder: string | null;
};

export function workersState(
  config: Pick<Config, "instance" | "relay" | "shadows" | "spool">,
  { relayed, spools, recorder }: Asked,
): Pick<SystemAnswer, "relay" | "spool" | "workers"> {
  const writers = writersOf(config);
  const { workers: count } = writers;
  const left = (spools ?? []).filter(
    ({ worker, segments }) => isLeft(worker, writers) && segments > 0,
  );
  const bytesMax = shareOf(config.spool.bytesMax, { ...writers, others: left.length });
  const shadowMax = writers.hasShadows ? shadowShareOf(config.spool.bytesMax) : bytesMax;
  const lags = samplesOf(recorder ?? "", "ocpptap_recorder_spool_lag_seconds");
  const stateOf = (worker: number): WorkerState => {
    const isShadow = worker === SHADOWS;
    const metrics = relayed[worker - 1] ?? null;
    const found = spools?.find((each) => each.worker === worker);
    const lag = lags.find(({ labels }) => labels["spool"] === spoolNameOf(worker));
    return {
      ...{ worker, role: isShadow ? "shadow" : relayNameOf(worker) },
      ...{ instance: instanceOf(config.instance, worker), isConfigured: !isLeft(worker, writers) },
      relay: metrics === null ? null : relayState(metrics),
      spool: found === undefined ? null : spoolState(found, isShadow ? shadowMax : bytesMax),
      lagSeconds: lag?.value ?? null,
    };
  };
  const configured = Array.from({ length: count }, (_, index) => index + 1);
  if (writers.hasShadows) configured.push(SHADOWS);
  const workers = [...configured, ...left.map(({ worker }) => worker)].map(stateOf);
  return {
    relay: sumOf(workers.flatMap(({ relay }) => (relay === null ? [] : [relay]))),
    spool: spools === null ? null : spoolState(together(spools), config.spool.bytesMax),
    workers,
  };
}

function relayState(metrics: string): RelayState {
  const value = (name: string) => singleOf(metrics, name) ?? 0;
  const bySender = (name: string) => {
    const samples = samplesOf(metrics, name);
    const of = (sender: string) =>
      samples.find(({ labels }) => labels["sender"] === sender)?.value ?? 0;
    return { station: of("station"), csms: of("csms") };
  };
  return {
    linksOpen: value("ocpptap_links_open"),
    linksDialling: value("ocpptap_links_dialling"),
    messages: bySender("ocpptap_relayed_messages_total"),
    bytes: bySender("ocpptap_relayed_bytes_total"),
    spoolPendingBytes: value("ocpptap_spool_pending_bytes"),
  };
}

function sumOf(relays: readonly RelayState[]): RelayState | null {
  const sum = (of: (relay: RelayState) => number) =>
    relays.reduce((total, relay) => total + of(relay), 0);
  const both = (of: (relay: RelayState) => RelayState["messages"]) => ({
    station: sum((relay) => of(relay).station),
    csms: sum((relay) => of(relay).csms),
  });
  if (relays.length === 0) return null;
  return {
    linksOpen: sum(({ linksOpen }) => linksOpen),
    linksDialling: sum(({ linksDialling }) => linksDialling),
    messages: both(({ messages }) => messages),
    bytes: both(({ bytes }) => bytes),
    spoolPendingBytes: sum(({ spoolPendingBytes }) => spoolPendingBytes),
  };
}

function spoolState(found: SpoolSurvey, bytesMax: number): SpoolState {
  const { segments, bytes, unreadBytes, oldestAtUs } = found;
  const oldestAt = oldestAtUs === null ? null : isoFromUs(oldestAtUs);
  return { segments, bytes, unreadBytes, bytesMax, oldestAt };
}
