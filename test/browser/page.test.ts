/** The page, as somebody sees it who opens it from a disk. */
import { copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMPARED_RELEASES, RELEASE_NAMES } from '../../src/netchannel/releases.ts';
import { REMEDY_NAMES } from '../../src/netchannel/remedies.ts';
import { folder, run } from '../cli/binary.ts';
import { NO_BROWSER, startChromium } from '../support/chromium.ts';
import { ONE_CHANNEL_SAMPLES } from '../support/one-channel-samples.ts';
import {
  digest,
  download,
  markedBytes,
  offsetsIn,
  openPage,
  seriousViolations,
  settled,
  toFrame,
} from './opened-page.ts';

const SAMPLES = path.join(import.meta.dirname, '../../samples');
const FILES = ONE_CHANNEL_SAMPLES;

interface Range {
  start: number;
  end: number;
  source: { number: number | null; offset: number; framesAgo: number | null; isPending?: true };
}
interface Report {
  release: string;
  leaks: { frame: { number: number }; ranges: Range[]; leftOut?: unknown }[];
}

const place = folder({});
let browser: Browser;
let complaints: readonly string[] = [];

beforeAll(async () => {
  if (NO_BROWSER === undefined) browser = await startChromium();
});
afterAll(async () => {
  await browser?.close();
  place.remove();
});

async function open(
  file: string,
  hash = '',
  width = 1280,
  colorScheme: 'light' | 'dark' = 'light',
): Promise<Page> {
  const opened = await openPage(browser, path.join(place.path, file), { hash, width, colorScheme });
  complaints = opened.complaints;
  await settled(opened.page);
  return opened.page;
}

if (NO_BROWSER !== undefined) test.skip(`the page: ${NO_BROWSER}`, () => undefined);

