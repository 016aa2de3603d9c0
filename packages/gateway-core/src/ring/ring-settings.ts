/** What a city gets from Amazon, and where its service is. Without it a box has no part in Ring. */
export interface RingSettings {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Signs webhooks and the nonces of account linking. */
  readonly hmacKey: string;
  /** Base of the partner interface, `https://api.amazonvision.com`. */
  readonly apiUrl: string;
  /** Token endpoint, `https://oauth.ring.com/oauth/token`. */
  readonly tokenUrl: string;
  /** Where an owner begins: the city's app in Ring's store. */
  readonly appUrl: string;
}
