export { IntakeError, type IntakeErrorCode } from './intake-error.ts';
export type { IntakeEvent, IntakeFeed, IntakeLog } from './intake-server.ts';
export { type IntakeOptions, type RunningIntake, startIntake } from './start-intake.ts';
