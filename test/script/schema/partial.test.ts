import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { z } from 'zod';
import { headFor } from '../../../src/script/schema/head.ts';
import { scriptSchema } from '../../../src/script/schema/script.ts';
import { step, stepFor } from '../../../src/script/schema/step.ts';
import { PLACEHOLDER } from '../../../src/script/schema/step-list.ts';
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

const STEPS = SCRIPTS.flatMap(stepsIn);
const HEADS = SCRIPTS.map((script) => ({ ...(flat(script) as Mapping) }));

/** What a schema makes of a value, or what it finds wrong with it. */
function verdictOf(schema: z.ZodType, value: unknown): unknown {
  const { success, data, error } = schema.safeParse(value);
  return success ? data : JSON.parse(JSON.stringify(error.issues));
}

const KEYS = ['udp', 'at', 'after', 'name', 'expect', 'repeat', 'choice', 'include', 'wait', 'fault', 'rs6'];
const ODD = fc.constantFrom<unknown>(null, 0, -1, '', 'x', '1ms', true, [], {}, [null], { steps: [] });

/** A mapping with some members of others, or with odd ones, or with fewer. */
function changed(values: readonly unknown[], keys: readonly string[]): fc.Arbitrary<unknown> {
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

describe('a schema of only those keys that are there', () => {
  test('says of steps what that of all keys says', () => {
    let wrong = 0;
    fc.assert(
      fc.property(fc.oneof(changed(STEPS, KEYS), ODD), (value) => {
        const verdict = verdictOf(step(), value);
        expect(verdictOf(stepFor(value), value)).toEqual(verdict);
        if (Array.isArray(verdict)) wrong++;
      }),
      { numRuns: 3000 },
    );
    expect(wrong).toBeGreaterThan(500);
  });

  test('says of heads what that of all keys says', () => {
    const keys = Object.keys(scriptSchema.shape);
    let wrong = 0;
    fc.assert(
      fc.property(changed(HEADS, keys), (value) => {
        const verdict = verdictOf(scriptSchema, value);
        expect(verdictOf(headFor(value as object), value)).toEqual(verdict);
        if (Array.isArray(verdict)) wrong++;
      }),
      { numRuns: 1000 },
    );
    expect(wrong).toBeGreaterThan(200);
  });

  test('knows of all keys if one is none', () => {
    expect(stepFor({ upd: {} })).toBe(step());
    expect(Object.keys(headFor({ stpes: [] }).shape)).toEqual(Object.keys(scriptSchema.shape));
  });

  test('is not made for steps with several actions, of which there would be no end', () => {
    expect(stepFor({ udp: {}, tcp: {} })).toBe(step());
    expect(stepFor({ name: 'x', wait: '1ms', rs6: null, at: '1s' })).toBe(step());
  });

  test('is made once for steps with the same keys', () => {
    expect(stepFor({ udp: {}, at: '1ms' })).toBe(stepFor({ at: '2ms', udp: { to: 'x' } }));
    expect(stepFor({ udp: {} })).not.toBe(stepFor({ tcp: {} }));
    expect(stepFor('poll')).toBe(stepFor('rs6'));
  });
});
