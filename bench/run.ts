/**
 * `npm run bench`: runs the benchmarks and writes `docs/reference/benchmarks.md`. Options:
 *
 *     --quick        one short round; prints the page and leaves the file as it is
 *     --only AREA    relay, tls, translate, shadow, record, fleet, search or validate; the sections of the others stay as they are
 *     --rounds N     rounds of a full run, 3 where nothing is said
 *     --out FILE     writes there instead
 *     --dir DIR      where spools and stores of the run are put; the system's temporary directory
 */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { problemOf } from "../src/base/errors.ts";
import type { Bench, BenchContext } from "./figures.ts";
import { benchFleet } from "./fleet.ts";
import { describeMachine } from "./machine.ts";
import { AREAS, type Area, renderSection, renewPage } from "./page.ts";
import { benchRecord } from "./record.ts";
import { benchRelay } from "./relay.ts";
import { benchSearch } from "./search.ts";
import { benchShadow } from "./shadow.ts";
import { benchTls } from "./tls.ts";
import { benchTranslate } from "./translate.ts";
import { benchValidate } from "./validate.ts";

const PAGE = join(import.meta.dirname, "../docs/reference/benchmarks.md");
const ROUNDS = 3;

const benches: Readonly<Record<Area, Bench>> = {
  relay: benchRelay,
  tls: benchTls,
  record: benchRecord,
  fleet: benchFleet,
  search: benchSearch,
  translate: benchTranslate,
  shadow: benchShadow,
  validate: benchValidate,
};

const say = (line: string) => void process.stderr.write(`${line}\n`);

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: "boolean", default: false },
      only: { type: "string" },
      rounds: { type: "string", default: String(ROUNDS) },
      out: { type: "string" },
      dir: { type: "string", default: tmpdir() },
    },
  });
  const areas = AREAS.filter((area) => values.only === undefined || values.only === area);
  if (areas.length === 0) throw new Error(`--only takes one of ${AREAS.join(", ")}`);
  const rounds = values.quick ? 1 : Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error("--rounds takes a number");

  const dir = await mkdtemp(join(values.dir, "ocpptap-bench-"));
  try {
    const machine = await describeMachine(dir);
    const context: BenchContext = { isQuick: values.quick, rounds, dir, say };
    const sections = new Map<Area, string>();
    for (const area of areas) {
      const section = await benches[area](context);
      sections.set(area, renderSection(area, section, { machine, rounds }));
    }
    await publish(sections, values.out ?? (values.quick ? null : PAGE));
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** `file` null: on standard output. */
async function publish(sections: ReadonlyMap<Area, string>, file: string | null): Promise<void> {
  if (file === null) {
    process.stdout.write(renewPage("", sections));
    return;
  }
  const page = await readFile(file, "utf8").catch(() => "");
  await writeFile(file, renewPage(page, sections));
  say(`written: ${file}`);
}

run().catch((thrown: unknown) => {
  say(`bench: ${problemOf(thrown)}`);
  process.exitCode = 1;
});
