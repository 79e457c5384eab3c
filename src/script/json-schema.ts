import type { JsonSchema } from './json-schema/json-schema.ts';
import { mergeForms } from './json-schema/merged-forms.ts';
import { plainSchema } from './json-schema/plain-schema.ts';
import { shareDefinitions } from './json-schema/shared-definitions.ts';
import { withStepRules } from './json-schema/step-rules.ts';

export type { JsonSchema } from './json-schema/json-schema.ts';

/**
 * The JSON Schema (draft-07, and the same in 2020-12) of a script as it is written, for editors and other programs. It is
 * made from the schema that scripts are checked with. What JSON Schema cannot say, such as which names are hosts, only the
 * loader checks: every script that loads fits this schema, but not the other way round. A script that is only included
 * fits it, too.
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
  const plain = plainSchema();
  const { required: _, ...script } = mergeForms(plain);
  const step = withStepRules(mergeForms(plain.definitions?.['step'] ?? {}));
  return shareDefinitions({ ...script, ...NEEDED, definitions: { step } });
}

/** A script that others include can do without steps. */
const NEEDED: JsonSchema = {
  if: { not: { anyOf: ['hosts', 'vars', 'include'].map((key) => ({ required: [key] })) } },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { required: ['steps'] },
};
