/**
 * Which of a translated station's two links is asked about. What is said of a station comes from its
 * own leg: on the CSMS's, ocpptap is the station, and everything is there a second time.
 */

/** Conditions over `messages`, `links` and `findings`. */
export const STATION_LEG = "leg IN ('both', 'station')";
export const CSMS_LEG = "leg = 'csms'";
/** What a shadow and the new CSMS say to each other. */
export const SHADOW_LEG = "leg = 'shadow'";
