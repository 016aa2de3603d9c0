import type { SchemaJson, TypeOfAttribute } from '@cedar-policy/cedar-wasm/nodejs';
import { ATTRIBUTES, type AttributeBearing } from './policy-context.ts';

const CEDAR_TYPES = {
  'harm-up': 'Long',
  'harm-down': 'Long',
  good: 'Boolean',
  tier: 'String',
  label: 'String',
} as const satisfies Record<AttributeBearing, string>;

/** The schema every policy is validated against, and every decision's context. */
export const CEDAR_SCHEMA: SchemaJson<string> = {
  '': {
    entityTypes: { Operator: {}, Camera: {} },
    actions: {
      look: {
        appliesTo: {
          principalTypes: ['Operator'],
          resourceTypes: ['Camera'],
          context: {
            type: 'Record',
            attributes: Object.fromEntries(
              Object.entries(ATTRIBUTES).map(([name, bearing]): [string, TypeOfAttribute<string>] => [
                name,
                { type: CEDAR_TYPES[bearing] },
              ]),
            ),
          },
        },
      },
    },
  },
};
