import { expect, test } from 'vitest';
import { results } from './figures-fixture.ts';
import { resultsJson } from './results-json.ts';
import { resultsText } from './results-text.ts';

test('as text: what was left out, rates, starts and goals', () => {
  expect(resultsText(results())).toBe(`netchannel-sim 1.2.3, Node.js v20.0.0, Some Processor (2)
C: left out; files in /tmp
Medians of 2 rounds, ± half of their range; 1,000 packets, fewer for slow tools
Left out: trafgen, not installed

RATES
  what          process  packets  packets/s    ±  MB/s  CPU ns  peak MB  of C  goal
  C             cold       1,000    750,000  33%    45       -        -     -
  ours          cold       1,000    375,000  33%    23   3,000       80  0.50  >= 0.80 NOT MET
  ours, steady  steady     1,000          -    -     -       -        -     -

START-UP
  what       ms   ±  of node  CPU ms  of node
  node -e 0  40  0%        -      20        -
  help       80  0%     2.00      50     2.50

GOALS
  what            measured       goal
  ours / C            0.50    >= 0.80  NOT MET
  memory             80 MB  <= 120 MB  met
  ours / trafgen         -    >= 1.00  not measured
`);
});

test('as JSON: the same, with null for what is not known', () => {
  expect(JSON.parse(JSON.stringify(resultsJson(results())))).toEqual({
    machine: {
      version: '1.2.3',
      node: 'v20.0.0',
      platform: 'linux x64',
      processor: 'Some Processor',
      cores: 2,
      compiler: null,
      folder: '/tmp',
    },
    rounds: 2,
    packets: 1000,
    leftOut: [{ name: 'trafgen', why: 'not installed' }],
    rates: [
      {
        name: 'C',
        process: 'cold',
        packets: 1000,
        seconds: [0.001, 0.002],
        processorSeconds: [null, null],
        packetsPerSecond: { median: 750_000, spread: 1 / 3 },
        megabytesPerSecond: 45,
        peakMegabytes: null,
        ofYardstick: null,
      },
      {
        name: 'ours',
        process: 'cold',
        packets: 1000,
        seconds: [0.002, 0.004],
        processorSeconds: [0.003, 0.003],
        packetsPerSecond: { median: 375_000, spread: 1 / 3 },
        megabytesPerSecond: 22.5,
        peakMegabytes: 80,
        ofYardstick: { name: 'C', median: 0.5, spread: 0 },
      },
      {
        name: 'ours, steady',
        process: 'steady',
        packets: 1000,
        seconds: [null, null],
        processorSeconds: [null, null],
        packetsPerSecond: null,
        megabytesPerSecond: null,
        peakMegabytes: null,
        ofYardstick: null,
      },
    ],
    startUp: [
      {
        name: 'start: node -e 0',
        seconds: { median: 0.04, spread: 0 },
        ofNode: null,
        processorSeconds: { median: 0.02, spread: 0 },
        processorOfNode: null,
      },
      {
        name: 'start: help',
        seconds: { median: 0.08, spread: 0 },
        ofNode: 2,
        processorSeconds: { median: 0.05, spread: 0 },
        processorOfNode: 2.5,
      },
    ],
    goals: [
      { what: 'ours / C', measured: 0.5, unit: 'times', atLeast: 0.8, met: false },
      { what: 'memory', measured: 80, unit: 'MB', atMost: 120, met: true },
      { what: 'ours / trafgen', measured: null, unit: 'times', atLeast: 1, met: null },
    ],
  });
});
