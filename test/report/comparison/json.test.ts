import { expect, test } from 'vitest';
import { z } from 'zod';
import { comparisonHeadline } from '../../../src/report/comparison/headline.ts';
import { comparisonReport, comparisonReportText } from '../../../src/report/comparison/json.ts';
import { comparisonReportSchema } from '../../../src/report/comparison/json-schema.ts';
import { compared, SCRIPT, sample } from './fixture.ts';

const captures = new Map([['1.10.0', { file: 'x.pcap', packets: 4, bytes: 400 }]]);

test('holds all of a comparison, bytes as hexadecimal digits', async () => {
  const result = await compared(SCRIPT);
  const report = comparisonReportSchema.parse(JSON.parse(JSON.stringify(comparisonReport(result, captures))));
  const { version, headline, releases, differences, ...rest } = report;
  const { releases: outcomes, differences: found, ...others } = result;
  expect([version, headline]).toEqual([1, comparisonHeadline(result)]);
  expect(rest).toEqual(others);
  expect(releases.map(({ capture }) => capture?.file)).toEqual([undefined, 'x.pcap', undefined]);
  expect(releases.map(({ capture: _, ...counts }) => counts)).toEqual(outcomes);
  expect(differences).toEqual({
    ...found,
    first: found.first.map((difference) => ({
      ...difference,
      frames: difference.frames.map((frame) => ({
        ...frame,
        bytes: Buffer.from(frame.bytes).toString('hex'),
      })),
    })),
  });
});

test('its text in pieces is the same', async () => {
  const result = await compared(SCRIPT);
  const text = [...comparisonReportText(result, captures)].join('');
  expect(text).toBe(`${JSON.stringify(comparisonReport(result, captures), null, 2)}\n`);
});

test('shares nothing with the result', async () => {
  const result = await compared(SCRIPT);
  const before = structuredClone(result);
  const report = comparisonReport(result, captures);
  for (const { totals } of report.releases) totals.frames = -1;
  report.steps.length = 0;
  report.differences.first.length = 0;
  expect(result).toEqual(before);
});

test('has what netback got at, and what a firewall passed on', async () => {
  const own = comparisonReport(
    await compared(sample('osec-2019-02.yaml'), { releases: ['1.10.1', '1.10.2'] }),
  );
  expect(comparisonReportSchema.parse(own).releases.map(({ ownBytes }) => ownBytes)).toEqual([95, undefined]);
  const result = await compared(sample('qubes-firewall.yaml'), {
    releases: ['1.10.0', '1.10.1'],
    differences: 9,
  });
  const { releases, differences } = comparisonReportSchema.parse(comparisonReport(result));
  expect(releases.map(({ totals }) => totals.passedOnBytes)).toEqual([74, 0]);
  const passing = differences.first.flatMap(({ frames }) => frames.filter(({ passedOn }) => passedOn));
  expect(passing).toMatchObject([
    { release: '1.10.0', number: 8, stale: [], passedOn: [{ start: 47, end: 121, field: 'udp.payload' }] },
  ]);
});

test('its schema refuses what it does not know, and can be published', async () => {
  const report = comparisonReport(await compared(SCRIPT));
  expect(comparisonReportSchema.safeParse({ ...report, extra: 1 }).success).toBe(false);
  expect(z.toJSONSchema(comparisonReportSchema)).toMatchObject({
    type: 'object',
    additionalProperties: false,
  });
});
