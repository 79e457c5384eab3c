import { mutatedManifest, tryManifest } from '../advisory/fuzz/mutated-manifest.ts';
import type { Fuzzer } from './fuzzer.ts';

/** Damaged and hostile files of opam and dune are judged, or refused with a place. */
export const opam: Fuzzer = {
  title: 'mutated files of opam and dune are judged or refused',
  few: 500,
  trial: (seed, number) => {
    const manifest = mutatedManifest(seed, number);
    return {
      what: `${manifest.kind}, ${manifest.path}: ${JSON.stringify(manifest.text)}`,
      run: () => tryManifest(manifest),
    };
  },
};
