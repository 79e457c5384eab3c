import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { RELEASE_NAMES } from '../../src/netchannel/releases.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export interface Look {
  hash?: string;
  width?: number;
  colorScheme?: 'light' | 'dark';
}

/** A page that was opened from a disk. */
export interface OpenedPage {
  page: Page;
  /** Errors, and requests to anywhere. */
  complaints: string[];
}

/** Opens a page, and waits until there is something to be seen. */
export async function openPage(browser: Browser, file: string, look: Look = {}): Promise<OpenedPage> {
  const { hash = '', width = 1280, colorScheme = 'light' } = look;
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    if (!/^(file|blob|data):/.test(request.url())) complaints.push(`request: ${request.url()}`);
  });
  await page.goto(`${pathToFileURL(file)}${hash}`);
  await page.locator('[role=option]').first().waitFor();
  return { page, complaints };
}

/** Waits until the page has run what it shows under all releases. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(
    (count) => document.querySelectorAll('.releases input[type=radio]:not(:disabled)').length === count,
    RELEASE_NAMES.length,
  );
}

export function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** @returns what a button gives to be kept, and under which name */
export async function download(page: Page, button: string): Promise<{ name: string; bytes: Buffer }> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button, exact: true }).click(),
  ]);
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

/** Offsets of the stale bytes that the page marks in the frame that is open. */
export function markedBytes(page: Page): Promise<number[]> {
  return page.evaluate(() => {
    const panels = document.querySelectorAll('.stage .panel');
    const bytes = panels[panels.length - 1]?.querySelectorAll('.pairs .stale[data-at]') ?? [];
    return [...bytes].map((byte) => Number(byte.getAttribute('data-at')));
  });
}

/** All offsets in ranges, as `markedBytes` has them. */
export function offsetsIn(ranges: readonly { start: number; end: number }[]): number[] {
  const all = ranges.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, i) => start + i));
  return all.sort((a, b) => a - b);
}

/** Goes to a frame by the address. @param release - undefined where there is none to choose */
export async function toFrame(
  page: Page,
  release: string | undefined,
  number: number,
  byte?: number,
): Promise<void> {
  const under = release === undefined ? '' : `release=${release}&`;
  const at = byte === undefined ? '' : `&byte=${byte}`;
  await page.evaluate((to) => {
    location.hash = to;
  }, `#${under}frame=${number}${at}`);
  await page.waitForFunction(
    ([label, offset]) =>
      document.querySelector('.stage')?.getAttribute('aria-label') === label &&
      (offset === undefined || document.querySelector('.info b')?.textContent === `byte ${offset}`),
    [`Packet ${number}`, byte] as const,
  );
}

interface Violation {
  impact: string;
  id: string;
  nodes: { html: string }[];
}

/** @returns what keeps somebody from using a page, with all that folds open */
export async function seriousViolations(page: Page): Promise<string[]> {
  await page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true;
  });
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } };
    const { violations } = await axe.run();
    return violations
      .filter(({ impact }) => ['serious', 'critical'].includes(impact))
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).slice(0, 3)}`);
  });
}
