import type { CameraId, GatewayId } from '@porchlight/domain';
import { destination } from '@porchlight/domain';
import type { CameraFacts } from '@porchlight/gate';
import {
  advanceTrust,
  type CameraConsent,
  type ProgrammeStatement,
  type Trust,
} from '@porchlight/statements';
import { must, rosterStatement, signed, type TestProgramme } from './programme.ts';
import { cameraConsent, TEST_NOW, TEST_POSITION } from './statements.ts';

/** What a gateway knows of `cam-1`: the consent with those changes, or none (null). */
export function cameraFacts(
  consent: Partial<CameraConsent> | null = {},
  changes: Partial<CameraFacts> = {},
): CameraFacts {
  return {
    cameraId: 'cam-1' as CameraId,
    gatewayId: 'gw-1' as GatewayId,
    consent: consent && { camera: cameraConsent(consent), hash: 'A'.repeat(43) },
    pausedUntil: null,
    ...changes,
  };
}

/** The pose of a camera that many metres north of the incident. */
export function metresNorth(metres: number): Pick<CameraConsent, 'pose'> {
  return { pose: { ...cameraConsent().pose, position: destination(TEST_POSITION, 0, metres) } };
}

/** The trust after a clerk paused the programme. */
export async function pausedTrust(programme: TestProgramme): Promise<Trust> {
  const pause = await programme.pause('paused', 1, [programme.clerks[1]]);
  return must(await advanceTrust(programme.trust, pause, TEST_NOW));
}

/** The trust after one clerk struck somebody off. */
export async function trustWithout(programme: TestProgramme, personId: string): Promise<Trust> {
  const { roster } = programme.trust;
  const people = roster?.statement.people.filter((person) => person.id !== personId) ?? [];
  const next = rosterStatement(people, { epoch: 2, previous: roster?.hash ?? null });
  return must(await advanceTrust(programme.trust, await signed(next, programme.clerks[0].signer), TEST_NOW));
}

/** The trust after a newer programme statement. */
export async function trustWithProgramme(
  programme: TestProgramme,
  changes: Partial<ProgrammeStatement>,
): Promise<Trust> {
  const before = programme.trust.programme?.statement as ProgrammeStatement;
  const next = { ...before, version: before.version + 1, ...changes };
  return must(
    await advanceTrust(programme.trust, await signed(next, programme.policyService.signer), TEST_NOW),
  );
}

/** The trust with another policy text in force; unsigned, so that texts no publisher would sign can be tried. */
export function trustWithCedar(programme: TestProgramme, cedar: string): Trust {
  const { policy } = programme.trust;
  if (policy === undefined) throw new Error('the programme has no policy');
  const held = { ...policy, hash: 'A'.repeat(43), statement: { ...policy.statement, cedar } };
  return { ...programme.trust, policy: held };
}
