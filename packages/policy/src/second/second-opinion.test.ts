import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compilePolicy } from '../compile-policy.ts';
import { DEFAULT_POLICY } from '../default-policy.ts';
import type { PolicyContext } from '../policy-context.ts';
import { decideProfile, readProfile } from './decide-profile.ts';

const small = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 2000 }));
const classes = ['burglary', 'robbery', 'arson'] as const;
const contexts: fc.Arbitrary<PolicyContext> = fc.record({
  class: fc.constantFrom(...classes),
  classListed: fc.boolean(),
  incidentOpen: fc.boolean(),
  incidentAgeMinutes: small,
  insideBoundary: fc.boolean(),
  minutes: small,
  maxMinutes: small,
  distanceM: small,
  policyRadiusM: small,
  ownerRadiusM: small,
  tier: fc.constantFrom('none', 'registry', 'incident'),
  classConsented: fc.boolean(),
  withinHours: fc.boolean(),
});

/** Conditions that may speak for a look: each is of the profile where an `unless` holds it. */
const speaking: fc.Arbitrary<string> = fc.letrec<{ c: string }>((tie) => ({
  c: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc
      .constantFrom('incidentOpen', 'classListed', 'insideBoundary', 'withinHours')
      .map((a) => `context.${a}`),
    fc
      .tuple(fc.constantFrom('distanceM', 'minutes', 'incidentAgeMinutes'), fc.constantFrom('<', '<='), small)
      .map(([a, o, n]) => `context.${a} ${o} ${n}`),
    fc
      .tuple(
        fc.constantFrom('policyRadiusM', 'ownerRadiusM', 'maxMinutes'),
        fc.constantFrom('>', '>='),
        small,
      )
      .map(([a, o, n]) => `context.${a} ${o} ${n}`),
    fc.constantFrom('<', '<=').map((o) => `context.distanceM ${o} context.ownerRadiusM`),
    fc.constantFrom('context.tier == "incident"', 'context.class != "arson"', 'context.class == "burglary"'),
    fc.subarray([...classes], { minLength: 1 }).map((l) => `${JSON.stringify(l)}.contains(context.class)`),
    fc.tuple(tie('c'), fc.constantFrom('&&', '||'), tie('c')).map(([a, o, b]) => `(${a} ${o} ${b})`),
    tie('c').map((c) => `!(!(${c}))`),
  ),
})).c;
const policies = fc
  .array(fc.tuple(fc.boolean(), speaking), { minLength: 1, maxLength: 6 })
  .map((rules) =>
    [
      'permit (principal, action, resource);',
      ...rules.map(
        ([unless, c], n) =>
          `@id("r${n}") @section("${n}") @title("Rule ${n}")\nforbid (principal, action, resource) ${unless ? `unless { ${c} }` : `when { !(${c}) }`};`,
      ),
    ].join('\n'),
  );

describe('the second evaluator', () => {
  test('says of the template ordinance what Cedar says, rule by rule, on random facts', () => {
    const cedar = compilePolicy(DEFAULT_POLICY.cedar);
    const rules = readProfile(DEFAULT_POLICY.cedar);
    if (cedar.kind === 'refused') throw new Error(cedar.detail);
    fc.assert(
      fc.property(contexts, (context) => {
        const first = cedar.policy.decide(context);
        const second = decideProfile(rules, context);
        expect(second.kind).toBe(first.kind);
        if (first.kind === 'refuse' && second.kind === 'refuse')
          expect(second.rules.map((r) => r.id).sort()).toEqual(first.rules.map((r) => r.id).sort());
      }),
      { numRuns: 2000 },
    );
  });

  test('says of random ordinances of the profile what Cedar says', () => {
    fc.assert(
      fc.property(policies, fc.array(contexts, { minLength: 5, maxLength: 5 }), (text, all) => {
        const cedar = compilePolicy(text);
        if (cedar.kind === 'refused') throw new Error(`${cedar.detail}: ${text}`);
        const rules = readProfile(text);
        expect(rules?.map(({ id, title }) => [id, title])).toEqual(
          cedar.policy.rules.map(({ id, title }) => [id, title]),
        );
        for (const context of all)
          expect(decideProfile(rules, context).kind).toBe(cedar.policy.decide(context).kind);
      }),
      { numRuns: 150 },
    );
  });

  test('never throws, whatever the text, and by a text it cannot read nothing opens', () => {
    const words = fc.constantFrom(
      'permit',
      'forbid',
      '(',
      ')',
      '{',
      '}',
      'context',
      '.',
      'when',
      ';',
      '"a"',
      '@id',
      '1',
    );
    const texts = fc.oneof(
      fc.string(),
      fc.array(words).map((all) => all.join(' ')),
    );
    fc.assert(
      fc.property(texts, contexts, (text, context) => {
        const rules = readProfile(text);
        const opinion = decideProfile(rules, context);
        expect(opinion.kind).toBe(rules === undefined ? 'unreadable' : 'permit');
      }),
      { numRuns: 3000 },
    );
  });
});
