import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/**
 * What `npm run test:quick` leaves to `npm test`: tests of the built program and of the pages, tests by Wireshark, what
 * takes a second and more, and what replaces `node:fs` (all tests of a worker share one copy of each module then).
 */
const NOT_QUICK = [
  'bench/**',
  'browser/**',
  'cli/**',
  'docs/**',
  'fuzz/**',
  'judge/**',
  'advisory/fuzz/**',
  'replay/import/**',
  'script/fuzz/**',
  'script/json-schema/**',
  'wireshark-profile/**',
  '**/*wireshark*.test.ts',
  'advisory/hostile-opam.test.ts',
  'audit/bounded-finding.test.ts',
  'audit/cause.test.ts',
  'audit/secret-accounts.test.ts',
  'audit/shadow.test.ts',
  'audit/wrong-checksums.test.ts',
  'capture-merge/any-origin.test.ts',
  'capture-merge/merge-captures.test.ts',
  'capture-reader/damage.test.ts',
  'capture-reader/gzip/gunzip.test.ts',
  'inspection/inspector.test.ts',
  'inspection/offload.test.ts',
  'package.test.ts',
  'pcap-writer/create-pcapng.test.ts',
  'pcap-writer/file-sink.test.ts',
  'pcap-writer/pcap.test.ts',
  'pcap-writer/pcapng.test.ts',
  'pcap-writer/replacing-file-sink.test.ts',
  'replay/replay.test.ts',
  'report/merge/parse-report.test.ts',
  'report/width.test.ts',
  'samples.test.ts',
  'script/conversation.test.ts',
  'script/document/read-document.test.ts',
  'script/fuzz.test.ts',
  'script/has-nanoseconds.test.ts',
  'script/include/include.test.ts',
  'script/schema/head.test.ts',
  'script/schema/step.test.ts',
  'simulation/comparison.test.ts',
  'simulation/expectations/expectation-checker.test.ts',
  'simulation/explained-difference.test.ts',
  'simulation/faults.test.ts',
  'simulation/shard/run-shard.test.ts',
  'simulation/shard/slices.test.ts',
  'simulation/simd-memory.test.ts',
  'simulation/vantage-points.test.ts',
  'wire/flow.test.ts',
  'wire/frame-reader.test.ts',
  'wire/nested-frames.test.ts',
];

const QUICK = { exclude: NOT_QUICK, isolate: false };

export default defineConfig(({ mode }) => ({
  test: {
    dir: 'test',
    include: ['**/*.test.ts'],
    ...(mode === 'quick' ? QUICK : {}),
    // Most tests wait for programs that they start: on two cores, one worker would leave one of them idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // What a page draws is waited for, on a machine that does other things besides.
    expect: { poll: { timeout: 30_000 } },
  },
}));
