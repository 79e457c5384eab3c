/** What strangers write into scripts and captures is no command of the CI system that shows it. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import {
  piecesWithoutWorkflowCommands,
  withoutWorkflowCommands,
} from '../../../src/cli/terminal/workflow-commands.ts';
import { REPORTERS } from '../../../src/report/reporters/registry.ts';
import { xmlText } from '../../../src/report/reporters/xml.ts';
import { parseXml } from '../../support/parse-xml.ts';
import { folder, run } from '../binary.ts';

const AT_WORK = { GITHUB_ACTIONS: 'true' };

/** As the runner does it: ActionCommand.TryParseV2 and TryParse. */
function isCommand(line: string): boolean {
  return line.trimStart().startsWith('::') || line.includes('##[');
}

const WORDS = [
  '::error::x',
  ':',
  '::',
  '#',
  '##[',
  '[',
  ' ',
  '\t',
  '\n',
  '\r',
  'a',
  '\u2003',
  '\u2028',
  '"',
  '\\',
];
const pieces = fc.array(fc.constantFrom(...WORDS), { maxLength: 12 });

/** Cuts a text anywhere. */
const cutUp = (text: string, cuts: readonly number[]): string[] => {
  const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
  return places.slice(1).map((place, i) => text.slice(places[i], place));
};
const cuts = fc.array(fc.nat(), { maxLength: 5 });

const commandsIn = (text: string): string[] => text.split(/[\n\r\u0085\u2028\u2029]/).filter(isCommand);

describe('what programs read in a workflow', () => {
  const safely = (text: string, cut: readonly number[], syntax: 'json' | 'xml' | 'text'): string => {
    const safe = [...piecesWithoutWorkflowCommands(cutUp(text, cut), syntax, AT_WORK)].join('');
    expect(commandsIn(safe)).toEqual([]);
    return safe;
  };

  test('has no line that the runner obeys, wherever it is cut into pieces', () => {
    fc.assert(fc.property(pieces, cuts, (words, cut) => void safely(words.join(''), cut, 'text')));
  });

  test('is the same JSON, and the same YAML in double quotes', () => {
    fc.assert(
      fc.property(fc.array(pieces), cuts, (lists, cut) => {
        const value = lists.map((words) => words.join(''));
        const text = JSON.stringify({ value }, null, 2);
        const safe = safely(text, cut, 'json');
        expect(JSON.parse(safe)).toEqual({ value });
        expect(parse(safe)).toEqual(parse(text));
      }),
    );
  });

  test('is the same XML', () => {
    fc.assert(
      fc.property(pieces, cuts, (words, cut) => {
        const text = `<?xml version="1.0" encoding="UTF-8"?>\n<a b="${xmlText(words.join('')).replace(/[\t\n\r]/g, ' ')}">${xmlText(words.join(''))}</a>\n`;
        expect(parseXml(safely(text, cut, 'xml'))).toEqual(parseXml(text));
      }),
    );
  });

  test('is as it is elsewhere, piece by piece', () => {
    const text = ['::error::', '##', '[x]\n', ':', ':'];
    expect([...piecesWithoutWorkflowCommands(text, 'json', {})]).toEqual(text);
    expect([...piecesWithoutWorkflowCommands(text, 'commands', AT_WORK)]).toEqual(text);
  });
});

describe('text in a workflow', () => {
  test('has no line that the runner obeys', () => {
    fc.assert(
      fc.property(pieces, (pieces) => {
        const safe = withoutWorkflowCommands(pieces.join(''), AT_WORK);
        expect(commandsIn(safe)).toEqual([]);
      }),
    );
  });

  test('is otherwise as it is, and elsewhere all of it is', () => {
    expect(withoutWorkflowCommands('a ::error::\nfe80::1 #[x]\n  std::y', AT_WORK)).toBe(
      'a ::error::\nfe80::1 #[x]\n  std::y',
    );
    expect(withoutWorkflowCommands('::error::\n##[x]', {})).toBe('::error::\n##[x]');
  });
});

describe('a run in a workflow', () => {
  const COMMAND = '::stop-commands::pwned';
  const script = (start: number): string => `
name: "##[error]pwned"
release: 1.10.0
hosts: {alice: {ip: 10.0.0.10}}
steps:
  - note: "${'a'.repeat(start)} ${COMMAND} ##[error]pwned"
  - name: "##[group]\\n${COMMAND}"
    udp: {to: alice, to_port: 9, payload: "##[error]pwned\\n${COMMAND} ##[error]pwned"}
    expect: {frames: 7}
  - udp: {to: alice, to_port: 9, payload: "x"}
`;
  const STARTS = [60, 75, 90];
  const place = folder(Object.fromEntries(STARTS.map((start) => [`${start}.yaml`, script(start)])));
  beforeAll(async () => {
    await run(['run', '60.yaml', '-q', '-o', 'x.pcap'], { cwd: place.path });
  });
  afterAll(() => place.remove());

  test('writes annotations, and no command of the script', async () => {
    // Whatever the width, one of them breaks the line right there.
    for (const start of STARTS) {
      const { stdout } = await run(['run', `${start}.yaml`, '--no-capture'], {
        cwd: place.path,
        env: AT_WORK,
      });
      const commands = stdout.toString().split('\n').filter(isCommand);
      expect(commands.length).toBeGreaterThan(0);
      for (const line of commands) expect(line).toMatch(/^::(notice|warning|error) file=\d+\.yaml/);
    }
  });

  test.each(REPORTERS.map(({ name }) => name))(
    'writes no command of the script as %s to its log',
    async (name) => {
      const { stdout, stderr } = await run(
        ['run', '60.yaml', '--no-capture', '--fail-on', 'leak', '--reporter', name],
        {
          cwd: place.path,
          env: AT_WORK,
        },
      );
      const text = stdout.toString();
      expect(text).toContain('pwned');
      const commands = commandsIn(text);
      if (name !== 'github') expect(commands).toEqual([]);
      for (const line of commands) expect(line).toMatch(/^::(notice|warning|error) file=60\.yaml/);
      expect(commandsIn(stderr)).toEqual([]);
    },
  );

  test.each([
    ['import', 'x.pcap', '-o', '-'],
    ['inspect', 'x.pcap', '--json'],
    ['demo', '60.yaml', '--cast', '-'],
    ['demo', '60.yaml'],
    ['compare', '60.yaml', '--reporter', 'junit'],
    ['run', '::error::\n::error::x.yaml'],
    ['run', '--\n::error::x'],
  ])('writes none of what it reads: %s %s', async (...args) => {
    const { stdout, stderr } = await run(args, { cwd: place.path, env: AT_WORK });
    expect(commandsIn(stdout.toString())).toEqual([]);
    expect(commandsIn(stderr)).toEqual([]);
    expect(stdout.length + stderr.length).toBeGreaterThan(50);
  });
});
