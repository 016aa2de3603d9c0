export {
  policyLine,
  showWitnessKey,
  startWitness,
  vkeyText,
  type WitnessConfig,
} from './start-witness.ts';
export { claimStateFolder, type StateFiles, type StateFolder } from './state-folder.ts';
export {
  makeWitnessState,
  openWitness,
  type Witness,
  type WitnessAnswer,
  type WitnessParts,
} from './witness.ts';
export { WitnessError, type WitnessErrorCode } from './witness-error.ts';
export {
  type ClientLimits,
  type RunningWitness,
  startWitnessServer,
  urlOf,
  type WitnessReport,
  type WitnessServerOptions,
} from './witness-server.ts';
