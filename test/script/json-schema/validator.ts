import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { scriptJsonSchema } from '../../../src/script/json-schema.ts';

/** What a validator that is not ours says of a value: `/steps/0/udp to_prot must NOT have additional properties`. */
export type Verdict = readonly string[];

// Forms are told apart by their types, so that there are several in one schema.
const OPTIONS = { strict: true, allowUnionTypes: true, strictRequired: false, allErrors: true };

const schema = scriptJsonSchema();
const { $schema, ...undated } = schema;
const draft07 = new Ajv(OPTIONS).compile(schema);
const draft2020 = new Ajv2020(OPTIONS).compile(undated);
const first = new Ajv({ ...OPTIONS, allErrors: false }).compile(schema);

type Validate = typeof draft07;

function verdictOf(validate: Validate, value: unknown): Verdict {
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message = '', params }) => {
    const key = params['additionalProperty'] ?? params['propertyName'] ?? params['missingProperty'];
    return [instancePath, key, message].filter((part) => part !== undefined && part !== '').join(' ');
  });
}

/** @returns all that is wrong with a script, in the words of ajv; nothing if it fits */
export function faultsOf(value: unknown): Verdict {
  return verdictOf(draft07, value);
}

/** @returns what is told by a validator that stops at the first fault */
export function firstFaultsOf(value: unknown): Verdict {
  return verdictOf(first, value);
}

/** @returns what is wrong with it if the schema is taken for one of draft 2020-12 */
export function faultsOf2020(value: unknown): Verdict {
  return verdictOf(draft2020, value);
}
