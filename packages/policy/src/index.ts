export {
  type CompiledPolicy,
  compilePolicy,
  type PolicyCompilation,
  type PolicyDecision,
} from './compile-policy.ts';
export { DEFAULT_POLICY } from './default-policy.ts';
export { LOOK_ATTRIBUTES, type PolicyAttribute, type PolicyContext } from './policy-context.ts';
export { type PolicyReading, type PolicyRule, readPolicy } from './read-policy.ts';
export { MAX_POLICY_CHARS, MAX_POLICY_RULES } from './text-limits.ts';
