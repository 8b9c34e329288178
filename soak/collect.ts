/**
 * Loaded into every process of a soak before anything else: at SIGUSR2 it lets go of garbage, so
 * that the heap that is looked at is what is in use. Does nothing where there is no collector.
 */
process.on("SIGUSR2", () => void globalThis.gc?.());
