export { epochBinding, wrapInfo } from './epoch-binding.ts';
export {
  deriveHpkeKeyPair,
  generateHpkeKeyFile,
  generateHpkeKeyPair,
  type HpkeKeyPair,
  importHpkeKeyPair,
  unwrapKey,
  type WrappedKey,
  wrapKey,
} from './key-wrap.ts';
export { encodeSframeHeader, parseSframeHeader, type SframeHeader } from './sframe-header.ts';
export {
  derivationLabel,
  NONCE_BYTES,
  type SframeSuite,
  SUITES,
  TAG_BYTES,
  writeNonce,
} from './sframe-suite.ts';
