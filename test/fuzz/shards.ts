import fc from 'fast-check';
import { campaigns, tryShards } from '../simulation/shard/random-campaign.ts';
import type { Fuzzer } from './fuzzer.ts';

const warmUp = fc.constantFrom(1, 2, 3, 'auto' as const);

/** The shards of a run are that run, or one of them says that they are not. */
export const shards: Fuzzer = {
  title: 'the shards of generated workloads are the run, or are refused',
  few: 40,
  trial: (seed, number) => {
    const [made] = fc.sample(fc.tuple(campaigns, warmUp), {
      seed: seed ^ Math.imul(number, 0x9e3779b1),
      numRuns: 1,
    });
    if (made === undefined) throw new Error('Cannot make a workload');
    const [campaign, asked] = made;
    return {
      what: `warm-up ${asked}, ${JSON.stringify(campaign)}`,
      run: async () => ((await tryShards(campaign, asked)) ? 'exact' : 'refused'),
    };
  },
};
