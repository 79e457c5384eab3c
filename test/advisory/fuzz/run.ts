import { mutatedManifest, tryManifest } from './mutated-manifest.ts';

/** How many files came to what. */
export interface FuzzOutcomes {
  judged: number;
  none: number;
  refused: number;
  /** What ended in any other way, with what repeats it. */
  failures: string[];
}

/**
 * Reads and judges `count` mutated files of opam and dune. Each is made from the seed and its number alone.
 * @param first - the number of the first
 */
export function run(count: number, seed: number, first = 0): FuzzOutcomes {
  const outcomes: FuzzOutcomes = { judged: 0, none: 0, refused: 0, failures: [] };
  for (let number = first; number < first + count; number++) {
    const manifest = mutatedManifest(seed, number);
    try {
      outcomes[tryManifest(manifest)]++;
    } catch (error) {
      const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
      const { kind, path, text } = manifest;
      outcomes.failures.push(
        `seed ${seed}, number ${number} (${kind}, ${path}): ${why}\n${JSON.stringify(text)}`,
      );
    }
  }
  return outcomes;
}
