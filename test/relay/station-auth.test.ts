import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import hashWasm from "hash-wasm";
import { describe, expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { compileRoutes } from "../../src/relay/route.ts";
import { openStationAuth } from "../../src/relay/station-auth.ts";
import { dialRaw, SWITCHING, startRawCsms } from "../support/raw-peers.ts";
import { relayFor } from "../support/relay.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

/** 20 raw bytes, which are no UTF-8, and hold a colon (OCPP-J 1.6 §6.2). */
const raw = Buffer.from("80ff3afe00c3a9e2889e81828384858687888990", "hex");

const hashOf = (password: Buffer | string) =>
  hashWasm.bcrypt({ password, salt: Buffer.alloc(16, 7), costFactor: 4 });

function basic(user: string, password: Buffer | string): string {
  return `Basic ${Buffer.concat([Buffer.from(`${user}:`), Buffer.from(password)]).toString("base64")}`;
}

function request(path: string, authorization: string | null): string {
  const fields = ["Host: x", "Upgrade: websocket", "Connection: Upgrade"];
  const own = authorization === null ? [] : [`Authorization: ${authorization}`];
  return `GET ${path} HTTP/1.1\r\n${[...fields, ...own].join("\r\n")}\r\n\r\n`;
}

async function world() {
  const file = join(await tempDir(), "htpasswd");
  const lines = [`CP-1:${await hashOf(raw)}`, `CP:2:${await hashOf("b")}`, "# nobody", ""];
  await writeFile(file, lines.join("\n"));
  const csms = await startRawCsms();
  const route = { match: "/{station}", upstream: csms.url, auth: { htpasswdFile: file } };
  const relay = await relayFor({ routes: [route] });
  const ask = async (path: string, authorization: string | null) => {
    const station = await dialRaw(relay.port);
    station.send(request(path, authorization));
    await until(() => station.text().includes("\r\n\r\n"), "an answer");
    return station;
  };
  return { file, csms, relay, ask };
}

describe("a route with auth", () => {
  it("lets in who is right, with the header as it came and nothing lost, and keeps no secret", async () => {
    const { csms, relay } = await world();
    const header = basic("CP-1", raw);
    const station = await dialRaw(relay.port);
    station.send(`${request("/CP-1", header)}\x82\x01a`);
    await station.sees(SWITCHING);
    await (await csms.leg(1)).sees("\x82\x01a");
    expect((await csms.leg(1)).text()).toContain(`Authorization: ${header}\r\n`);
    const kept = JSON.stringify([relay.spool.records, relay.events]);
    expect(kept).not.toContain(header.slice(6));
    expect(kept).not.toContain(raw.toString("latin1").slice(5));
    const { body } = await relay.spool.nth("link-opened");
    expect(body.authorization).toEqual({ scheme: "Basic", user: "CP-1", secretBytes: 20 });
  });

  it("asks the CSMS nothing for who is wrong, and hashes for who was right but once", async () => {
    const { csms, relay, ask } = await world();
    const outcomes = () => relay.eventsOf("passwordChecked").map(({ outcome }) => outcome);
    for (const [path, header] of [
      ["/CP-1", null],
      ["/CP-1", "Bearer x"],
      ["/CP-1", basic("CP-1", "sesame")],
      ["/CP-9", basic("CP-9", raw)],
      ["/CP-9", basic("CP-1", raw)],
    ] as const) {
      const station = await ask(path, header);
      expect(station.text()).toMatch(/^HTTP\/1\.1 401 .*WWW-Authenticate: Basic realm=/s);
    }
    expect(outcomes()).toEqual(["missing", "missing", "wrong", "wrong", "wrong"]);
    for (const path of ["/CP:2", "/CP:2"]) {
      expect((await ask(path, basic("CP:2", "b"))).text()).toContain(SWITCHING);
    }
    expect(outcomes().slice(5)).toEqual(["right", "known"]);
    expect(csms.legs).toHaveLength(2);
  });

  it("follows its file, and an address that fails often gets no hash more", async () => {
    const { file, relay, ask } = await world();
    expect((await ask("/CP-1", basic("CP-1", raw))).text()).toContain(SWITCHING);
    await writeFile(file, `CP-1:${await hashOf("new")}\n`);
    await relay.reload();
    expect((await ask("/CP-1", basic("CP-1", raw))).text()).toMatch(/ 401 /);
    await writeFile(file, "CP-1:nonsense\n");
    await relay.reload();
    expect(relay.eventsOf("trustFilesUnusable")[0]?.problem).toContain("line 1");
    expect((await ask("/CP-1", basic("CP-1", "new"))).text()).toContain(SWITCHING);
    for (let count = 1; count < limits.passwordFailuresMax; count += 1) {
      expect((await ask("/CP-1", basic("CP-1", "no"))).text()).toMatch(/ 401 /);
    }
    expect((await ask("/CP-1", basic("CP-1", "no"))).text()).toMatch(/ 429 /);
    // Who was right lately is not shut out by a neighbour.
    expect((await ask("/CP-1", basic("CP-1", "new"))).text()).toContain(SWITCHING);
  });
});

it("tells at start which line of a file is of no use, and shows no secret", async () => {
  const file = join(await tempDir(), "htpasswd");
  await writeFile(file, "CP-1:sesame\n");
  const route = { match: "/{station}", mode: "transparent", upstream: "ws://x" } as const;
  const routes = compileRoutes({
    ...{ upstream: undefined },
    routes: [{ ...route, auth: { htpasswdFile: file, user: "station" } }],
  });
  const opening = openStationAuth(routes, () => undefined);
  await expect(opening).rejects.toMatchObject({ code: "CONFIG_UNREADABLE" });
  await expect(opening).rejects.not.toThrow(/sesame/);
});