describe.skipIf(NO_BROWSER !== undefined)('a page', () => {
  test.each(FILES)(
    'of %s shows under every release what the command finds, and asks for nothing',
    async (file) => {
      copyFileSync(path.join(SAMPLES, file), path.join(place.path, file));
      const all = ['--netchannel', RELEASE_NAMES.join(',')];
      const files = ['-o', '{release}.pcap', '--html', `${file}.html`, '--json', 'report.json'];
      expect((await run(['run', file, ...all, ...files], { cwd: place.path })).code).toBe(0);
      expect((await run(['run', file, '--matrix', '-o', '{release}.pcapng'], { cwd: place.path })).code).toBe(
        0,
      );
      expect(statSync(path.join(place.path, `${file}.html`)).size).toBeLessThan(900_000);
      const { runs }: { runs: Report[] } = JSON.parse(
        readFileSync(path.join(place.path, 'report.json'), 'utf8'),
      );
      expect(runs.map(({ release }) => release)).toEqual(RELEASE_NAMES);
      const page = await open(`${file}.html`);
      for (const { release, leaks } of runs) {
        await page.locator('.releases label', { hasText: release }).first().click();
        const isCompared = COMPARED_RELEASES.some((compared) => compared === release);
        for (const format of isCompared ? ['pcap', 'pcapng'] : ['pcap']) {
          const capture = readFileSync(path.join(place.path, `${release}.${format}`));
          const { bytes } = await download(page, format);
          expect([release, format, digest(bytes)]).toEqual([release, format, digest(capture)]);
        }
        for (const { frame, ranges } of leaks) {
          const [first] = ranges as [Range];
          await toFrame(page, release, frame.number, first.start);
          expect([frame.number, await markedBytes(page)]).toEqual([frame.number, offsetsIn(ranges)]);
          for (const { start, source } of ranges) {
            await toFrame(page, release, frame.number, start);
            const info = await page.locator('.info').innerText();
            const never = source.isPending === true ? 'was yet to be read' : 'never became';
            const sent =
              source.framesAgo === 0 ? 'what this packet was pushed as' : `from packet ${source.number},`;
            const from = source.number === null ? never : sent;
            expect([frame.number, start, info]).toEqual([frame.number, start, expect.stringContaining(from)]);
            expect(info).toMatch(new RegExp(`, byte ${source.offset}(;|$)`));
          }
        }
      }
      expect(complaints).toEqual([]);
      await page.close();
    },
  );

  describe('of the default sample', () => {
    const FILE = 'osec-2019-01.yaml.html';
    let page: Page;
    beforeAll(async () => {
      page = await open(FILE);
    });
    afterAll(() => page.close());
    const selected = (): Promise<string> =>
      page.locator('[role=option][aria-selected=true] .number').innerText();

    test('tells the story without a click', async () => {
      expect(await page.locator('h1').innerText()).toBe('Bob got 111 bytes that were meant for alice.');
      await expect.poll(selected).toBe('11');
      const [source, leaking] = await page.locator('.stage .panel').all();
      expect(await source?.innerText()).toContain('packet 10');
      // Marked in both: what leaked, as it was written.
      await expect.poll(() => source?.locator('.pairs .leaked').count()).toBe(111);
      await expect.poll(() => leaking?.locator('.pairs .stale').count()).toBe(111);
      await expect.poll(() => source?.locator('.pairs .secret').count()).toBe(31);
    });

    test('says in the colour of faults what is one, and nothing else', async () => {
      const coloursOf = (text: string): Promise<string[]> =>
        page
          .locator('[role=option]:not([aria-selected=true]) .remarks span', { hasText: text })
          .evaluateAll((all) => [...new Set(all.map((one) => getComputedStyle(one).color))]);
      const alarm = await page.evaluate(() => {
        const probe = document.body.appendChild(document.createElement('i'));
        probe.style.color = 'var(--alarm)';
        const { color } = getComputedStyle(probe);
        probe.remove();
        return color;
      });
      expect(await coloursOf('thrown away')).toEqual([alarm]);
      const received = await coloursOf('received');
      expect(received).toHaveLength(1);
      expect(received).not.toContain(alarm);
    });

    test('switches the release, and all else is held still', async () => {
      await page.locator('.releases label', { hasText: '1.10.1' }).first().click();
      expect(await page.locator('h1').innerText()).toBe('Nobody got a byte that was not meant for them.');
      await expect.poll(selected).toBe('11');
      await expect
        .poll(() => page.locator('.stage .panel').last().locator('.pairs .cleared').count())
        .toBe(111);
      await expect.poll(() => page.url()).toContain('release=1.10.1');
      await page.locator('.releases label', { hasText: 'side by side' }).click();
      await expect.poll(() => page.locator('.stage .panel').count()).toBe(1 + RELEASE_NAMES.length);
      await page.locator('.releases label', { hasText: 'side by side' }).click();
      await page.locator('.releases label', { hasText: '1.10.0' }).first().click();
    });

    test('runs a design against old memory when it is chosen, and says which command does', async () => {
      await page.locator('.remedies select').selectOption('clear-on-take');
      await expect
        .poll(() => page.locator('h1').innerText())
        .toBe('Nobody got a byte that was not meant for them.');
      expect(await page.locator('footer code').innerText()).toMatch(/ --device clear-on-take$/);
      await expect
        .poll(() => page.locator('.stage .panel').last().locator('.pairs .cleared').count())
        .toBe(111);
      await page.locator('.remedies select').selectOption('none');
      await expect
        .poll(() => page.locator('h1').innerText())
        .toBe('Bob got 111 bytes that were meant for alice.');
      await page.locator('.releases label', { hasText: '1.10.0' }).first().click();
    });

    test('goes from leak to leak and from packet to packet by keys', async () => {
      await page.locator('h1').click();
      await page.keyboard.press('p');
      await expect.poll(selected).toBe('10');
      await page.keyboard.press('n');
      await page.keyboard.press('n');
      await expect.poll(selected).toBe('12');
      await page.keyboard.press('ArrowLeft');
      await expect.poll(selected).toBe('11');
      await expect.poll(() => page.url()).toContain('frame=11');
    });

    test('plays packet after packet to the last one, and stops', async () => {
      const play = page.getByRole('button', { name: /^(play|pause)$/ });
      await page.locator('h1').click();
      await page.keyboard.press(' ');
      expect(await play.innerText()).toBe('pause');
      await expect.poll(selected, { timeout: 20_000 }).toBe('13');
      await expect.poll(() => play.innerText(), { timeout: 20_000 }).toBe('play');
      await page.keyboard.press('p');
      await page.keyboard.press('p');
      await expect.poll(selected).toBe('11');
    });

    test('says of a byte what it is, when it is pointed at or reached by keys', async () => {
      await page.locator('.stage .panel').last().locator('.pairs [data-at="52"]').hover();
      const info = await page.locator('.info').innerText();
      expect(info).toContain(
        'byte 52 = 74 · ethernet.payload · stale · from packet 10, 1 packet earlier, for',
      );
      await page.locator('.stage .panel').last().locator('.hex').focus();
      await page.keyboard.press('ArrowRight');
      expect(await page.locator('.info b').innerText()).toMatch(/^byte \d+$/);
    });

    test('hides the answer until it is asked for', async () => {
      await page.getByRole('button', { name: /What will bob see/ }).click();
      const bytes = page.locator('.stage .panel').last().locator('.text');
      expect(await bytes.allInnerTexts()).not.toContainEqual(expect.stringContaining('token'));
      await page.getByRole('button', { name: 'Show the answer' }).click();
      expect((await bytes.allInnerTexts()).join('')).toContain('token=9b1d-f');
    });

    test('filters by a cell of the matrix, and says so in the address', async () => {
      const count = (): Promise<number> => page.locator('[role=option]').count();
      expect(await count()).toBe(13);
      await page.getByRole('button', { name: /112 bytes meant for alice went to bob/ }).click();
      expect(await count()).toBe(2);
      await expect.poll(() => page.url()).toContain('host=bob&from=alice');
      await page.getByRole('button', { name: /112 bytes meant for alice went to bob/ }).click();
      expect(await count()).toBe(13);
    });

    test('shows a wrong checksum as the sum that was done', async () => {
      await toFrame(page, '1.10.0', 6);
      const sum = page.locator('.sum').first();
      expect(await sum.locator('.beside').innerText()).toContain(
        'the place of the checksum, before it was written, stale',
      );
      const words = (await sum.locator('tbody .b').allInnerTexts()).map((word) => Number.parseInt(word, 16));
      const found = Number.parseInt(
        (await sum.locator('tfoot .b, tfoot td:nth-child(2)').innerText()).trim(),
        16,
      );
      expect((words.reduce((total, word) => total + word, 0) + found) % 0xffff).toBe(0);
    });

    test('runs a script that was changed, and says where one is wrong', async () => {
      const editor = page.locator('.cm-content');
      const type = async (text: string): Promise<void> => {
        await editor.click();
        await page.keyboard.press('Control+a');
        await page.keyboard.insertText(text);
        await page.getByRole('button', { name: 'Run', exact: true }).click();
      };
      await type('name: mine\nsteps:\n  - arp: {request: 10.0.0.2, nonsense: 1}\n');
      expect(await page.locator('.mistakes').innerText()).toContain('line 3');
      await expect.poll(() => page.locator('.cm-lint-marker-error').count()).toBe(1);
      await type('name: mine\nsteps:\n  - arp: {request: 10.0.0.2}\n');
      await page.waitForFunction(() => document.querySelectorAll('[role=option]').length === 1);
      await settled(page);
      await expect.poll(() => page.url()).toContain('script=');
      // Whoever gets the address sees the same.
      const other = await open(FILE, new URL(page.url()).hash);
      await expect.poll(() => other.locator('[role=option]').count()).toBe(1);
      await other.close();
    });

    test('runs a sample that was chosen', async () => {
      const samples = page.getByLabel('sample', { exact: false });
      for (const name of ['clean-day', 'qubes-firewall']) {
        const [first] = readFileSync(path.join(SAMPLES, `${name}.yaml`), 'utf8').split('\n');
        await samples.selectOption(name);
        await expect.poll(() => page.locator('.cm-content').innerText()).toContain(first);
        await settled(page);
        await expect.poll(() => page.locator('.mistakes').count()).toBe(0);
      }
    });

    test('offers what can be written, from the schema', async () => {
      await page.locator('.cm-content').click();
      await page.keyboard.press('Control+a');
      await page.keyboard.insertText('steps:\n  - ');
      await page.keyboard.type('ar');
      await page.locator('.cm-completionLabel', { hasText: 'arp' }).first().waitFor();
    });
  });

  test('of a long run is there before the run is over, and of a pool of many blocks draws what is in sight', async () => {
    const script = {
      poll: 'manual',
      steps: [
        {
          repeat: {
            count: 100,
            steps: [
              { repeat: { count: 250, steps: [{ raw: { to: '10.0.0.2', size: 60, writes: [] } }] } },
              'poll',
            ],
          },
        },
      ],
    };
    writeFileSync(path.join(place.path, 'long.json'), JSON.stringify(script));
    expect((await run(['run', 'long.json', '-q', '--html', 'long.html'], { cwd: place.path })).code).toBe(0);
    const opened = await openPage(browser, path.join(place.path, 'long.html'));
    const { page } = opened;
    const so = await page.locator('.story [role=status]').innerText();
    const [, glanced] = /still running: all that is told here is of its first (\d+) packets/.exec(so) ?? [];
    expect(Number(glanced)).toBeLessThan(25_000);
    await page.locator('.story [role=status]').waitFor({ state: 'detached' });
    expect(await page.locator('section[aria-labelledby=pool] > .note').innerText()).toMatch(
      /^Of 25000 packets the first 2000 are here/,
    );
    const picture = page.locator('.pool canvas');
    expect(await picture.getAttribute('aria-label')).toMatch(/: (2\d\d) blocks, 2000 frames/);
    expect((await picture.boundingBox())?.height).toBeLessThan(700);
    // Whichever packet is chosen, its block is in sight, and the picture of it is another one.
    const scrolled = (): Promise<number> =>
      page.locator('.pool .scroller').evaluate(({ scrollTop }) => scrollTop);
    await toFrame(page, undefined, 1);
    expect(await scrolled()).toBe(0);
    await toFrame(page, undefined, 200);
    await expect.poll(scrolled).toBeGreaterThan(2000);
    expect(opened.complaints).toEqual([]);
    await page.close();
  });

  test('runs each design as the command does', async () => {
    const given = ['which-fix.yaml', '--device', REMEDY_NAMES.join(','), '-o', '{release}.pcap'];
    expect((await run(['run', ...given], { cwd: place.path })).code).toBe(0);
    const page = await open('which-fix.yaml.html');
    for (const name of REMEDY_NAMES) {
      await page.locator('.remedies select').selectOption(name);
      await expect.poll(() => page.locator('footer code').innerText()).toContain(` --device ${name}`);
      const { bytes } = await download(page, 'pcap');
      const written = readFileSync(path.join(place.path, `${name}.pcap`));
      expect([name, digest(bytes)]).toEqual([name, digest(written)]);
    }
    expect(complaints).toEqual([]);
    await page.close();
  });

  describe('that was asked for what netback could read', () => {
    let page: Page;
    let exposure: { mostBytes: number; groups: { frames: number; mostBytes: number; firstFrame: number }[] };
    beforeAll(async () => {
      const args = ['osec-2019-01.yaml', '--exposure', '--html', 'exposed.html', '--json', 'exposed.json'];
      expect((await run(['run', ...args], { cwd: place.path })).code).toBe(0);
      ({ exposure } = JSON.parse(readFileSync(path.join(place.path, 'exposed.json'), 'utf8')));
      expect(statSync(path.join(place.path, 'exposed.html')).size).toBeLessThan(900_000);
      page = await open('exposed.html');
    });
    afterAll(() => page?.close());

    test('has the table of the report, and a line for each packet', async () => {
      const section = page.locator('section[aria-labelledby=exposed]');
      const rows = section.locator('table').first().locator('tbody tr');
      await expect.poll(() => rows.count()).toBe(exposure.groups.length);
      for (const [i, { mostBytes, frames, firstFrame }] of exposure.groups.entries()) {
        const cells = await rows.nth(i).locator('td').allInnerTexts();
        expect(cells.slice(3, 5)).toEqual([`${mostBytes}`, `${frames}, from packet ${firstFrame}`]);
      }
      await section.getByText('Packet by packet, as a table').click();
      const bytes = section.locator('details td:nth-child(3)');
      await bytes.first().waitFor();
      expect(Math.max(...(await bytes.allInnerTexts()).map(Number))).toBe(exposure.mostBytes);
      expect(await page.locator('footer code').innerText()).toMatch(/ --exposure$/);
    });

    test('shows beyond a packet the bytes themselves, whose they are, and which were never sent', async () => {
      await toFrame(page, '1.10.0', 11);
      const beyond = page.locator('.beyond');
      expect(await beyond.locator('summary').innerText()).toContain(
        'Beyond the packet: 209 bytes that netback could read when it took packet 11, 1 of them never sent',
      );
      const [first] = await beyond.locator('li').all();
      expect(await first?.locator('p').first().innerText()).toBe(
        'alice 5 bytes of packet 10, behind this packet (block 0, bytes 134 to 138), which netback had seen',
      );
      expect(await first?.locator('.text').innerText()).toMatch(/^-1234/);
      expect(complaints).toEqual([]);
      expect(await seriousViolations(page)).toEqual([]);
    });

    test('and is not, if nobody asked', async () => {
      const other = await open('osec-2019-01.yaml.html');
      await expect.poll(() => other.locator('.beyond, section[aria-labelledby=exposed]').count()).toBe(0);
      await other.close();
    });
  });

  test('of devices side by side has the tables of the command, and goes to each of them', async () => {
    const args = ['which-fix.yaml', '--devices', '1.10.0,clear-tail,bounce', '--html', 'fix.html'];
    const { stdout, code } = await run(['compare', ...args], { cwd: place.path });
    expect(code).toBe(0);
    const page = await open('fix.html');
    const section = page.locator('section[aria-labelledby=measures]');
    await section.locator('table').first().waitFor();
    const lines = stdout.toString().split('\n');
    for (const table of await section.locator('table').all()) {
      const rows = await table.locator('tbody tr').all();
      expect(rows.length).toBe(3);
      for (const row of rows) {
        const cells = await row.locator('th, td').allInnerTexts();
        expect(lines.map((line) => line.trim().split(/ {2,}/))).toContainEqual(cells);
      }
    }
    expect(await section.locator('code').innerText()).toBe(
      'netchannel-sim compare which-fix.yaml --devices 1.10.0,clear-tail,bounce',
    );
    await section.getByRole('button', { name: 'bounce' }).first().click();
    await expect.poll(() => page.locator('footer code').innerText()).toMatch(/--device bounce$/);
    expect(await seriousViolations(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test.each([
    [1280, 'light'],
    [390, 'dark'],
    [360, 'light'],
  ] as const)('%i wide and %s, is for everybody', async (width, scheme) => {
    const page = await open('osec-2019-01.yaml.html', '#release=1.10.0&frame=6', width, scheme);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    expect(await seriousViolations(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('of hostile ends tells what came of each act', async () => {
    const page = await open('hostile-ends.yaml.html', '#release=1.10.0');
    const acts = await page.locator('.acts > li').allInnerTexts();
    expect(acts).toHaveLength(6);
    expect(acts[3]).toContain('netfront stopped listening');
    await page.locator('.releases label', { hasText: '2.1.8' }).first().click();
    await expect.poll(() => page.locator('.acts > li').nth(3).innerText()).toContain('netfront notes');
    await page.close();
  });

  test('on paper, it is black on white from a dark screen, too, and nothing moves where that is not wanted', async () => {
    const page = await open('osec-2019-01.yaml.html', '', 800, 'dark');
    const duration = () =>
      page
        .locator('.hex .b')
        .first()
        .evaluate((byte) => getComputedStyle(byte).transitionDuration);
    expect(await duration()).not.toBe('0s');
    await page.emulateMedia({ reducedMotion: 'reduce' });
    expect(await duration()).toBe('0s');
    const corner = () =>
      page.locator('.pool canvas').evaluate((picture: HTMLCanvasElement) => {
        return [...(picture.getContext('2d')?.getImageData(1, 1, 1, 1).data ?? [])];
      });
    expect(await corner()).not.toEqual([255, 255, 255, 255]);
    await page.emulateMedia({ media: 'print' });
    const ink = await page
      .locator('footer p')
      .first()
      .evaluate((text) => getComputedStyle(text).color);
    expect(ink).toBe('rgb(22, 32, 42)');
    await expect.poll(corner).toEqual([255, 255, 255, 255]);
    expect(await page.locator('.playground, .steps').first().isVisible()).toBe(false);
    expect(await page.locator('.remedies').isVisible()).toBe(false);
    await page.close();
  });

  test('takes nothing from a script for markup', async () => {
    const evil = '</script><img src=x onerror=alert(1)><!--';
    const script = {
      name: evil,
      description: evil,
      hosts: { alice: { ip: '10.0.0.2' } },
      steps: [
        { name: evil, udp: { to: 'alice', from_port: 1, to_port: 2, payload: evil } },
        { note: evil },
        { raw: { to: 'alice', size: 80, writes: [{ at: 14, data: evil }] } },
      ],
    };
    writeFileSync(path.join(place.path, 'evil.json'), JSON.stringify(script));
    expect((await run(['run', 'evil.json', '--html', 'evil.html'], { cwd: place.path })).code).toBe(0);
    const page = await open('evil.html');
    expect(await page.locator('.what').innerText()).toContain(evil);
    await expect.poll(() => page.locator('img').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.close();
  });
});
