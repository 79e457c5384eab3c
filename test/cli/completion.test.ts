import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Command, CommanderError } from 'commander';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CliError } from '../../src/cli/cli-error.ts';
import { parseCompareOptions } from '../../src/cli/compare/options.ts';
import { parseDemoOptions } from '../../src/cli/demo/options.ts';
import { parseImportOptions } from '../../src/cli/import/options.ts';
import { parseInspectOptions } from '../../src/cli/inspect/options.ts';
import { parseMergeOptions } from '../../src/cli/merge/options.ts';
import { parseProbeOptions } from '../../src/cli/probe/options.ts';
import { program } from '../../src/cli/program.ts';
import { parseReplayOptions } from '../../src/cli/replay/options.ts';
import { parseRunOptions } from '../../src/cli/run/options.ts';
import { RELEASE_NAMES } from '../../src/netchannel/releases.ts';
import { REPORTERS } from '../../src/report/reporters/registry.ts';
import { folder, run } from './binary.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
const isInstalled = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0;

let place: ReturnType<typeof folder>;
beforeAll(async () => {
  place = folder({
    'demo file.yaml': '',
    'other.txt': '',
    'a.pcap': '',
    'b.pcapng': '',
    'r.json': '',
    'r.xml': '',
  });
  mkdirSync(path.join(place.path, 'captures'));
  writeFileSync(path.join(place.path, 'captures/c.pcap'), '');
  for (const shell of SHELLS) {
    const { code, stdout, stderr } = await run(['completion', shell], { cwd: place.path });
    expect([code, stderr]).toEqual([0, '']);
    writeFileSync(path.join(place.path, `script.${shell}`), stdout);
  }
});
afterAll(() => place.remove());

