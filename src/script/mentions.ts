import type { z } from 'zod';
import type { DataPath } from './errors.ts';
import { isMapping, memberOf } from './mapping.ts';
import { party } from './schema/scalar.ts';
import type { Mention } from './script-reader.ts';
import { suggest } from './suggestion.ts';

/*
 * What can be found in a value that does not fit its schema, so that all that is wrong with it can be told at once.
 */

/** Keys of one mapping that are looked for among those that it may have. */
const MOST_MISSPELT = 50;

/** A part of a value, and the schema that it is meant for. */
interface Part {
  schema: z.core.$ZodType;
  value: unknown;
  path: DataPath;
}

/** @returns what names a host, or an address, in `value`, which stands at `path` */
export function* partiesIn(schema: z.core.$ZodType, value: unknown, path: DataPath): Generator<Mention> {
  if (schema._zod.def === party._zod.def) {
    if (typeof value === 'string' && value !== '') yield { text: value, path };
    return;
  }
  for (const part of partsOf({ schema, value, path })) yield* partiesIn(part.schema, part.value, part.path);
}

/** @returns the members of mappings whose key is a misspelt one, with the schema that is meant, anywhere in `value` */
export function* misspeltIn(schema: z.core.$ZodType, value: unknown, path: DataPath): Generator<Part> {
  for (const part of partsOf({ schema, value, path })) {
    const key = part.path.at(-1);
    const isMember = part.path.length > path.length && typeof key === 'string';
    if (isMember && isMisspelt(schema, key)) yield part;
    else yield* misspeltIn(part.schema, part.value, part.path);
  }
}

function isMisspelt(schema: z.core.$ZodType, key: string): boolean {
  const shape = memberOf(schema._zod.def, 'shape');
  return isMapping(shape) && !Object.hasOwn(shape, key);
}

/** @returns what a schema says of the parts of a value, or with other words of the value itself */
function* partsOf({ schema, value, path }: Part): Generator<Part> {
  const { def } = schema._zod;
  for (const key of ['innerType', 'in'] as const) {
    const inner = schemaAt(def, key);
    if (inner !== undefined) yield { schema: inner, value, path };
  }
  const options = memberOf(def, 'options');
  if (Array.isArray(options)) for (const option of options) yield { schema: option, value, path };
  const element = schemaAt(def, 'element');
  if (element !== undefined && Array.isArray(value))
    for (const [i, item] of value.entries()) yield { schema: element, value: item, path: [...path, i] };
  if (isMapping(value)) yield* membersOf(schema, value, path);
}

function* membersOf(schema: z.core.$ZodType, value: object, path: DataPath): Generator<Part> {
  const { def } = schema._zod;
  const others = schemaAt(def, 'valueType');
  const shape = memberOf(def, 'shape');
  let left = MOST_MISSPELT;
  for (const [key, member] of Object.entries(value)) {
    const isKnown = isMapping(shape) && Object.hasOwn(shape, key);
    if (!isKnown && isMapping(shape) && left-- <= 0) continue;
    const meant = isMapping(shape) ? meantBy(key, shape, value) : undefined;
    const found = meant === undefined ? others : schemaAt(shape, meant);
    if (found !== undefined) yield { schema: found, value: member, path: [...path, key] };
  }
}

/** @returns the key of `shape` that `key` is, or was meant to be */
function meantBy(key: string, shape: object, value: object): string | undefined {
  if (Object.hasOwn(shape, key)) return key;
  return suggest(
    key,
    Object.keys(shape).filter((known) => !Object.hasOwn(value, known)),
  );
}

function schemaAt(holder: unknown, key: string): z.core.$ZodType | undefined {
  const found = memberOf(holder, key);
  return typeof found === 'object' && found !== null && '_zod' in found
    ? (found as z.core.$ZodType)
    : undefined;
}
