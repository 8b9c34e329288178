/**
 * Which of a station's links is asked about. What is said of a station comes from its own leg: on
 * every other, ocpptap is the station, and everything is there a second time.
 */

/** Conditions over `messages`, `links` and `findings`. */
export const STATION_LEG = "leg IN ('both', 'station')";
export const CSMS_LEG = "leg = 'csms'";
/** Between the station and the CSMS that it uses: what others are told is not its trouble. */
export const PRIMARY_LEGS = "leg IN ('both', 'station', 'csms')";
/** What a shadow and the new CSMS say to each other. */
export const SHADOW_LEG = "leg = 'shadow'";
