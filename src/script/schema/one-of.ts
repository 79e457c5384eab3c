import { z } from 'zod';
import { didYouMean } from '../suggestion.ts';

/** One of `names`; a name that is none of them is answered with the nearest. */
export function oneOf<const Names extends readonly string[]>(noun: string, names: Names) {
  return z.enum(names, wrongName(noun, names));
}

/** One of `names`, or a list of them. */
export function someOf<const Names extends readonly string[]>(noun: string, names: Names) {
  const one = oneOf(noun, names);
  const message = wrongName(noun, names);
  return z.union([one, z.array(one, message).min(1, message)], message);
}

function wrongName(
  noun: string,
  names: readonly string[],
): { error: (issue: { input?: unknown }) => string } {
  return {
    error: ({ input }) =>
      typeof input === 'string'
        ? `Unknown ${noun} ${JSON.stringify(input.slice(0, 60))}${didYouMean(input, names)}; there are ${names.join(', ')}`
        : `Expected one of ${names.join(', ')}`,
  };
}
