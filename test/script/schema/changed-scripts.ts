import path from 'node:path';
import fc from 'fast-check';
import { parse } from 'yaml';
import type { z } from 'zod';
import { PLACEHOLDER } from '../../../src/script/placeholder.ts';
import { corpus } from '../fuzz/corpus.ts';

type Mapping = Record<string, unknown>;

const SCRIPTS = corpus(path.join(import.meta.dirname, '../../..')).map((text) => parse(text) as Mapping);

/** All steps in `value`, those in repeats and choices with placeholders for the steps in them, as they are checked. */
function stepsIn(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  const { steps, ...rest } = value as Mapping;
  const inner = Object.values(rest).flatMap(stepsIn);
  return [...(Array.isArray(steps) ? steps.flatMap((each) => [flat(each), ...stepsIn(each)]) : []), ...inner];
}

function flat(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(flat);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, member]) => [
    key,
    key === 'steps' && Array.isArray(member) && member.length > 0 ? [PLACEHOLDER] : flat(member),
  ]);
  return Object.fromEntries(entries);
}

/** As the loader checks them. */
export const STEPS = SCRIPTS.flatMap(stepsIn);
/** As the loader checks them. */
export const HEADS = SCRIPTS.map((script) => ({ ...(flat(script) as Mapping) }));

/** What a schema makes of a value, or what it finds wrong with it. */
export function verdictOf(schema: z.ZodType, value: unknown): unknown {
  const { success, data, error } = schema.safeParse(value);
  return success ? data : JSON.parse(JSON.stringify(error.issues));
}

export const ODD = fc.constantFrom<unknown>(null, 0, -1, '', 'x', '1ms', true, [], {}, [null], { steps: [] });

/** A mapping with some members of others, or with odd ones, or with fewer. */
export function changed(values: readonly unknown[], keys: readonly string[]): fc.Arbitrary<unknown> {
  const pick = fc.constantFrom(...values);
  const change = fc.oneof(
    pick.map((other) => (value: Mapping) => ({ ...value, ...Object(other) })),
    fc.tuple(fc.constantFrom(...keys), ODD).map(([key, odd]) => (value: Mapping) => ({
      ...value,
      [key]: odd,
    })),
    fc.nat(5).map((at) => (value: Mapping) => {
      return Object.fromEntries(Object.entries(value).filter((_, i) => i !== at));
    }),
  );
  return fc.tuple(pick, fc.array(change, { maxLength: 2 })).map(([value, changes]) => {
    if (typeof value !== 'object' || changes.length === 0) return value;
    return flat(changes.reduce((before, next) => next(before), value as Mapping));
  });
}
