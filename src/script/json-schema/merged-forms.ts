// biome-ignore-all lint/suspicious/noThenProperty: a keyword of JSON Schema
import type { JsonSchema } from './json-schema.ts';

/**
 * A text with a template in it, which may stand for any other: `${name}`. What it makes is only known when the
 * script is loaded.
 */
const TEMPLATE = '\\$\\{\\s*[A-Za-z_]\\w{0,63}\\s*\\}';

/**
 * Merges the forms that a value may have into one schema that tells them apart by their type. A validator then says
 * what is wrong at the key where it is wrong, and not that none of several schemas fits. Texts may have templates in them.
 *
 * @param plain - with the forms side by side in `anyOf`
 */
export function mergeForms(plain: JsonSchema): JsonSchema {
  const { title, description, default: fallback, anyOf, oneOf, definitions, $schema, ...own } = plain;
  const forms = (anyOf ?? [own]).flatMap(formsIn);
  return {
    ...($schema === undefined ? {} : { $schema }),
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(fallback === undefined ? {} : { default: fallback }),
    ...merged(forms),
  };
}

/** @returns one for each type */
function formsIn(schema: JsonSchema): JsonSchema[] {
  if (schema.anyOf !== undefined) return schema.anyOf.flatMap(formsIn);
  return Array.isArray(schema.type) ? schema.type.map((type: string) => ({ ...schema, type })) : [schema];
}

function merged(forms: readonly JsonSchema[]): JsonSchema {
  const ofType = (type: string): JsonSchema[] => forms.filter((form) => form.type === type);
  // What may be anything, or stands elsewhere.
  const [only] = forms;
  if (only?.type === undefined) return { ...only };
  const types = [...new Set(forms.map(({ type }) => String(type)))];
  const [mapping] = ofType('object');
  const [list] = ofType('array');
  const text = textOf(ofType('string'));
  const isTrue = ofType('boolean').some((form) => form.const === true);
  const isOnlyTrue = isTrue && types.length === 1;
  const conditions: JsonSchema[] = [
    ...(text.condition === undefined ? [] : [text.condition]),
    ...(isTrue && !isOnlyTrue ? [{ if: { type: 'boolean' }, then: { const: true } }] : []),
    // A list may be one of such mappings, which then need not stand here twice.
    ...(mapping === undefined || list === undefined
      ? []
      : [{ if: { type: 'object' }, then: mappingOf(mapping) }]),
  ];
  return {
    type: types.length === 1 ? String(types[0]) : types,
    ...(isOnlyTrue ? { const: true } : {}),
    ...text.schema,
    ...numberOf([...ofType('integer'), ...ofType('number')]),
    ...(list === undefined ? {} : listOf(list)),
    ...(mapping === undefined || list !== undefined ? {} : membersOf(mapping)),
    ...(conditions.length === 1 ? conditions[0] : conditions.length === 0 ? {} : { allOf: conditions }),
  };
}

/** What is asked of texts, of which each form is a list of names, a pattern, or any. */
function textOf(forms: readonly JsonSchema[]): { schema: JsonSchema; condition?: JsonSchema } {
  const names = forms
    .flatMap((form) => form.enum ?? (form.const === undefined ? [] : [form.const]))
    .map(String);
  const patterns = forms.flatMap(({ pattern }) => pattern ?? []);
  const isFree = forms.some((form) =>
    [form.enum, form.const, form.pattern].every((each) => each === undefined),
  );
  if (forms.length === 0) return { schema: {} };
  if (isFree) {
    const least = Math.min(...forms.map(({ minLength = 0 }) => minLength));
    return { schema: least === 0 ? {} : { minLength: least } };
  }
  // Examples are what editors offer.
  const examples = names.length === 0 ? {} : { examples: names };
  if (patterns.length === 0) {
    return { schema: examples, condition: { if: { pattern: TEMPLATE }, else: { enum: names } } };
  }
  const listed = names.length === 0 ? [] : [`^(${names.join('|')})$`];
  return { schema: { pattern: [...listed, ...patterns, TEMPLATE].join('|'), ...examples } };
}

function numberOf([form]: readonly JsonSchema[]): JsonSchema {
  const { minimum, maximum } = form ?? {};
  return {
    // Zod gives integers without bounds those of JavaScript.
    ...(minimum === undefined || minimum === Number.MIN_SAFE_INTEGER ? {} : { minimum }),
    ...(maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? {} : { maximum }),
  };
}

function listOf({ items, minItems }: JsonSchema): JsonSchema {
  if (Array.isArray(items)) {
    const [first = {}] = items;
    if (items.some((item) => JSON.stringify(item) !== JSON.stringify(first))) {
      throw new TypeError('Cannot make the schema of a list whose items differ');
    }
    return { items: mergeForms(first), minItems: items.length, maxItems: items.length };
  }
  return {
    ...(items === undefined ? {} : { items: mergeForms(items) }),
    ...(minItems === undefined ? {} : { minItems }),
  };
}

function mappingOf(form: JsonSchema): JsonSchema {
  return { type: 'object', ...membersOf(form) };
}

function membersOf(form: JsonSchema): JsonSchema {
  const { properties, required, additionalProperties, propertyNames, minProperties } = form;
  const members = Object.entries(properties ?? {}).map(([key, value]) => [key, mergeForms(value)]);
  return {
    ...(properties === undefined ? {} : { properties: Object.fromEntries(members) }),
    ...(required === undefined ? {} : { required }),
    ...(minProperties === undefined ? {} : { minProperties }),
    ...(propertyNames?.pattern === undefined ? {} : { propertyNames: { pattern: propertyNames.pattern } }),
    ...(additionalProperties === undefined
      ? {}
      : {
          additionalProperties:
            typeof additionalProperties === 'boolean'
              ? additionalProperties
              : mergeForms(additionalProperties),
        }),
  };
}
