import { z } from 'zod';
import { scriptSchema } from './schema/script.ts';
import { ACTION_KEYS } from './schema/step.ts';

/** What is used here of JSON Schema, draft-07. */
export interface JsonSchema {
  $schema?: string;
  $ref?: string;
  title?: string;
  description?: string;
  default?: unknown;
  const?: unknown;
  enum?: readonly unknown[];
  type?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  items?: JsonSchema | JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: readonly string[];
  additionalProperties?: boolean | JsonSchema;
  propertyNames?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  definitions?: Record<string, JsonSchema>;
}

/** What zod calls the first definition that it has to make. */
const MADE_UP = '__schema0';

/**
 * The JSON Schema (draft-07) of a script as it is written, for editors and other programs. It is made from the schema
 * that scripts are checked with. What JSON Schema cannot say, such as which names are hosts, only the loader checks:
 * every script that loads fits this schema, but not the other way round.
 *
 * @example
 * ```ts
 * import { writeFile } from 'node:fs/promises';
 * import { scriptJsonSchema } from 'netchannel-sim/schemas';
 *
 * await writeFile('script.schema.json', JSON.stringify(scriptJsonSchema()));
 * ```
 */
export function scriptJsonSchema(): JsonSchema {
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
