declare const brand: unique symbol;

/** A string that was parsed by {@link parseId}: 1–64 characters of `a–z 0–9 -`, starting with a letter or digit. */
export type Id<Kind extends string> = string & { readonly [brand]: Kind };

export type ProgrammeId = Id<'programme'>;
export type GatewayId = Id<'gateway'>;
export type CameraId = Id<'camera'>;
export type OwnerId = Id<'owner'>;
export type HostId = Id<'host'>;
export type PersonId = Id<'person'>;
export type IncidentId = Id<'incident'>;
/** The request's nonce: 32 lower-case hexadecimal digits. It also names the look. */
export type RequestId = Id<'request'>;

export const ID_PATTERN = /^[a-z0-9][a-z0-9-]{0,63}$/;
export const REQUEST_ID_PATTERN = /^[0-9a-f]{32}$/;

/** Returns the text as an id of any kind, or undefined when it is not one. Never throws. */
export function parseId<Kind extends string>(text: string): Id<Kind> | undefined {
  return ID_PATTERN.test(text) ? (text as Id<Kind>) : undefined;
}
