export {
  makePerson,
  makeSigner,
  TEST_ORIGIN,
  TEST_RP_ID,
  type TestPerson,
  type TestSigner,
} from './person.ts';
export {
  makeProgramme,
  makeService,
  must,
  type ProgrammeOptions,
  rosterStatement,
  signed,
  type TestProgramme,
  type TestService,
} from './programme.ts';
export {
  type AssertionFaults,
  derFromRaw,
  type SoftAuthenticator,
  type SoftAuthenticatorOptions,
  softAuthenticator,
} from './soft-authenticator.ts';
export {
  cameraConsent,
  consentStatement,
  incidentStatement,
  policyStatement,
  programmeStatement,
  requestStatement,
  TEST_NOW,
  TEST_POSITION,
  TEST_PROGRAMME,
} from './statements.ts';
export { type CheckpointLie, makeLogKeys, TestLog, type TestLogKeys } from './test-log.ts';
export {
  cameraFacts,
  metresNorth,
  pausedTrust,
  trustWithCedar,
  trustWithout,
  trustWithProgramme,
} from './trust-changes.ts';
