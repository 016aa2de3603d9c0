import { INCIDENT_CLASSES } from '@porchlight/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compilePolicy } from './compile-policy.ts';
import { DEFAULT_POLICY as TEMPLATE } from './default-policy.ts';
import type { PolicyContext } from './policy-context.ts';

const DEFAULT_POLICY = TEMPLATE.cedar;

const GOOD: PolicyContext = {
  class: 'burglary',
  classListed: true,
  incidentOpen: true,
  incidentAgeMinutes: 5,
  insideBoundary: true,
  minutes: 20,
  maxMinutes: 60,
  distanceM: 120,
  policyRadiusM: 250,
  ownerRadiusM: 200,
  tier: 'incident',
  classConsented: true,
  withinHours: true,
};

function compile(cedar: string) {
  const compilation = compilePolicy(cedar);
  if (compilation.kind === 'refused') throw new Error(compilation.detail);
  return compilation.policy;
}

function failing(cedar: string, changes: Record<string, unknown>): string[] | 'permit' {
  const decision = compile(cedar).decide({ ...GOOD, ...changes } as PolicyContext);
  return decision.kind === 'permit' ? 'permit' : decision.rules.map((rule) => rule.id);
}

describe('the default ordinance', () => {
  test('permits what is near, listed, consented and in time', () => {
    expect(failing(DEFAULT_POLICY, {})).toBe('permit');
  });

  test.each([
    [{ incidentOpen: false }, ['R1-open']],
    [{ classListed: false, policyRadiusM: 0 }, ['R1-class', 'R1-radius']],
    [{ distanceM: 251, ownerRadiusM: 500 }, ['R1-radius']],
    [{ distanceM: 250, ownerRadiusM: 250 }, 'permit'],
    [{ incidentAgeMinutes: 1441 }, ['R1-age']],
    [{ insideBoundary: false }, ['R1-boundary']],
    [{ minutes: 61 }, ['R2-minutes']],
    [{ tier: 'registry' }, ['R11-tier']],
    [{ tier: 'none', classConsented: false }, ['R11-tier', 'R11-class']],
    [{ distanceM: 201 }, ['R11-radius']],
    [{ withinHours: false }, ['R11-hours']],
    [{ distanceM: 900, minutes: 90 }, ['R1-radius', 'R2-minutes', 'R11-radius']],
  ])('%j names every failing rule', (changes, rules) => {
    expect(failing(DEFAULT_POLICY, changes)).toEqual(rules);
  });

  test.each([
    [{ distanceM: '12' }],
    [{ distanceM: 12.5 }],
    [{ distanceM: Number.NaN }],
    [{ distanceM: Number.POSITIVE_INFINITY }],
    [{ distanceM: null }],
    [{ tier: true }],
    [{ incidentOpen: 'true' }],
    [{ withinHours: undefined }],
    [{ weather: 'fine' }],
  ])('refuses the wrong-typed context %j', (changes) => {
    expect(failing(DEFAULT_POLICY, changes)).toEqual([]);
  });

  test('says the same when it is asked again, whatever was asked in between and however much', () => {
    const changes = [{ tier: 'registry' }, { minutes: 61 }, { withinHours: false }, { distanceM: '12' }];
    const first = changes.map((change) => failing(DEFAULT_POLICY, change));
    expect(first).toEqual([['R11-tier'], ['R2-minutes'], ['R11-hours'], []]);
    // More than it remembers, so that the first ones are asked anew.
    for (let round = 0; round < 2; round++)
      for (let distanceM = 0; distanceM < 1500; distanceM++)
        if ((failing(DEFAULT_POLICY, { distanceM }) === 'permit') !== distanceM <= 200)
          expect.unreachable(`at ${distanceM} m`);
    expect(changes.map((change) => failing(DEFAULT_POLICY, change))).toEqual(first);
    expect(failing(DEFAULT_POLICY, { distanceM: 12 })).toBe('permit');
  });

  test('refuses a context that cannot be written down', () => {
    expect(failing(DEFAULT_POLICY, { distanceM: 5n })).toEqual([]);
  });
});

describe('any policy of the profile', () => {
  const metres = fc.integer({ min: 0, max: 600 });
  const context = fc.record<PolicyContext>({
    class: fc.constantFrom(...INCIDENT_CLASSES),
    classListed: fc.boolean(),
    incidentOpen: fc.boolean(),
    incidentAgeMinutes: fc.integer({ min: 0, max: 2000 }),
    insideBoundary: fc.boolean(),
    minutes: fc.integer({ min: 0, max: 120 }),
    maxMinutes: fc.integer({ min: 0, max: 120 }),
    distanceM: metres,
    policyRadiusM: metres,
    ownerRadiusM: metres,
    tier: fc.constantFrom('none', 'registry', 'incident'),
    classConsented: fc.boolean(),
    withinHours: fc.boolean(),
  });
  const worse = fc.constantFrom<(c: PolicyContext, by: number) => PolicyContext>(
    (c, by) => ({ ...c, distanceM: c.distanceM + by }),
    (c, by) => ({ ...c, incidentAgeMinutes: c.incidentAgeMinutes + by }),
    (c, by) => ({ ...c, minutes: c.minutes + by }),
    (c, by) => ({ ...c, maxMinutes: Math.max(0, c.maxMinutes - by) }),
    (c, by) => ({ ...c, policyRadiusM: Math.max(0, c.policyRadiusM - by) }),
    (c, by) => ({ ...c, ownerRadiusM: Math.max(0, c.ownerRadiusM - by) }),
    (c) => ({ ...c, classListed: false }),
    (c) => ({ ...c, incidentOpen: false }),
    (c) => ({ ...c, insideBoundary: false }),
    (c) => ({ ...c, classConsented: false }),
    (c) => ({ ...c, withinHours: false }),
    (c) => ({ ...c, tier: c.tier === 'incident' ? 'registry' : 'none' }),
  );

  const RICH = `${DEFAULT_POLICY}
    @id("N1") @section("6") @title("Cars: near only.")
    forbid (principal, action, resource)
    unless { !["vehicle-theft", "hit-and-run"].contains(context.class) || context.distanceM < 100 };
    @id("N2") @section("7") @title("Old calls: short looks.")
    forbid (principal, action, resource)
    when { context.incidentAgeMinutes > 60 && !(context.minutes <= 10) };
    @id("N3") @section("8") @title("Never arson.")
    forbid (principal, action, resource) when { context.class == "arson" || context.tier != "incident" };`;

  test.each([
    ['the default ordinance', DEFAULT_POLICY],
    ['one with more rules', RICH],
  ])(
    'farther, later, longer or less consent never turns a refusal into a permit: %s',
    (_, cedar) => {
      const policy = compile(cedar);
      fc.assert(
        fc.property(context, worse, fc.integer({ min: 1, max: 500 }), (before, spoil, by) => {
          const after = policy.decide(spoil(before, by));
          if (policy.decide(before).kind === 'refuse') expect(after.kind).toBe('refuse');
        }),
        { numRuns: 800 },
      );
    },
    30_000,
  );
});
