import { counted, grouped } from '../words.ts';
import type { Check } from './checks.ts';
import type { PlacedFinding } from './placed-finding.ts';
import { outcomeOf, type Suite } from './suite.ts';

/** Findings, and checks that did not pass, of a suite that are told one by one. */
const MOST_TOLD = 20;

/** Characters of a text that are told. */
const LONGEST = 500;

/** What the table of all suites leaves out: it is in the title. */
const UNTABLED = new Set(['release', 'script', 'seed', 'format']);

/**
 * For a comment on a pull request or the summary of a job: GitHub Flavored Markdown, a table of all suites, and of each what
 * did not pass and what was found. Whatever somebody else may have written is code, in which nothing is markup, a link or
 * a mention.
 */
export function* markdownReport(suites: readonly Suite[]): Generator<string> {
  yield '## netchannel-sim\n\n';
  yield* table(suites);
  for (const suite of suites) yield sectionOf(suite);
}

function* table(suites: readonly Suite[]): Generator<string> {
  const names = [...new Set(suites.flatMap(({ properties }) => Object.keys(properties)))].filter(
    (name) => !UNTABLED.has(name),
  );
  yield row(['run', 'outcome', ...names.map(inWords)]);
  yield row(['---', '---', ...names.map(() => '---:')]);
  for (const suite of suites) {
    const values = names.map((name) => suite.properties[name]);
    const cells = values.map((value) => (typeof value === 'number' ? grouped(value) : '–'));
    yield row([inCell(code(suite.title)), outcomeOf(suite), ...cells]);
  }
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`;
}

/** @returns `leakedBytes` as `leaked bytes` */
function inWords(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function sectionOf(suite: Suite): string {
  const [first, ...remarks] = suite.remarks;
  const failed = suite.checks.filter(({ outcome }) => outcome === 'failed' || outcome === 'error');
  const findings = suite.findings().filter(({ rule }) => rule !== 'expectation');
  const paragraphs = [
    `### ${code(suite.title)}: ${outcomeOf(suite)}`,
    ...(first === undefined ? [] : [code(first)]),
    ...listOf(failed, checkItem),
    ...listOf(findings, findingItem),
    ...listOf([...remarks, ...suite.footnotes], code),
  ];
  return `\n${paragraphs.join('\n\n')}\n`;
}

function listOf<T>(items: readonly T[], item: (one: T) => string): string[] {
  if (items.length === 0) return [];
  const hidden = items.length - MOST_TOLD;
  const lines = items.slice(0, MOST_TOLD).map((one) => `- ${item(one)}`);
  return [[...lines, ...(hidden > 0 ? [`- … and ${counted(hidden, 'more', 'more')}`] : [])].join('\n')];
}

function checkItem({ outcome, name, message, file, line }: Check): string {
  const place = line > 0 ? ` (${code(`${file}:${line}`)})` : '';
  return `**${outcome}** ${code(name)}${place}: ${code(message)}`;
}

function findingItem({ rule, message, file, line }: PlacedFinding): string {
  const place = line > 0 ? ` (${code(`${file}:${line}`)})` : '';
  return `**${rule}**${place}: ${code(message)}`;
}

/** @returns a code span that shows the text as it is (GitHub Flavored Markdown 0.29, 6.3) */
function code(text: string): string {
  // A line break would end a cell or an item.
  const line = text.replace(/\s/gu, ' ');
  const shown = line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
  const runs: readonly string[] = shown.match(/`+/g) ?? [];
  let fence = '`';
  while (runs.includes(fence)) fence += '`';
  // One space at each end belongs to the fence, if there is more than spaces.
  const isPadded = shown === '' || /^[` ]|[` ]$/.test(shown);
  return isPadded ? `${fence} ${shown} ${fence}` : `${fence}${shown}${fence}`;
}

/** Within a cell, also of code, a bar ends the cell unless it is escaped. */
function inCell(text: string): string {
  return text.replaceAll('|', '\\|');
}
