/** The picture of the demo is what its recording shows: `npx vitest run test/docs/demo-picture.test.ts -u` makes it anew. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { CAST_HEIGHT, CAST_WIDTH, castOf } from '../../src/cli/demo/cast.ts';
import { recordRun } from '../../src/recording/record-run.ts';
import { loadScript } from '../../src/script/load-script.ts';
import { tellStory } from '../../src/story/tell-story.ts';
import { terminalPicture } from '../support/terminal-picture.ts';

const TITLE = 'Frame 11 of the sample osec-2019-01 in the demo: the bytes in it that were meant for alice';
const SAMPLES = path.join(import.meta.dirname, '../../samples');

test('the picture of the demo is a scene of its recording', async () => {
  const text = readFileSync(path.join(SAMPLES, 'osec-2019-01.yaml'), 'utf8');
  const story = tellStory(await recordRun(loadScript(text, 'osec-2019-01.yaml'), { release: '1.10.0' }));
  const [, ...events] = castOf(story, 1, true).text.trimEnd().split('\n');
  const screens = events.map((line): string => JSON.parse(line)[2]);
  const screen = screens.find((each) => each.includes('Frame 11 '));
  expect(screen).toBeDefined();
  await expect(terminalPicture(screen ?? '', TITLE, CAST_WIDTH, CAST_HEIGHT)).toMatchFileSnapshot(
    path.join(SAMPLES, 'demo.svg'),
  );
});
