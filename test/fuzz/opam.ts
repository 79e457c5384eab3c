import { knownManifest, tryKnownManifest } from '../advisory/fuzz/known-manifest.ts';
import { mutatedManifest, tryManifest } from '../advisory/fuzz/mutated-manifest.ts';
import type { Fuzzer } from './fuzzer.ts';

/**
 * Damaged and hostile files of opam and dune are judged, or refused with a place; those whose verdict is known by how they
 * were made are judged so.
 */
export const opam: Fuzzer = {
  title: 'mutated files of opam and dune are judged or refused, and known ones as they are known to be',
  few: 500,
  trial: (seed, number) => {
    if (number % 2 === 1) {
      const known = knownManifest(seed, number);
      return {
        what: `${known.path}: ${JSON.stringify(known.text)}`,
        run: () => tryKnownManifest(known),
      };
    }
    const manifest = mutatedManifest(seed, number);
    return {
      what: `${manifest.kind}, ${manifest.path}: ${JSON.stringify(manifest.text)}`,
      run: () => tryManifest(manifest),
    };
  },
};
