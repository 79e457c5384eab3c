/** What strangers write into scripts and captures is no command of the CI system that shows it. */
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { withoutWorkflowCommands } from '../../../src/cli/terminal/workflow-commands.ts';
import { folder, run } from '../binary.ts';

const AT_WORK = { GITHUB_ACTIONS: 'true' };

/** As the runner does it: ActionCommand.TryParseV2 and TryParse. */
function isCommand(line: string): boolean {
  return line.trimStart().startsWith('::') || line.includes('##[');
}

describe('text in a workflow', () => {
  test('has no line that the runner obeys', () => {
    const piece = fc.constantFrom(
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
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const safe = withoutWorkflowCommands(pieces.join(''), AT_WORK);
        expect(safe.split(/[\n\r]/).filter(isCommand)).toEqual([]);
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
hosts: {alice: {ip: 10.0.0.10}}
steps:
  - note: "${'a'.repeat(start)} ${COMMAND} ##[error]pwned"
  - udp: {to: alice, to_port: 9, payload: "x"}
`;
  const STARTS = [60, 75, 90];
  const place = folder(Object.fromEntries(STARTS.map((start) => [`${start}.yaml`, script(start)])));
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
});
