import { z } from 'zod';
import { scriptSchema } from '../schema/script.ts';
import { ACTION_KEYS } from '../schema/step.ts';
import type { JsonSchema } from './json-schema.ts';

/** What zod calls the first definition that it has to make. */
const MADE_UP = '__schema0';

/**
 * The schema that scripts are checked with, as JSON Schema (draft-07): the forms of a value side by side, everything
 * written out in each place, and no word of templates. What JSON Schema cannot say is left out.
 */
export function plainSchema(): JsonSchema {
  const made: object = z.toJSONSchema(scriptSchema, {
    target: 'draft-7',
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      // Zod leaves out the default of what it converts, such as a number that may be a numeral.
      const { def } = zodSchema._zod;
      if (def.type === 'default') jsonSchema.default = def.defaultValue;
    },
  });
  const text = JSON.stringify(made).replaceAll(`"${MADE_UP}"`, '"step"').replaceAll(`/${MADE_UP}"`, '/step"');
  const { $schema, ...rest }: JsonSchema = JSON.parse(text);
  const schema: JsonSchema = {
    ...($schema === undefined ? {} : { $schema }),
    title: 'netchannel-sim script',
    ...rest,
  };
  const record = stepRecord(schema);
  if (record !== undefined) record.oneOf = ACTION_KEYS.map((key) => ({ required: [key] }));
  return schema;
}

/** @returns the long form of a step */
export function stepRecord({ definitions }: JsonSchema): JsonSchema | undefined {
  const step = definitions?.['step'];
  return step?.anyOf?.find(({ properties }) => properties?.['repeat'] !== undefined);
}
