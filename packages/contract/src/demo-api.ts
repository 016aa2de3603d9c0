import * as z from 'zod';

/**
 * Synthetic programmes only. The hub passes these to the town's control port.
 * POST /api/demo/report-burglary → demoReportSchema; POST /api/demo/close-incident; POST /api/demo/fault; GET /api/demo/state.
 */
export const demoReportSchema = z.object({ incidentId: z.string() });
export const demoFaultPostSchema = z.strictObject({
  camera: z.string().max(64),
  fault: z.enum(['none', 'offline', 'hang', 'cut']),
});
/** A hub that lies, played on one camera: POST /api/demo/lie → what its box made of it. */
export const demoLiePostSchema = z.strictObject({ name: z.string().max(64) });
export const demoLieSchema = z.object({
  title: z.string(),
  sentences: z.array(z.string()),
  pictures: z.int(),
});
export type DemoLie = z.infer<typeof demoLieSchema>;
export const demoStateSchema = z.object({
  incidentId: z.string().nullable(),
  scenarioMs: z.number().nullable(),
  /** For the cheating step: a camera outside the circle and one inside without consent. */
  cheats: z.object({ outside: z.string(), noConsent: z.string() }),
  /** How the hub may be made to lie. */
  lies: z.array(z.object({ name: z.string(), title: z.string() })),
});
/**
 * The demo address's fragment: base64url JSON of this. The browser keeps the keys (non-extractable) and the hub never sees them.
 * `pkcs8` is a P-256 private key.
 */
export const demoPersonasSchema = z.object({
  personas: z.array(
    z.object({
      area: z.enum(['console', 'owner', 'clerk']),
      id: z.string(),
      name: z.string(),
      pkcs8: z.string(),
      raw: z.string(),
    }),
  ),
});
export type DemoPersonas = z.infer<typeof demoPersonasSchema>;
