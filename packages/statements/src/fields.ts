import {
  type CameraId,
  type GatewayId,
  ID_PATTERN,
  INCIDENT_CLASSES,
  type IncidentId,
  type OwnerId,
  type PersonId,
  type ProgrammeId,
  REQUEST_ID_PATTERN,
  type RequestId,
} from '@porchlight/domain';
import * as z from 'zod';
import { fromBase64Url } from './bytes.ts';

const id = <T extends string>() =>
  z
    .string()
    .regex(ID_PATTERN)
    .transform((s) => s as T);
export const programmeIdSchema = id<ProgrammeId>();
export const gatewayIdSchema = id<GatewayId>();
export const cameraIdSchema = id<CameraId>();
export const ownerIdSchema = id<OwnerId>();
export const personIdSchema = id<PersonId>();
export const incidentIdSchema = id<IncidentId>();
export const requestIdSchema = z
  .string()
  .regex(REQUEST_ID_PATTERN)
  .transform((s) => s as RequestId);

export const epochMsSchema = z.int().min(0).max(8.64e15);
export const latLonSchema = z.strictObject({
  lat: z.number().min(-90).max(90),
  lon: z.number().min(-180).max(180),
});
export const incidentClassSchema = z.enum(INCIDENT_CLASSES);
/** SHA-256 as base64url. */
export const hashSchema = z
  .string()
  .length(43)
  .refine((s) => fromBase64Url(s)?.length === 32, 'expected a SHA-256 as base64url');
/** Text of at most so many characters. */
export const text = (max: number) => z.string().max(max);

/** What every statement begins with. */
export const base = <K extends string>(kind: K) => ({
  v: z.literal(1),
  kind: z.literal(kind),
  programme: programmeIdSchema,
});
