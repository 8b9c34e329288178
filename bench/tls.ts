/**
 * What TLS costs the relay: the relay's benchmark without TLS, with TLS on the station leg, and with
 * TLS on both legs, side by side; in the storm also with every session resumed, as after an outage.
 */
import { join } from "node:path";
import { startChild } from "./child.ts";
import { type BenchContext, type Column, figuresOf, ratios, type Section } from "./figures.ts";
import {
  createResults,
  type Measure,
  measureRound,
  type Results,
  type Sizes,
} from "./relay-round.ts";
import { ocpptap, startRecording, type Target } from "./targets.ts";
import { makeTlsFiles, type TlsFiles } from "./tls-files.ts";

const FULL: Sizes = {
  ...{ links: 100, warmMs: 2_000, slices: 5, sliceMs: 1_000, sliceWarmMs: 200 },
  ...{ perSecond: 2_000, idleLinks: 2_000, stormLinks: 2_000 },
};
const QUICK: Sizes = { ...FULL, warmMs: 1_000, slices: 1, idleLinks: 500, stormLinks: 500 };

type Measured = Measure | "ratio";

const COLUMNS: readonly Column<Measured>[] = [
  { measure: "cpu", head: "CPU, µs/rt", decimals: 1 },
  { measure: "ratio", head: "÷ without TLS", decimals: 2 },
  { measure: "pacedCpu", head: `CPU at ${FULL.perSecond} rt/s, µs/rt`, decimals: 1 },
  { measure: "p50", head: "p50, µs", decimals: 0 },
  { measure: "p99", head: "p99, µs", decimals: 0 },
  { measure: "idle", head: "idle link, kB", decimals: 1 },
  { measure: "storm", head: "storm, s", decimals: 2 },
  { measure: "linkCpu", head: "CPU of a link, µs", decimals: 0 },
  { measure: "resumedStorm", head: "storm resumed, s", decimals: 2 },
  { measure: "resumedLinkCpu", head: "CPU of a resumed link, µs", decimals: 0 },
];

export async function benchTls(context: BenchContext): Promise<Section> {
  const sizes = context.isQuick ? QUICK : FULL;
  const files = await makeTlsFiles(join(context.dir, "tls"));
  const load = await startChild("./load.ts");
  const answerer = await startChild("./answerer.ts");
  const results = createResults();
  try {
    const upstream = await answerer.ask<number>("port");
    const { cert, key } = files;
    const tlsUpstream = await answerer.ask<number>("tlsPort", { cert, key });
    const subjects = [ocpptap, stationTls(files), bothTls(files, tlsUpstream)];
    const peers = { load, answerer, upstream };
    for (let round = 0; round < context.rounds; round += 1) {
      context.say(`tls, round ${round + 1} of ${context.rounds}`);
      await measureRound(subjects, { context, sizes, peers, results });
    }
    return sectionOf(subjects, results, { sizes, isQuick: context.isQuick });
  } finally {
    await load.close();
    await answerer.close();
  }
}

const listenOf = ({ certificateFile, keyFile }: TlsFiles) => [
  { address: "127.0.0.1:0", tls: { certificate: certificateFile, key: keyFile } },
];

function stationTls(files: TlsFiles): Target {
  return {
    name: "TLS on the station leg",
    async start(upstream, dir) {
      const config = { listen: listenOf(files) };
      const running = await startRecording([String(upstream), dir, JSON.stringify(config)]);
      return { ...running, tls: { ca: files.ca } };
    },
  };
}

function bothTls(files: TlsFiles, tlsUpstream: number): Target {
  return {
    name: "TLS on both legs",
    async start(_plain, dir) {
      const route = { match: "/ocpp/{station}", upstreamCa: files.caFile };
      const upstream = `wss://127.0.0.1:${tlsUpstream}/csms/{station}`;
      const config = { listen: listenOf(files), routes: [{ ...route, upstream }] };
      const running = await startRecording(["-", dir, JSON.stringify(config)]);
      return { ...running, tls: { ca: files.ca } };
    },
  };
}

type Circumstances = { readonly sizes: Sizes; readonly isQuick: boolean };

function sectionOf(
  subjects: readonly Target[],
  results: Results,
  { sizes, isQuick }: Circumstances,
): Section {
  const { links, perSecond, idleLinks, stormLinks } = sizes;
  const figures = figuresOf(subjects, COLUMNS, (target, measure) =>
    valuesOf(target, measure, results),
  );
  return {
    title: "TLS",
    meaning: [
      "The relay's benchmark, measured as there, with recording on: without TLS, with TLS that ends at the " +
        "relay (TLS 1.3, ECDSA on P-256), and with TLS to the CSMS as well. The load generator and the CSMS do " +
        "their own TLS on the same cores, which latencies and storms contain and CPU does not.",
      `${links} links; paced at ${perSecond} round trips a second; ${idleLinks} idle links; storms of ` +
        `${stormLinks} simultaneous connects. **Resumed**: the same stations again, each with the ticket that ` +
        "it got; every one must be taken. Towards the CSMS the relay resumes by itself.",
      ...(isQuick
        ? ["**A quick run: one short round. It shows that it works and proves little.**"]
        : []),
    ],
    // Sessions are resumed only where there is TLS.
    figures: figures.filter(({ values }) => values.length > 0),
    goals: [],
    remarks: [],
  };
}

function valuesOf(target: Target, measure: Measured, results: Results): readonly number[] {
  return measure === "ratio"
    ? ratios(results.valuesOf(target, "cpu"), results.valuesOf(ocpptap, "cpu"))
    : results.valuesOf(target, measure);
}
