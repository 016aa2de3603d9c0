export { type IntakeConfig, startIntake } from './start-intake.ts';
