import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY as TEMPLATE } from './default-policy.ts';
import { readPolicy } from './read-policy.ts';

const DEFAULT_POLICY = TEMPLATE.cedar;

const PERMIT = 'permit (principal, action, resource);';
const NAMES = '@id("R1") @section("1") @title("One.")';
const forbid = (condition: string, names = NAMES) =>
  `${PERMIT} ${names} forbid (principal, action, resource) ${condition};`;

describe('the profile', () => {
  test('the default ordinance reads as ten rules with section and sentence', () => {
    const reading = readPolicy(DEFAULT_POLICY);
    expect(reading.kind === 'ok' && reading.rules.map((rule) => rule.id)).toEqual([
      'R1-open',
      'R1-class',
      'R1-radius',
      'R1-age',
      'R1-boundary',
      'R2-minutes',
      'R11-tier',
      'R11-class',
      'R11-radius',
      'R11-hours',
    ]);
    if (reading.kind !== 'ok') return;
    expect(reading.rules[2]?.section).toBe('3(c)');
    expect(reading.rules[2]?.attributes).toEqual(new Set(['distanceM', 'policyRadiusM']));
  });

  test.each([
    ['unless { context.class != "arson" || context.distanceM < 100 }'],
    ['when { context.distanceM > 100 && ["arson", "robbery"].contains(context.class) }'],
    ['when { !(context.incidentOpen && context.withinHours) }'],
    ['unless { 30 >= context.minutes }'],
    ['when { context.tier != "incident" }'],
    ['when { context.policyRadiusM < context.distanceM }'],
  ])('takes %s', (condition) => {
    expect(readPolicy(forbid(condition)).kind).toBe('ok');
  });

  test.each([
    ['nearer refused, farther permitted', forbid('unless { context.distanceM >= 100 }')],
    ['the same turned round by a negation', forbid('unless { !(context.distanceM < 100) }')],
    ['the same as a when', forbid('when { context.distanceM < 100 }')],
    ['longer looks permitted only', forbid('when { context.minutes <= 5 }')],
    ['no consent required to be absent', forbid('when { context.classConsented }')],
    ['a tier that is not incident', forbid('unless { context.tier == "registry" }')],
    ['any tier but registry', forbid('unless { context.tier != "registry" }')],
    ['two limits compared', forbid('unless { context.distanceM <= context.minutes }')],
    ['an unknown attribute', forbid('when { context.weather == "rain" }')],
    ['arithmetic', forbid('unless { context.distanceM * 2 <= context.policyRadiusM }')],
    ['if', forbid('unless { if context.incidentOpen then context.withinHours else context.insideBoundary }')],
    ['like', forbid('when { context.class like "a*" }')],
    ['an extension', forbid('when { ip("::1").isLoopback() }')],
    ['the principal', forbid('when { principal == Operator::"x" }')],
    ['a literal condition', forbid('unless { true }')],
    ['two conditions', forbid('when { context.minutes > 5 } unless { context.incidentOpen }')],
    ['no condition', forbid('')],
    ['a negative number', forbid('unless { context.distanceM <= -1 }')],
    ['no @id', forbid('unless { context.incidentOpen }', '@section("1") @title("x")')],
    ['no @section', forbid('unless { context.incidentOpen }', '@id("R1") @title("x")')],
    ['no @title', forbid('unless { context.incidentOpen }', '@id("R1") @section("1")')],
    ['another annotation', forbid('unless { context.incidentOpen }', `${NAMES} @note("x")`)],
    [
      'a title with a line break',
      forbid('unless { context.incidentOpen }', '@id("R1") @section("1") @title("a\\nb")'),
    ],
    [
      'a scoped forbid',
      `${PERMIT} ${NAMES} forbid (principal, action == Action::"look", resource) unless { context.incidentOpen };`,
    ],
    ['no permit', `${NAMES} forbid (principal, action, resource) unless { context.incidentOpen };`],
    ['two permits', `${PERMIT} ${PERMIT}`],
    ['a permit with a condition', 'permit (principal, action, resource) when { context.incidentOpen };'],
    ['a scoped permit', 'permit (principal, action == Action::"look", resource);'],
    ['a template', `${PERMIT} forbid (principal == ?principal, action, resource);`],
    [
      'one id twice',
      `${forbid('unless { context.incidentOpen }')} ${forbid('unless { context.withinHours }').slice(PERMIT.length)}`,
    ],
    ['not Cedar', 'let me in'],
    ['nothing', ''],
  ])('refuses %s', (_, cedar) => {
    expect(readPolicy(cedar).kind).toBe('refused');
  });

  test('refuses what would overflow the parser, and still reads the next policy', () => {
    for (const bad of [
      `unless { ${'('.repeat(5000)}context.incidentOpen${')'.repeat(5000)} }`,
      `unless { ${Array(1500).fill('context.incidentOpen').join(' && ')} }`,
      `unless { ${'!'.repeat(5000)}context.incidentOpen }`,
    ])
      expect(readPolicy(forbid(bad)).kind).toBe('refused');
    expect(readPolicy(DEFAULT_POLICY).kind).toBe('ok');
  });

  test('refuses more than 64 rules', () => {
    const rules = Array.from({ length: 65 }, (_, i) =>
      forbid('unless { context.incidentOpen }', `@id("R${i}") @section("1") @title("x")`).slice(
        PERMIT.length,
      ),
    );
    expect(readPolicy(PERMIT + rules.join('\n')).kind).toBe('refused');
    expect(readPolicy(PERMIT + rules.slice(1).join('\n')).kind).toBe('ok');
  });

  test('never throws, whatever text it is given', () => {
    const words = fc.constantFrom(
      ...[
        'permit',
        'forbid',
        '(',
        ')',
        'principal',
        ',',
        ';',
        '{',
        '}',
        'when',
        'unless',
        '@id("a")',
        '"',
        '//',
      ],
      ...[
        'context',
        '.',
        'distanceM',
        '<=',
        '&&',
        '!',
        '-',
        '1',
        '[',
        ']',
        'contains',
        '\n',
        '\\',
        'if',
        'then',
      ],
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(words).map((all) => all.join(' ')),
        ),
        (text) => {
          expect(['ok', 'refused']).toContain(readPolicy(text).kind);
        },
      ),
    );
  });
});
