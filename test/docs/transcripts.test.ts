import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadScript } from '../../src/script/index.ts';
import { runScript } from '../../src/simulation/run.ts';
import { describeCounts, VerdictCounts } from '../conformance/counts.ts';
import { readVector } from '../conformance/vector.ts';
import { vectorFiles } from '../conformance/verify.ts';
import { blocksOf, FRONT_PAGES, pageText, ROOT } from './pages.ts';
import { Workplace } from './workplace.ts';

/** What a page says that a command prints: a block of output, and the commands in the block before it. */
interface Transcript {
  page: string;
  command: string;
  text: string;
}

const transcripts: Transcript[] = FRONT_PAGES.flatMap((page) => {
  const blocks = blocksOf(page);
  return blocks.flatMap(({ language, text }, i) =>
    language === 'text' ? [{ page, command: blocks[i - 1]?.text ?? '', text }] : [],
  );
});

/** The devices of the page on remedies. */
const MEASURED =
  '1.10.0,1.10.1,copy-in,clear-window,clear-tail,clear-gaps,clear-on-release,narrow-window,pool-per-recipient,fresh-page,bounce,poison';

const workplace = new Workplace();
afterAll(() => workplace.remove());

/** @returns what the command prints; of the conformance run, which compiles the tests, what it comes to */
function outputOf(command: string): string {
  if (!command.startsWith('npm run conformance')) return workplace.run(command).stdout;
  const folder = command.split(' -- ')[1] ?? '';
  const counts = new VerdictCounts();
  for (const file of vectorFiles(path.join(ROOT, folder))) {
    counts.add(Object.keys(readVector(file).expected).map((key) => ({ key, problem: undefined })));
  }
  return `${describeCounts(counts)}\n`;
}

describe('what the pages say that commands print', () => {
  test('is there: a run, in short and in full, a comparison, the help, the vectors', () => {
    expect(transcripts.map(({ page, command }) => [page, command.split('&& ').at(-1)])).toEqual([
      ['README.md', 'npx netchannel-sim run'],
      ['docs/faithful.md', 'npm run conformance -- test/conformance/vectors'],
      ['docs/own-driver.md', 'npx netchannel-sim probe -- node samples/writers/announced-too-much.mjs'],
      ['docs/remedies.md', `npx netchannel-sim compare samples/which-fix.yaml --devices ${MEASURED}`],
      ['docs/usage.md', 'npx netchannel-sim run'],
      ['docs/usage.md', 'npx netchannel-sim compare'],
      ['docs/usage.md', 'npx netchannel-sim run --help'],
    ]);
  });

  test.each(transcripts)('$page: $command', ({ command, text }) => {
    const cutAtEnd = text.endsWith('\n\n⋮');
    const output = outputOf(command);
    const parts = text.replace(/^⋮\n\n|\n\n⋮$/g, '').split('\n\n⋮\n\n');
    let from = 0;
    for (const part of parts) {
      const at = output.indexOf(part, from);
      expect(at, `this part is not in the output:\n${part}`).toBeGreaterThanOrEqual(from);
      from = at + part.length;
    }
    if (!cutAtEnd) expect(output.trimEnd().length).toBe(from);
  });
});

describe('README.md', () => {
  test('is read in two screens', () => {
    expect(Buffer.byteLength(pageText('README.md'))).toBeLessThan(9_000);
  });

  test('shows what was meant for alice in a frame for bob', () => {
    const { text } = transcripts.find(({ page }) => page === 'README.md') ?? {};
    expect(text).toMatch(/Frame \d+ to bob[\s\S]*for alice[\s\S]*token/);
  });

  test('its script leaks under 1.10.0, and not under 1.10.1', async () => {
    const [yaml] = blocksOf('README.md').filter(({ language }) => language === 'yaml');
    const script = loadScript(yaml?.text ?? '', 'README.md');
    expect((await runScript(script)).totals.leakedBytes).toBeGreaterThan(30);
    expect((await runScript(script, { release: '1.10.1' })).totals.leakedBytes).toBe(0);
  });

  test('its two commands are what .ci/run and the package do', () => {
    expect(pageText('README.md')).toContain('npm ci && npx netchannel-sim run');
    expect(pageText('README.md')).toContain('npm ci && npm test');
    const ci = readFileSync(path.join(ROOT, '.ci/run'), 'utf8');
    expect(ci).toMatch(/^npm ci\b.*\nnpm test$/m);
  });
});
