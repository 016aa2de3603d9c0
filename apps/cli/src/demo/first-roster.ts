import {
  ed25519Signer,
  type Person,
  personIdSchema,
  type RosterStatement,
  signEnvelope,
  unsignedEnvelope,
} from '@porchlight/statements';
import * as z from 'zod';
import type { Persona } from '../client/persona.ts';
import { SiteClient } from '../client/site-client.ts';
import type { CreatedProgramme } from '../programme/create-programme.ts';

const ROSTER_MS = 29 * 86_400_000;

/** Does what the first clerk does behind the administrator link: signs roster epoch 1 and hands it in. */
export async function startRoster(
  origin: string,
  made: CreatedProgramme,
  programme: RosterStatement['programme'],
  people: readonly Persona[],
  now: number,
): Promise<void> {
  const roster: RosterStatement = {
    v: 1,
    kind: 'roster',
    programme,
    epoch: 1,
    previous: null,
    issuedAt: now,
    expiresAt: now + ROSTER_MS,
    people: people.map(personOf),
  };
  const signer = await ed25519Signer(made.bootstrap.privateKey, made.bootstrap.key);
  const envelope = await signEnvelope(unsignedEnvelope(roster), signer);
  await new SiteClient(origin, 'clerk').post('/api/start', { roster: envelope }, z.unknown());
}

function personOf(persona: Persona): Person {
  return {
    id: personIdSchema.parse(persona.id),
    name: persona.name,
    roles: [persona.area === 'console' ? 'operator' : 'clerk'],
    keys: [persona.key],
  };
}
