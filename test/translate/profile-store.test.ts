import { expect, it } from "vitest";
import {
  dropProfiles,
  dropTxProfiles,
  profileId,
  putProfile,
} from "../../src/translate/profile-store.ts";
import { booted } from "./stage.ts";
import { turnOf } from "./turns.ts";

it("replaces by id, drops by what is asked, and with the transaction", () => {
  const turn = turnOf(booted());
  putProfile(turn, { evseId: 0, chargingProfile: { id: 1 } });
  putProfile(turn, { evseId: 1, chargingProfile: { id: 1, transactionId: "t" } });
  putProfile(turn, { evseId: 1, chargingProfile: { id: 2 } });
  expect(Object.values(turn.state.profiles).map(profileId)).toEqual([1, 2]);
  dropTxProfiles(turn, "t");
  dropProfiles(turn, () => false);
  expect(Object.values(turn.state.profiles).map(profileId)).toEqual([2]);
});
