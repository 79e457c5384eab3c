import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where a browser is; undefined if there is none. */
const PROGRAM = PLACES.find((place) => existsSync(place));

/** Why tests with a browser are skipped; undefined if they are not. */
export const NO_BROWSER =
  PROGRAM === undefined ? 'there is no Chromium: apt-get install chromium' : undefined;

const FLAGS = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'];

export function startChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: PROGRAM ?? '', args: FLAGS });
}
