import type { PublicKey } from '@porchlight/statements';
import type { Generated } from 'kysely';
import type { Json } from './json-column.ts';

export interface GatewayTable {
  gateway_id: string;
  key_id: string;
  key: Json<PublicKey>;
  name: string;
  enrolled_at: number;
  seen_at: number | null;
  host_id: string | null;
  seal_key: string | null;
  seal_signature: string | null;
}

/** An owner that has left a gateway which has not said yet that nothing of theirs is left. */
export interface GatewayReleaseTable {
  gateway_id: string;
  owner_id: string;
  asked_at: number;
}

export interface GatewayOwnerTable {
  position: Generated<number>;
  gateway_id: string;
  owner_id: string;
  enrolled_at: number;
  box_mac: string | null;
}
