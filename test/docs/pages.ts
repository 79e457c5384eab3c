import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const ROOT = path.join(import.meta.dirname, '../..');

/** A fenced block of a page: code, commands or output. */
export interface Block {
  /** What stands behind the fence; empty for a drawing. */
  language: string;
  text: string;
}

/** The front door: README.md and the pages that it leads to, by their paths from the root. */
export const FRONT_PAGES: readonly string[] = [
  'README.md',
  ...readdirSync(path.join(ROOT, 'docs')).map((file) => `docs/${file}`),
];

/** All pages of the project that somebody has written or that are made of the code. */
export const PAGES: readonly string[] = [
  ...FRONT_PAGES,
  ...['CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'],
  ...['samples', 'src', 'test'].flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.md'))
      .map((file) => `${folder}/${file.replaceAll(path.sep, '/')}`),
  ),
];

export function pageText(page: string): string {
  return readFileSync(path.join(ROOT, page), 'utf8');
}

/** @returns the fenced blocks of a page, in order */
export function blocksOf(page: string): Block[] {
  return [...pageText(page).matchAll(/^```(\w*)\n([\s\S]*?)\n```$/gm)].map(
    ([, language = '', text = '']) => ({ language, text }),
  );
}

/** @returns a page without its fenced blocks */
export function proseOf(page: string): string {
  return pageText(page).replace(/^```\w*\n[\s\S]*?\n```$/gm, '');
}
