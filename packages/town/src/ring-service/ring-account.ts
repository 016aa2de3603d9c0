/** A device of the simulated Ring account. */
export interface RingDevice {
  /** Opaque; looks like `ava1.ring.device.…`. */
  readonly id: string;
  readonly name: string;
  /** The real interface does not tell it; here it decides the session limit and whether sessions may overlap. */
  readonly power: 'battery' | 'mains';
  /** Mount of the town clip it shows, like `/cam-07/main`. */
  readonly mount: string;
}

export interface RingAccount {
  readonly id: string;
  readonly name: string;
  readonly devices: readonly RingDevice[];
}

/** What the city registered at the developer portal, and got from it. */
export interface RingPartner {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly hmacKey: string;
  /** What the person sees as the app's name. */
  readonly appName: string;
}

/** Where the partner listens. */
export interface PartnerEndpoints {
  readonly tokenExchangeUrl: string;
  readonly webhookUrl: string;
  readonly accountLinkUrl: string;
}

export interface RingLimits {
  /** Longest live session, ms. */
  readonly batteryMs: number;
  readonly mainsMs: number;
  /** Requests a second for the partner. */
  readonly requestsPerSecond: number;
  /** Life of an access token, s. */
  readonly accessTokenS: number;
}

/** What the documentation of the interface says. */
export const RING_LIMITS: RingLimits = {
  batteryMs: 30_000,
  mainsMs: 60_000,
  requestsPerSecond: 100,
  accessTokenS: 14_400,
};
