import fc from "fast-check";
import { expect, it } from "vitest";
import { dropAfterMessage } from "../../../src/findings/rules/drop-after-message.ts";
import { type RecordedLink, type Recording, record } from "../../support/recording.ts";

const MINUTE_MS = 60_000;

/** A link on which this is said, and which the station then ends. */
function drop(
  told: Recording,
  say: (link: RecordedLink) => void,
  { afterMs = 1_200, closedBy = "station" as "station" | "csms" } = {},
) {
  const link = told.link().open();
  say(link);
  link.tick(afterMs).close({ closedBy, how: "reset", code: null });
}

const get = (link: RecordedLink) => void link.csms(`[2,"g","GetConfiguration",{}]`);

function recording() {
  return record({ rules: [dropAfterMessage] });
}

it("tells a station that drops its link after the same message twice", () => {
  const told = recording();
  drop(told, get);
  expect(told.findings()).toEqual([]);
  drop(told, (link) => get(link.station(`[2,"h","Heartbeat",{}]`)));
  expect(told.findings()).toMatchObject([
    {
      severity: "warning",
      side: "station",
      evidence: [2],
      details: { action: "GetConfiguration", drops: 2, sent: 2, afterMs: 1_200 },
      sentence:
        "The station dropped its link 1.2 s after the CSMS had sent GetConfiguration; it has done so within 5 s after 2 of the 2 that were sent.",
    },
  ]);
});

it("blames the last message, whether it was answered or not", () => {
  const told = recording();
  for (let times = 0; times < 2; times += 1) {
    drop(told, (link) => {
      get(link);
      link.station(`[3,"g",{}]`).csms(`[2,"c","ClearCache",{}]`).station(`[3,"c",{}]`);
    });
  }
  expect(told.findings()).toMatchObject([{ details: { action: "ClearCache" } }]);
});

it("counts errors by their code, with how many there were on the link", () => {
  const told = recording();
  const refuse = (link: RecordedLink) => {
    for (let call = 0; call < 5; call += 1) {
      link.station(`[2,"${call}","DataTransfer",{"vendorId":"v"}]`);
      link.csms(`[4,"${call}","NotSupported","",{}]`);
    }
  };
  for (let times = 0; times < 3; times += 1) drop(told, refuse);
  expect(told.findings()).toMatchObject([
    {
      details: { action: "CALLERROR NotSupported", drops: 3, sent: 15, errorsOnLink: 5 },
      sentence: expect.stringMatching(
        /after the CSMS had sent CALLERROR NotSupported; .* 3 of the 15 that were sent; .* 5 errors on/,
      ),
    },
  ]);
});

it("is told at once, and then at the tenth time", () => {
  const told = recording();
  for (let times = 0; times < 12; times += 1) drop(told, get);
  expect(told.findings().map(({ details }) => details["drops"])).toEqual([2, 10]);
});

it("is silent where the message mostly does no harm", () => {
  const told = recording();
  for (let times = 0; times < 5; times += 1) {
    drop(told, (link) => {
      for (let call = 0; call < 12; call += 1) get(link.tick(MINUTE_MS));
    });
  }
  expect(told.findings()).toEqual([]);
});

it("is silent where the drop comes later, is another's, or follows another message each time", () => {
  const told = recording();
  for (let times = 0; times < 3; times += 1) drop(told, get, { afterMs: 6_000 });
  for (let times = 0; times < 3; times += 1) drop(told, get, { closedBy: "csms" });
  for (const action of ["ClearCache", "GetLocalListVersion", "TriggerMessage"]) {
    drop(told, (link) => void link.csms(`[2,"x","${action}",{}]`));
  }
  drop(told, (link) => void link.csms(`[2,"x","NoSuchAction",{}]`));
  drop(told, (link) => void link.station(`[2,"x","DataTransfer",{}]`));
  expect(told.findings()).toEqual([]);
});

it.each([
  `"Reset",{"type":"Hard"}`,
  `"CertificateSigned",{}`,
  `"UpdateFirmware",{"location":"https://files.example/fw.bin"}`,
  `"ChangeConfiguration",{"key":"AuthorizationKey","value":"x"}`,
  `"SetVariables",{"setVariableData":[{"variable":{"name":"BasicAuthPassword"}}]}`,
])("is silent after %s, which makes the station go", (call) => {
  const told = recording();
  for (let times = 0; times < 3; times += 1) {
    drop(told, (link) => get(link.csms(`[2,"r",${call}]`).tick(2 * MINUTE_MS)));
  }
  expect(told.findings()).toEqual([]);
});

it("is silent where the end of a link is not known", () => {
  const told = recording();
  for (let times = 0; times < 3; times += 1) {
    const link = told.link().open();
    get(link);
    link.close({ closedBy: "ocpptap", how: "shutdown" });
  }
  expect(told.findings()).toEqual([]);
});

it("goes on where it was after a restart, whatever was saved", () => {
  const run = dropAfterMessage.open([[], [["GetConfiguration", 1, 1, false]]]);
  expect(JSON.parse(JSON.stringify(run.save()))).toEqual([[], [["GetConfiguration", 1, 1, false]]]);
  fc.assert(
    fc.property(fc.jsonValue(), (saved) => {
      dropAfterMessage.open(saved as never).save();
    }),
  );
});
