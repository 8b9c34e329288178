/** What every part of a form is given. */
import type { Shape, Value } from "../lib/form-shape.ts";

/** What the reference says of the field at a path without the places in lists. */
export type Meanings = ReadonlyMap<
  string,
  {
    readonly type: string;
    readonly meaning: string | null;
    readonly values: readonly { readonly value: string; readonly meaning: string | null }[] | null;
  }
>;

export type Place = readonly (string | number)[];

export type FormProps = {
  readonly shape: Shape;
  /** Undefined: not there. */
  readonly value: Value | undefined;
  readonly path: Place;
  readonly meanings: Meanings;
  /** Undefined removes. */
  readonly onChange: (path: Place, value: Value | undefined) => void;
};

export const pathText = (path: Place) => path.filter((step) => typeof step === "string").join(".");

/** To the second: what a person writes. */
export const nowText = () => `${new Date().toISOString().slice(0, 19)}Z`;
