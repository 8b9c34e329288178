/** The generated files are what the sources say, and everything refers to something that is there. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { alertRules, nameOf, runbookOf } from "../../grafana/source/alerts.ts";
import { dashboards, generatedFiles } from "../../grafana/source/files.ts";
import { rules } from "../../src/findings/catalogue.ts";
import { filesBelow, read, root } from "../tidy/source-tree.ts";

const files = generatedFiles();

it("the files say what their sources say; `npm run grafana` writes them anew", () => {
  for (const [path, text] of files) {
    expect(readFileSync(join(root, path), "utf8"), path).toBe(text);
  }
  const written = [
    ...filesBelow("grafana/dashboards", [".json"]),
    ...filesBelow("grafana/provisioning", [".yaml"]),
    ...filesBelow("deploy/prometheus", [".yaml"]).filter((path) => path.endsWith("rules.yaml")),
  ];
  expect(written.sort()).toEqual([...files.keys()].sort());
});

it("every panel says what it shows, in its place, and no two lie upon each other", () => {
  for (const [path, text] of files) {
    if (!path.endsWith(".json")) continue;
    const { uid, panels } = JSON.parse(text);
    expect(uid).toMatch(/^ocpptap-[a-z]+$/);
    const taken = new Set<string>();
    for (const { title, description, gridPos } of panels) {
      expect(description.length, title).toBeGreaterThan(9);
      const { x, y, w, h } = gridPos;
      expect(x + w).toBeLessThanOrEqual(24);
      for (let column = x; column < x + w; column += 1) {
        for (let row = y; row < y + h; row += 1) {
          expect(taken.has(`${column},${row}`), `${path}: ${title}`).toBe(false);
          taken.add(`${column},${row}`);
        }
      }
    }
  }
});

it("panels link to pages that the console has, and to dashboards that there are", () => {
  const routes = [...read("src/ui/app.tsx").matchAll(/path="\/(\w+)/g)].map((match) => match[1]);
  const urls = dashboards.flatMap(({ panels }) =>
    panels.flatMap(({ link, columnLinks = [] }) => [
      ...columnLinks.map(({ url }) => url),
      ...(link === undefined ? [] : [link.url]),
    ]),
  );
  expect(urls.length).toBeGreaterThan(20);
  for (const url of new Set(urls)) {
    const [, page] = /^\$\{console\}\/(\w+)/.exec(url) ?? [];
    const [, uid] = /^\/d\/([\w-]+)/.exec(url) ?? [];
    if (page !== undefined) expect(routes).toContain(page);
    else expect(dashboards.map((dashboard) => dashboard.uid)).toContain(uid);
  }
});

it("rules that panels name are rules that there are", () => {
  const ids = rules.map(({ text }) => text.id);
  const named = [...files.values()].flatMap((text) =>
    [...text.matchAll(/rule (?:IN \(([^)]*)\)|= ('[\w-]+'))/g)].flatMap((match) =>
      [...(match[1] ?? match[2] ?? "").matchAll(/'([\w-]+)'/g)].map((quoted) => quoted[1]),
    ),
  );
  expect(named.length).toBeGreaterThan(5);
  expect(ids).toEqual(expect.arrayContaining(named));
});

it("every alert has its runbook, every runbook its alert, and each says the three things", () => {
  const pages = filesBelow("docs/operations/runbooks", [".md"]);
  expect(pages).toEqual(alertRules.map(runbookOf).sort());
  for (const rule of alertRules) {
    const page = read(runbookOf(rule));
    expect(page).toContain(`# ${nameOf(rule)}\n`);
    const headings = [...page.matchAll(/^## (.*)$/gm)].map((match) => match[1]);
    expect(headings, runbookOf(rule)).toEqual(["What it means", "How to see it", "What to do"]);
    for (const [, name = ""] of page.matchAll(/`(ocpptap_\w+)`/g)) {
      expect(read("docs/reference/metrics.md"), `${rule.id}: ${name}`).toContain(`\`${name}\``);
    }
    for (const [, code = ""] of page.matchAll(/`([A-Z]+_[A-Z_]+)`/g)) {
      expect(read("docs/reference/errors.md"), `${rule.id}: ${code}`).toContain(`## ${code}\n`);
    }
  }
});

it("Grafana's rules lead to the same pages, and refer to the data sources that are provisioned", () => {
  const { groups } = parse(files.get("grafana/provisioning/alerting/ocpptap.yaml") ?? "");
  const { datasources } = parse(files.get("grafana/provisioning/datasources/ocpptap.yaml") ?? "");
  const uids = datasources.map(({ uid }: { uid: string }) => uid);
  expect(groups[0].rules).toHaveLength(alertRules.length);
  for (const { uid, data, annotations } of groups[0].rules) {
    expect(uids).toContain(data[0].datasourceUid);
    // A single dollar is a variable of Grafana's environment.
    expect(JSON.stringify(data).replaceAll("$$", "")).not.toContain("$");
    // Grafana refuses longer ones.
    expect(uid.length).toBeLessThanOrEqual(40);
    expect(existsSync(join(root, annotations.runbook))).toBe(true);
  }
});
