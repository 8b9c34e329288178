import { expect, it } from "vitest";
import { bootPending } from "../../../src/findings/rules/boot-pending.ts";
import { record } from "../../support/recording.ts";

const boot = (id: number) => `[2,"${id}","BootNotification",{}]`;
const answer = (id: number, status: string, interval = 60) =>
  `[3,"${id}",{"status":"${status}","interval":${interval}}]`;

it("tells the first refusal at once, and the end with how long it took", () => {
  const recording = record({ rules: [bootPending] });
  const link = recording.link().open();
  link.station(boot(1)).csms(answer(1, "Pending"));
  expect(recording.findings()).toMatchObject([
    {
      rule: "boot-pending",
      severity: "warning",
      side: "csms",
      evidence: [1, 2],
      sentence:
        "The CSMS answered the station's BootNotification with Pending and told it to ask again in 60 s.",
    },
  ]);
  link.csms('[2,"c1","GetConfiguration",{}]').csms('[2,"c2","GetConfiguration",{}]');
  link.station(boot(2), { afterMs: 60_000 }).csms(answer(2, "Pending"));
  link.station(boot(3), { afterMs: 60_000 }).csms(answer(3, "Accepted"));
  expect(recording.findings().slice(1)).toMatchObject([
    {
      severity: "note",
      evidence: [2, 7, 8],
      sentence:
        "The CSMS answered the station's BootNotification with Accepted, 2 min after it had first answered Pending (2 times); meanwhile the CSMS sent GetConfiguration.",
      details: { clears: "Pending", times: 2, lastedMs: 120_400, asked: ["GetConfiguration"] },
    },
  ]);
});

it("counts on over links, and tells of a hundred refusals three times", () => {
  const recording = record({ rules: [bootPending] });
  for (let id = 1; id <= 100; id += 1) {
    const link = recording
      .link()
      .open()
      .station(boot(id))
      .csms(answer(id, "Pending", 0));
    link.close();
  }
  expect(recording.findings().map(({ details }) => details["times"])).toEqual([1, 10, 100]);
});

it("is silent about boots that are accepted, refused otherwise, or answered with nonsense", () => {
  const recording = record({ rules: [bootPending] });
  const link = recording.link().open();
  const other = "Rejected";
  for (const [id, status] of ["Accepted", other, "", "Maybe"].entries()) {
    link.station(boot(id)).csms(answer(id, status));
  }
  link.station(boot(9)).csms('[3,"9",null]').csms('[3,"77",{"status":"Pending"}]');
  expect(recording.findings()).toEqual([]);
});
