/** Randomness as a port. */
export interface Random {
  bytes(count: number): Uint8Array<ArrayBuffer>;
  /** 0 ≤ x < 1, for jitter; not for secrets. */
  fraction(): number;
}

export const systemRandom: Random = {
  bytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
  fraction: () => Math.random(),
};

/** What happened, for the log of the process. Never an address of a camera, a credential or a key. */
export type GatewayEvent =
  | 'enrolled'
  | 'hub-connected'
  | 'hub-lost'
  | 'hub-message-refused'
  | 'trust-advanced'
  | 'trust-refused'
  | 'log-refused'
  | 'consent-taken'
  | 'look-opened'
  | 'look-refused'
  | 'look-ended'
  | 'look-lapsed'
  | 'camera-state'
  | 'owner-act'
  | 'tenant-refused'
  | 'tenant-fault'
  | 'tenant-gone'
  | 'ring-refused'
  | 'fault';

export type GatewayLog = (event: GatewayEvent, fields: Readonly<Record<string, unknown>>) => void;
