import { type HubToGateway, hubToGatewaySchema, MAX_CONTROL_MESSAGE_BYTES } from '@porchlight/contract';

/** Reads one text message of the control socket, or undefined when it is too large, not JSON or not of the contract. Never throws. */
export function parseHubMessage(bytes: Uint8Array): HubToGateway | undefined {
  if (bytes.length > MAX_CONTROL_MESSAGE_BYTES) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
  const parsed = hubToGatewaySchema.safeParse(json);
  return parsed.success ? parsed.data : undefined;
}
