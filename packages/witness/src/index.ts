export { openSafeFolder, type SafeFolder } from './safe-file.ts';
export { serveWitness, type WitnessServer } from './serve-witness.ts';
export { Witness, type WitnessAnswer, type WitnessParts } from './witness.ts';
export { WitnessError, type WitnessFault } from './witness-error.ts';
export { openWitnessKey } from './witness-key.ts';
