/** The page of a script with guests behind a firewall, as somebody sees it who opens it from a disk. */
import { copyFileSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { folder, run } from '../cli/binary.ts';
import { NO_BROWSER, startChromium } from '../support/chromium.ts';
import {
  digest,
  download,
  markedBytes,
  openPage,
  seriousViolations,
  settled,
  toFrame,
} from './opened-page.ts';

const SAMPLE = 'qubes-firewall.yaml';
const PAGE = 'qubes.html';

const place = folder({});
afterAll(() => place.remove());

if (NO_BROWSER !== undefined) test.skip(`the page of a firewall: ${NO_BROWSER}`, () => undefined);

describe.skipIf(NO_BROWSER !== undefined)('the page of a firewall between client VMs', () => {
  let browser: Browser;
  let page: Page;
  let complaints: readonly string[] = [];
  const selected = (): Promise<string> => page.locator('[role=option][aria-selected=true]').innerText();

  beforeAll(async () => {
    copyFileSync(path.join(import.meta.dirname, '../../samples', SAMPLE), path.join(place.path, SAMPLE));
    const args = ['--netchannel', '1.10.0', '-q', '-o', 'qubes.pcapng', '--html', PAGE];
    expect((await run(['run', SAMPLE, ...args], { cwd: place.path })).code).toBe(0);
    browser = await startChromium();
    const opened = await openPage(browser, path.join(place.path, PAGE));
    ({ page } = opened);
    complaints = opened.complaints;
    await settled(page);
  });
  afterAll(async () => {
    expect(complaints).toEqual([]);
    await browser?.close();
  });

  test('tells the story without a click: who got what, through whom', async () => {
    expect(await page.locator('h1').innerText()).toBe(
      'Personal got 74 bytes that were meant for mail: work leaked them, and the firewall passed them on.',
    );
    expect(await selected()).toMatch(/^7\s+from work\s+personal/);
    expect(await page.locator('.sentence').innerText()).toContain(
      'It comes over work to the firewall, which passes all of these on, in packet 8, to personal.',
    );
    expect(await page.locator('.way li').allInnerTexts()).toEqual([
      'packet 3 for mail left them in the memory of work',
      'packet 7 for personal: 74 leak, over work to the firewall',
      'packet 8: the firewall passes all on to personal',
    ]);
    expect(statSync(path.join(place.path, PAGE)).size).toBeLessThan(900_000);
  });

  test('follows the bytes to whoever got them, and marks them there', async () => {
    const leaked = await markedBytes(page);
    await page.locator('.way').getByRole('button', { name: 'packet 8' }).click();
    await expect.poll(selected).toMatch(/^8\s+to personal\s+personal/);
    expect(await markedBytes(page)).toEqual(leaked);
    await expect.poll(() => page.locator('.stage .panel').last().locator('.pairs .secret').count()).toBe(27);
    expect(await page.locator('.stage .panel').first().innerText()).toContain(
      'is where these bytes are from',
    );
    await toFrame(page, '1.10.0', 8, 61);
    const info = await page.locator('.info').innerText();
    expect(info).toContain(
      'passed on, as it leaked in packet 7 · from packet 3, 5 packets earlier, for mail',
    );
    await toFrame(page, '1.10.0', 9);
    expect(await page.locator('.way').innerText()).toContain('the firewall drops them: no rule accepts it');
  });

  test('shows the pool of the channel of the packet, and counts by channel', async () => {
    await toFrame(page, '1.10.0', 10);
    expect(await page.locator('#pool').innerText()).toContain('shared memory of uplink');
    await page.locator('summary', { hasText: 'The same as a table' }).click();
    const uses = page.locator('.pool tbody tr');
    await expect.poll(() => uses.count()).toBe(3);
    const rows = await page.locator('section[aria-labelledby=channels] tbody tr').allInnerTexts();
    expect(rows.map((row) => row.split(/\s+/).slice(0, 1)[0])).toEqual([
      'work',
      'personal',
      'untrusted',
      'vault',
      'uplink',
    ]);
    await page.getByRole('button', { name: 'Show the packets on vault' }).click();
    await expect.poll(() => page.locator('[role=option]').count()).toBe(2);
    await page.getByRole('button', { name: 'Show the packets on vault' }).click();
  });

  test('under the fixed release nobody gets anything, and the same packets are there', async () => {
    await toFrame(page, '1.10.1', 8);
    expect(await page.locator('h1').innerText()).toBe('Nobody got a byte that was not meant for them.');
    expect(await page.locator('.sentence').innerText()).toContain('The firewall made it of packet 7');
    await expect.poll(() => page.locator('.way').count()).toBe(0);
  });

  test('gives the capture that the command writes, and says why there is no pcap', async () => {
    await toFrame(page, '1.10.0', 7);
    const { bytes } = await download(page, 'pcapng');
    expect(digest(bytes)).toBe(digest(readFileSync(path.join(place.path, 'qubes.pcapng'))));
    await page.getByRole('button', { name: 'pcap', exact: true }).click();
    await expect
      .poll(() => page.locator('.playground .steps .note').innerText())
      .toContain('frames of several channels need pcapng');
  });

  test('has nothing that keeps somebody from using it, and fits onto a telephone', async () => {
    expect(await seriousViolations(page)).toEqual([]);
    const phone = await openPage(browser, path.join(place.path, PAGE), { width: 390 });
    expect(await phone.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await phone.page.close();
  });
});
