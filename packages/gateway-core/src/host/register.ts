import type { GatewayId, OwnerId } from '@porchlight/domain';
import { gatewayIdSchema, ownerIdSchema } from '@porchlight/statements';
import * as z from 'zod';
import { createDocument, type Document, openDocument } from '../state/document.ts';
import type { StateFiles } from '../state/state-files.ts';

/** Which folder is whose: known also of an owner whose own state cannot be read. */
export interface Entry {
  readonly folder: string;
  readonly gatewayId: GatewayId;
  readonly ownerId: OwnerId;
}

const FILE = 'register.json';
const schema = z
  .array(
    z.strictObject({
      folder: z.string().regex(/^[0-9a-f]{16}$/),
      gatewayId: gatewayIdSchema,
      ownerId: ownerIdSchema,
    }),
  )
  .max(10_000);

/** Opens the register, making it in a new host's folder. Throws StateError when it is torn. */
export async function openRegister(files: StateFiles): Promise<Document<readonly Entry[]>> {
  if ((await files.read(FILE)) === undefined) return createDocument<readonly Entry[]>(files, FILE, []);
  return openDocument<readonly Entry[]>(files, FILE, schema);
}
