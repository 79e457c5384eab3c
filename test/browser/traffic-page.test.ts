/** The pages of captures: of a replay, and of an inspection. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RELEASE_NAMES } from '../../src/netchannel/releases.ts';
import { folder, run } from '../cli/binary.ts';
import { NO_BROWSER, startChromium } from '../support/chromium.ts';
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

const SAMPLE = path.join(import.meta.dirname, '../../samples/osec-2019-01.yaml');

const place = folder({});
let browser: Browser;
let complaints: readonly string[] = [];
const inside = (name: string): string => path.join(place.path, name);
const go = (...args: string[]) => run(args, { cwd: place.path });

beforeAll(async () => {
  if (NO_BROWSER !== undefined) return;
  browser = await startChromium();
  await go('run', SAMPLE, '-q', '-o', 'leaks.pcap');
});
afterAll(async () => {
  await browser?.close();
  place.remove();
});

async function open(file: string, width = 1280, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
  const opened = await openPage(browser, inside(file), { width, colorScheme });
  complaints = opened.complaints;
  return opened.page;
}

if (NO_BROWSER !== undefined) test.skip(`the pages of captures: ${NO_BROWSER}`, () => undefined);

describe.skipIf(NO_BROWSER !== undefined)('the page of a replay', () => {
  test('sends the packets under every release as the command does, and marks what it finds', async () => {
    const all = RELEASE_NAMES.join(',');
    const files = ['-o', '{release}.pcap', '--html', 'replay.html', '--json', 'replay.json'];
    expect((await go('replay', 'leaks.pcap', '--netchannel', all, ...files)).code).toBe(0);
    expect(statSync(inside('replay.html')).size).toBeLessThan(900_000);
    const { runs } = JSON.parse(readFileSync(inside('replay.json'), 'utf8'));
    const page = await open('replay.html');
    await settled(page);
    for (const { release, leaks } of runs) {
      await page.locator('.releases label', { hasText: release }).first().click();
      const { name, bytes } = await download(page, 'pcap');
      expect(name).toBe(`leaks-replay-${release}.pcap`);
      expect([release, digest(bytes)]).toEqual([release, digest(readFileSync(inside(`${release}.pcap`)))]);
      for (const { frame, ranges } of leaks) {
        await toFrame(page, release, frame.number);
        expect([release, frame.number, await markedBytes(page)]).toEqual([
          release,
          frame.number,
          offsetsIn(ranges),
        ]);
      }
    }
    expect(runs.some(({ leaks }: { leaks: unknown[] }) => leaks.length > 0)).toBe(true);
    // Findings name the number that the packet has in the capture that was replayed.
    const [{ frame, ranges }] = runs.find(({ leaks }: { leaks: unknown[] }) => leaks.length > 0).leaks;
    await toFrame(page, '1.10.0', frame.number, ranges[0].start);
    expect(await page.locator('.info').innerText()).toMatch(/from packet \d+, .*, packet \d+$/);
    await expect.poll(() => page.locator('.editor').count()).toBe(0);
    expect(await page.locator('footer code').innerText()).toMatch(/^netchannel-sim replay leaks\.pcap /);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('has the beginning of a capture that is too long, and says so with what the command said', async () => {
    writeFileSync(
      inside('long.yaml'),
      'name: long\nsteps: [{repeat: {count: 3000, steps: [{udp: {to: 10.0.0.9, from_port: 1, to_port: 2, payload: {size: 1200}}}]}}]\n',
    );
    expect((await go('run', 'long.yaml', '-q', '-o', 'long.pcap')).code).toBe(0);
    const told = await go(
      'replay',
      'long.pcap',
      '-o',
      'out.pcap',
      '--html',
      'long.html',
      '--json',
      'long.json',
    );
    expect(told.code).toBe(0);
    expect(statSync(inside('long.html')).size).toBeLessThan(5_000_000);
    const { headline } = JSON.parse(readFileSync(inside('long.json'), 'utf8'));
    const page = await open('long.html');
    const lead = await page.locator('.story').innerText();
    const [, kept] = /here are the first (\d+) of its 3000 packets/.exec(lead) ?? [];
    expect(Number(kept)).toBeGreaterThan(2000);
    expect(Number(kept)).toBeLessThan(3000);
    expect(lead).toContain(`Of all 3000, the command said: ${headline}`);
    expect(await page.locator('.slider .note').innerText()).toBe(`of ${kept}`);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('and behind that beginning what leaks most, byte by byte, as the command found it', async () => {
    // The type of service of the last one is left as the packet before it had written it.
    writeFileSync(
      inside('late.yaml'),
      'name: late\nsteps:\n  - repeat: {count: 3000, steps: [{udp: {to: 10.0.0.8, from_port: 1, to_port: 2, payload: {size: 1200}}}]}\n  - arp: {request: 10.0.0.9}\n  - udp: {to: 10.0.0.9, from_port: 1, to_port: 2, payload: "hello"}\n',
    );
    expect((await go('run', 'late.yaml', '-q', '-o', 'late.pcap')).code).toBe(0);
    const args = ['late.pcap', '--netchannel', '1.10.0', '-o', 'late-out.pcap', '--html', 'late.html'];
    expect((await go('replay', ...args, '--json', 'late.json')).code).toBe(0);
    const { leaks } = JSON.parse(readFileSync(inside('late.json'), 'utf8'));
    const page = await open('late.html');
    const lead = await page.locator('.story').innerText();
    const [, kept, told] = /first (\d+) of its 3002 packets[^.]*, but for (\d+) at the end/.exec(lead) ?? [];
    expect(Number(told)).toBeGreaterThan(0);
    const late = leaks.filter((leak: { frame: { number: number } }) => leak.frame.number > Number(kept));
    expect(late.length).toBeGreaterThan(0);
    for (const { frame, ranges } of late.slice(0, 5)) {
      await toFrame(page, '1.10.0', frame.number);
      expect([frame.number, await markedBytes(page)]).toEqual([frame.number, offsetsIn(ranges)]);
      await toFrame(page, '1.10.0', frame.number, ranges[0].start);
      const info = await page.locator('.info').innerText();
      expect(info).toContain(`from packet ${ranges[0].source.number},`);
      expect(info).toMatch(new RegExp(`byte ${ranges[0].source.offset}(;|$)`));
    }
    expect(statSync(inside('late.html')).size).toBeLessThan(5_000_000);
    expect(complaints).toEqual([]);
    await page.close();
  });
});

describe.skipIf(NO_BROWSER !== undefined)('the page of an inspection', () => {
  let page: Page;
  let report: {
    headline: string;
    oldMemory: {
      frame: { number: number };
      start: number;
      end: number;
      source: { frame: number; offset: number; recipient: string } | null;
    }[];
    checksumFailures: { frame: { number: number }; protocol: string; found: number; expected: number }[];
  };
  beforeAll(async () => {
    const args = ['inspect', 'leaks.pcap', '--body', '--html', 'inspect.html', '--json', 'inspect.json'];
    expect((await go(...args)).code).toBe(0);
    report = JSON.parse(readFileSync(inside('inspect.json'), 'utf8'));
    page = await open('inspect.html');
  });
  afterAll(() => page?.close());

  test('opens with the worst find, and what the command says', async () => {
    expect(await page.locator('h1').innerText()).toMatch(/^10\.0\.0\.\d+|^00:16/);
    expect(await page.locator('.story').innerText()).toContain(report.headline);
    expect(await page.locator('footer code').innerText()).toBe('netchannel-sim inspect leaks.pcap --body');
    await expect.poll(() => page.locator('canvas').count()).toBe(0);
    expect(await page.locator('.story').innerText()).toContain('no picture of it here');
  });

  test('marks what the report finds in its packet, with its source', async () => {
    const byFrame = new Map<number, (typeof report.oldMemory)[number][]>();
    for (const finding of report.oldMemory) {
      if (finding.source === null) continue;
      const of = byFrame.get(finding.frame.number) ?? [];
      byFrame.set(finding.frame.number, [...of, finding]);
    }
    expect(byFrame.size).toBeGreaterThan(0);
    for (const [number, findings] of byFrame) {
      await toFrame(page, undefined, number);
      expect([number, await markedBytes(page)]).toEqual([number, offsetsIn(findings)]);
      const [{ start, source }] = findings as [(typeof report.oldMemory)[number]];
      await toFrame(page, undefined, number, start);
      const info = await page.locator('.info').innerText();
      expect(info).toContain(`from packet ${source?.frame},`);
      expect(info).toContain(`byte ${source?.offset}`);
    }
  });

  test('tells wrong checksums', async () => {
    expect(report.checksumFailures.length).toBeGreaterThan(0);
    for (const { frame, protocol, found, expected } of report.checksumFailures) {
      await toFrame(page, undefined, frame.number);
      const words = [found, expected].map((value) => value.toString(16).padStart(4, '0'));
      const sums = await page.locator('section[aria-labelledby=sums]').innerText();
      expect(sums).toContain(`The ${protocol} checksum`);
      for (const word of words) expect(sums).toContain(word);
    }
  });

  test('is filtered by a cell of the matrix, and goes from find to find by keys', async () => {
    const count = (): Promise<number> => page.locator('[role=option]').count();
    const all = await count();
    const cell = page.locator('.matrix button').first();
    await cell.click();
    expect(await count()).toBeLessThan(all);
    await expect.poll(() => page.url()).toContain('from=');
    await cell.click();
    expect(await count()).toBe(all);
    await page.locator('h1').click();
    const selected = (): Promise<string> =>
      page.locator('[role=option][aria-selected=true] .number').innerText();
    const before = Number(await selected());
    await page.keyboard.press('p');
    await expect.poll(async () => Number(await selected())).toBeLessThan(before);
  });

  test.each([
    [1280, 'light'],
    [360, 'dark'],
  ] as const)('%i wide and %s, is for everybody', async (width, scheme) => {
    const other = await open('inspect.html', width, scheme);
    expect(await other.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    expect(await seriousViolations(other)).toEqual([]);
    expect(complaints).toEqual([]);
    await other.close();
  });

  test('takes nothing from a capture for markup', async () => {
    const evil = '<img src=x onerror=alert(1)>';
    const script = { steps: [{ raw: { to: '10.0.0.2', size: 80, writes: [{ at: 14, data: evil }] } }] };
    writeFileSync(inside('evil.json'), JSON.stringify(script));
    expect((await go('run', 'evil.json', '-q', '-o', '<b>evil.pcap')).code).toBe(0);
    expect((await go('inspect', '<b>evil.pcap', '-q', '--html', 'evil.html')).code).toBe(0);
    const other = await open('evil.html');
    expect(await other.locator('.what').innerText()).toContain('<b>evil.pcap');
    await expect.poll(() => other.locator('img').count()).toBe(0);
    expect(complaints).toEqual([]);
    await other.close();
  });
});
