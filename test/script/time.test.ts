import { expect, test } from 'vitest';
import { parseDuration, parseEpoch, parseRate } from '../../src/script/time.ts';

test.each([
  ['1ms', 1e6],
  ['250us', 250e3],
  ['0.5s', 5e8],
  ['7ns', 7],
  ['0s', 0],
  ['2 s', 2e9],
  ['1', undefined],
  ['-1ms', undefined],
  ['1m', undefined],
  ['ms', undefined],
])('the duration %s', (text, nanoseconds) => {
  expect(parseDuration(text)).toBe(nanoseconds);
});

test.each([
  ['1970-01-01', 0n],
  ['2019-02-24T00:00:00Z', 1_550_966_400_000_000_000n],
  ['2019-02-24T00:00:00', undefined],
  ['2019-02-24T00:00:00.123456789Z', 1_550_966_400_123_456_789n],
  ['2019-02-24T01:30:00+01:30', 1_550_966_400_000_000_000n],
  ['2106-02-07T06:28:15Z', 4_294_967_295_000_000_000n],
  ['2106-02-07T06:28:16Z', undefined],
  ['1969-12-31T23:59:59Z', undefined],
  ['2019-02-29', undefined],
  ['2019-13-01', undefined],
  ['2019-02-24T25:00:00Z', undefined],
  ['2019-02-24T::::::::Z', undefined],
  ['yesterday', undefined],
])('the epoch %s', (text, nanoseconds) => {
  expect(parseEpoch(text)).toBe(nanoseconds);
});

test.each([
  ['10kbit', 1e4],
  ['100Mbit', 1e8],
  ['1Gbit', 1e9],
  ['1.5 Gbit/s', 1.5e9],
  ['9600bit/s', 9600],
  ['1bit', 1],
  ['1000Gbit', 1e12],
  ['0bit', undefined],
  ['0.5bit', undefined],
  ['1001Gbit', undefined],
  ['100MBit', undefined],
  ['100mbit', undefined],
  ['100', undefined],
  ['-1bit', undefined],
  ['1Mbit/min', undefined],
])('the rate %s', (text, bitsPerSecond) => {
  expect(parseRate(text)).toBe(bitsPerSecond);
});
