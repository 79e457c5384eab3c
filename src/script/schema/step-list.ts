import { z } from 'zod';
import { PLACEHOLDER } from '../placeholder.ts';
import { once } from './once.ts';
import { expected } from './scalar.ts';

/** Makes the schema of a list of steps. */
export type Steps = () => z.ZodType<unknown[]>;

/** @param element - the schema of one of them */
export function listOf(element: () => z.ZodType): Steps {
  return () => z.array(element(), expected('a list of steps')).min(1, expected('at least one step'));
}

/** A list of nothing but placeholders. */
export const placeholders: Steps = listOf(once(() => z.literal(PLACEHOLDER)));
