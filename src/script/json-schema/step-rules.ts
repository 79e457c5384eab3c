// biome-ignore-all lint/suspicious/noThenProperty: a keyword of JSON Schema
import { FRAMELESS } from '../frameless.ts';
import { ACTION_KEYS, type ActionKey, COMPANION_KEYS, UNTIMED } from '../schema/step.ts';
import type { JsonSchema } from './json-schema.ts';

/**
 * Adds to the schema of steps which keys go together: one action, and what goes with it. Of a step with a key that nobody
 * knows only that is said.
 */
export function withStepRules(step: JsonSchema): JsonSchema {
  const { if: condition, then, else: otherwise, allOf = [], ...rest } = step;
  const own: JsonSchema =
    condition === undefined
      ? {}
      : { if: condition, ...(then && { then }), ...(otherwise && { else: otherwise }) };
  const isSpelt = { type: 'object', propertyNames: { enum: [...ACTION_KEYS, ...COMPANION_KEYS] } };
  return { ...rest, allOf: [...allOf, own, { if: isSpelt, then: TOGETHER }] };
}

const TOGETHER: JsonSchema = {
  type: 'object',
  allOf: [
    // There is an action.
    { not: { propertyNames: { enum: COMPANION_KEYS } } },
    ...ACTION_KEYS.map((action) => ({
      if: { required: [action] },
      then: { propertyNames: { enum: [action, ...companionsOf(action)] } },
    })),
    { not: { required: ['after', 'at'] } },
  ],
};

function companionsOf(action: ActionKey): string[] {
  const isUntimed = UNTIMED.some((key) => key === action);
  const isFrameless = FRAMELESS.some((key) => key === action);
  return COMPANION_KEYS.filter((key) => {
    if (key === 'after' || key === 'at') return !isUntimed;
    return key !== 'expect' || !isFrameless;
  });
}
