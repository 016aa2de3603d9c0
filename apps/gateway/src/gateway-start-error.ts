export type GatewayStartFault = 'option' | 'hub-address' | 'certificate' | 'port-taken' | 'listen';

/** Why the gateway did not start, as one sentence for the person who started it. */
export class GatewayStartError extends Error {
  readonly code: GatewayStartFault;
  constructor(code: GatewayStartFault, sentence: string, options?: { readonly cause?: unknown }) {
    super(sentence, options);
    this.name = 'GatewayStartError';
    this.code = code;
  }
}
