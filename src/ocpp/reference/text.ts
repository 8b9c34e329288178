/**
 * What an action is for, in our own words. Types, lengths and required fields come from the
 * schemas.
 */
export type ActionText = {
  readonly action: string;
  /**
   * 1.6: profile ("Core", "Smart Charging", …, "Security extension"); 2.x: functional block, letter
   * and name, e.g. "B Provisioning".
   */
  readonly block: string;
  /** One or two sentences. */
  readonly purpose: string;
  /** When it is sent, one sentence. */
  readonly when: string;
  /** What goes wrong with it in the field, each one sentence with the remedy where there is one. */
  readonly mistakes: readonly string[];
  /** Actions of other versions that do the same job; [] where nothing does. */
  readonly counterparts: {
    readonly "1.6"?: readonly string[];
    readonly "2.0.1"?: readonly string[];
    readonly "2.1"?: readonly string[];
  };
  /**
   * Meaning of fields of request and response where they differ from the version's common meaning,
   * by dotted path without array signs, e.g. "idTagInfo.expiryDate".
   */
  readonly request: Readonly<Record<string, string>>;
  readonly response: Readonly<Record<string, string>>;
};
/**
 * Meanings shared by all actions of a version: by "Type.field" where the schema names a type, else
 * by plain field name, or by the end of the path.
 */
export type FieldTexts = Readonly<Record<string, string>>;
/** What a value means to an operator, by enumeration and value. */
export type EnumTexts = Readonly<Record<string, Readonly<Record<string, string>>>>;