/** @returns what bash would offer for the last of `words` */
function complete(...words: string[]): string[] {
  const script = `source script.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _netchannel_sim; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', 'netchannel-sim', ...words], {
    cwd: place.path,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((line) => line !== '');
}

/** What each command checks its options with, beside commander; undefined for those that have none to check. */
const PARSERS: Readonly<Record<string, ((raw: never) => unknown) | undefined>> = {
  run: parseRunOptions,
  compare: parseCompareOptions,
  demo: parseDemoOptions,
  replay: parseReplayOptions,
  inspect: parseInspectOptions,
  probe: parseProbeOptions,
  import: parseImportOptions,
  merge: parseMergeOptions,
};

/** What an option is only taken with. */
const TOGETHER: Readonly<Record<string, readonly string[]>> = {
  '--vantage': ['--format', 'pcapng'],
  '--pace': ['-o', '-'],
  '--warm-up': ['--shard', '1/2'],
  'compare --netchannel': ['--netchannel', '1.9.0,1.10.1'],
  'demo --pace': [],
};

/** Whether the command takes these words after its name. */
function isTaken(command: string, ...words: string[]): boolean {
  const root = program().configureOutput({ writeErr: () => undefined, outputError: () => undefined });
  const found = command
    .split(' ')
    .reduce<Command | undefined>(
      (parent, name) => parent?.commands.find((child) => child.name() === name),
      root,
    );
  if (found === undefined) throw new Error(`There is no command ${command}`);
  found.exitOverride().configureOutput({ outputError: () => undefined });
  const needed = found.registeredArguments.filter(({ required }) => required).map(() => 'x');
  try {
    found.action(() => undefined);
    root.parse([...command.split(' '), ...words, ...needed], { from: 'user' });
    PARSERS[command]?.(found.opts() as never);
    return true;
  } catch (error) {
    if (error instanceof CliError || error instanceof CommanderError) return false;
    throw error;
  }
}

interface TakingOption {
  command: string;
  name: string;
}

function takingOptions(parent: Command, above = ''): TakingOption[] {
  return parent.commands.flatMap((child) => {
    const command = `${above} ${child.name()}`.trim();
    const own = child.options.filter((option) => option.required || option.optional);
    return [...own.map(({ long }) => ({ command, name: long ?? '' })), ...takingOptions(child, command)];
  });
}

describe.skipIf(!isInstalled('bash'))('bash (skipped where it is not installed)', () => {
  test('commands', () => {
    expect(complete('')).toEqual(
      expect.arrayContaining(['run', 'samples', 'schema', 'advisory', 'completion']),
    );
    expect(complete('sa')).toEqual(['samples']);
    expect(complete('samples', 's')).toEqual(['show']);
    expect(complete('advisory', '')).toEqual(expect.arrayContaining(['check', 'OSEC-2019-01']));
    expect(complete('completion', '')).toEqual(expect.arrayContaining(['bash', 'zsh', 'fish']));
  });

  test('options', () => {
    expect(complete('run', '--net')).toEqual(['--netchannel']);
    expect(complete('run', 'demo.yaml', '--q')).toEqual(['--quiet']);
    expect(complete('samples', 'copy', 'stale-tos', '--f')).toEqual(['--force']);
    expect(complete('schema', '--ref')).toEqual(['--reference']);
  });

  test('choices', () => {
    expect(complete('run', '--netchannel', '')).toEqual(RELEASE_NAMES);
    expect(complete('run', '--netchannel', '=', '1.10.')).toEqual(['1.10.0', '1.10.1', '1.10.2']);
    expect(complete('run', '--netchannel', '=')).toEqual(RELEASE_NAMES);
    expect(complete('run', 'x.yaml', '--fail-on', 'l')).toEqual(['leak']);
    expect(complete('run', '--netchannel', '1.9.0,1.10')).toEqual([
      ...['1.9.0,1.10.0', '1.9.0,1.10.1', '1.9.0,1.10.2'],
    ]);
    expect(complete('run', '--netchannel', '1.9.0,1.10.1,1.10.')).toEqual([
      ...['1.9.0,1.10.1,1.10.0', '1.9.0,1.10.1,1.10.2'],
    ]);
    const reporters = REPORTERS.map(({ name }) => name);
    expect(complete('run', '--reporter', '')).toEqual([...reporters, ...reporters.map((name) => `${name}=`)]);
    expect(complete('run', '--reporter', '=', 'j')).toEqual(['json', 'junit', 'json=', 'junit=']);
    expect(complete('inspect', '--fail-on', '')).toEqual([
      'stale',
      'poison',
      'secret',
      'checksum',
      'fcs',
      'padding',
    ]);
    expect(complete('run', '--vantage', '')).toEqual(['netfront', 'netback', 'receiver', 'both']);
  });

  describe('of every option of every command', () => {
    const options = takingOptions(program());
    const offered = ({ command, name }: TakingOption): string[] => complete(...command.split(' '), name, '');
    const takes = ({ command, name }: TakingOption, value: string): boolean => {
      const with_ = (TOGETHER[`${command} ${name}`] ?? TOGETHER[name] ?? []).filter((word) => word !== name);
      // What is still to be finished: junit=report.xml, captures/ as bash makes of a folder.
      const ending = value.endsWith('=') ? 'report' : value === 'captures' ? '/' : '';
      return isTaken(command, ...with_, name, value + ending);
    };
    let everything: string[];
    beforeAll(() => {
      everything = [...new Set(options.flatMap((option) => offered(option)))];
    });

    test('there are many', () => {
      expect(options.length).toBeGreaterThan(30);
    });

    test.each(options)(
      '$command $name: what is offered is taken, and nothing that is taken is missing',
      (option) => {
        const words = offered(option);
        // One release or device is taken as one of several, which there has to be another of.
        const isPart = option.command === 'compare' && ['--netchannel', '--devices'].includes(option.name);
        for (const word of words) {
          const other = words.findLast((each) => each !== word);
          const value = isPart && word !== 'all' ? `${word},${other}` : word;
          expect([value, takes(option, value)]).toEqual([value, true]);
        }
        // An option that takes anything takes what is no word of any other.
        if (isPart || takes(option, 'anything=') || takes(option, 'anything')) return;
        const taken = everything.filter((word) => takes(option, word));
        expect(words.toSorted()).toEqual(taken.toSorted());
      },
    );
  });

  test('names of samples', () => {
    const names = readdirSync(path.join(import.meta.dirname, '../../samples'))
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => path.basename(file, '.yaml'));
    const offered = complete('samples', 'show', '').filter((word) => !word.startsWith('-'));
    expect(offered.toSorted()).toEqual(names.toSorted());
    expect(complete('samples', 'copy', 'stale')).toEqual(['stale-tos']);
  });

  test('files, spaces in them and all', () => {
    expect(complete('run', 'demo')).toEqual(['demo file.yaml']);
    expect(complete('run', 'other.txt', 'demo')).toEqual(['demo file.yaml']);
    expect(complete('run', '--seed', '7', '-o', 'x.pcap', 'demo')).toEqual(['demo file.yaml']);
    expect(complete('import', '--gu')).toEqual(['--guest']);
    expect(complete('advisory', 'check', 'oth')).toEqual(['other.txt']);
  });

  test('what is read can have any name, if none is as usual', () => {
    expect(complete('replay', 'oth')).toEqual(['other.txt']);
    expect(complete('inspect', '')).toEqual(['captures', 'a.pcap', 'b.pcapng']);
    expect(complete('inspect', 'captures/')).toEqual(['captures/c.pcap']);
  });

  test('what is written has the name of such a file', () => {
    expect(complete('run', '-o', '')).toEqual(['captures', 'a.pcap', 'b.pcapng']);
    expect(complete('run', '--output', '=', 'a')).toEqual(['a.pcap']);
    expect(complete('import', '-o', 'a')).toEqual([]);
    expect(complete('run', '--json', '')).toEqual(['captures', 'r.json']);
    expect(complete('run', '--reporter', 'junit', '=', '')).toEqual(['captures', 'r.xml']);
    expect(complete('run', '--reporter', '=', 'json', '=', 'r')).toEqual(['r.json']);
  });

  test('nothing where nobody can guess, or no more is taken', () => {
    for (const option of ['--seed', '--shard', '-D']) expect(complete('run', option, '')).toEqual([]);
    expect(complete('run', '-D', 'name', '=', '')).toEqual([]);
    expect(complete('samples', 'show', 'stale-tos', 'st')).toEqual([]);
    expect(complete('completion', 'bash', 'fi')).toEqual([]);
    expect(complete('schema', 'oth')).toEqual([]);
    expect(complete('samples', 'copy', 'stale-tos', '')).toEqual(['captures']);
  });
});

for (const shell of SHELLS) {
  test.skipIf(!isInstalled(shell))(`${shell} can read its script (skipped where it is not installed)`, () => {
    const { status, stderr } = spawnSync(shell, ['-n', `script.${shell}`], {
      cwd: place.path,
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
  });
}

test('help with examples, and an answer to an unknown shell', async () => {
  const { stdout } = await run(['completion', '--help'], { cwd: place.path });
  expect(stdout.toString()).toContain('source <(netchannel-sim completion bash)');
  const { code, stderr } = await run(['completion', 'tcsh'], { cwd: place.path });
  expect(code).toBe(1);
  expect(stderr).toContain('bash, zsh, fish');
});
