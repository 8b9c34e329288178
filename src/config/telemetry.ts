/** What is told to other programs beyond metrics: traces. Off unless an address is given. */
import { z } from "zod";
import { limits } from "../base/limits.ts";
import { httpUrl, integer } from "./values.ts";

export const telemetrySchema = z.strictObject({
  otlp: z
    .strictObject({
      url: httpUrl()
        .optional()
        .describe(
          "Where a span of each sampled exchange is sent as OTLP over HTTP (JSON), by the recorder; without it none is made. User and password in it are sent as Basic authorization.",
        )
        .meta({ example: "http://127.0.0.1:4318/v1/traces" }),
      sampleEvery: integer(1, 1_000_000)
        .default(limits.spanSampleEvery)
        .describe("Of so many exchanges one is sent; those that ended with an error always are."),
    })
    .prefault({})
    .describe("OpenTelemetry traces."),
});
