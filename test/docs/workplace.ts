import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { blocksOf, ROOT } from './pages.ts';

const BIN = path.join(ROOT, 'bin/netchannel-sim.js');

/**
 * Programs that the pages name. Ours is the built one, npx finds it, and parallel does what it has to. The others
 * stand in for what need not be installed: they take no notice of what they are given.
 */
const PROGRAMS: Readonly<Record<string, string>> = {
  'netchannel-sim': `exec '${process.execPath}' '${BIN}' "$@"`,
  npx: 'npm_command=exec exec "$@"',
  npm: 'exit 0',
  parallel: 'exec xargs -I{} "$@"',
  wireshark: 'exit 0',
  tshark: 'exit 0',
  // As cc -o PROGRAM FILE: a program that writes what it reads.
  ...(spawnSync('cc', ['--version']).status === 0 ? {} : { cc: 'cp "$(command -v cat)" "$2"' }),
};

/** How a line of commands ended. */
export interface Outcome {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** A folder with the files that the pages name, where their commands can be tried out. */
export class Workplace {
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'netchannel-sim-docs-'));

  constructor() {
    mkdirSync(this.file('bin'));
    for (const [name, command] of Object.entries(PROGRAMS)) {
      writeFileSync(this.file(`bin/${name}`), `#!/bin/sh\n${command}\n`);
      chmodSync(this.file(`bin/${name}`), 0o755);
    }
    cpSync(path.join(ROOT, 'samples'), this.file('samples'), { recursive: true });
    mkdirSync(this.file('tests'));
    cpSync(path.join(ROOT, 'samples/clean-day.yaml'), this.file('tests/clean-day.yaml'));
    cpSync(path.join(ROOT, 'samples/osec-2019-01.yaml'), this.file('demo.yaml'));
    writeFileSync(
      this.file('campaign.yaml'),
      'steps: [repeat: { count: 400, steps: [ping: { to: 10.0.0.10 }] }]',
    );
    const [leak] = blocksOf('README.md').filter(({ language }) => language === 'yaml');
    writeFileSync(this.file('leak.yaml'), leak?.text ?? '');
    const [writer] = blocksOf('docs/own-driver.md').filter(({ language }) => language === 'c');
    writeFileSync(this.file('my-writer.c'), writer?.text ?? '');
    this.run('netchannel-sim run -q && netchannel-sim run tests/clean-day.yaml -q -o office.pcapng');
  }

  /** Runs commands as bash does, up to the first that fails. */
  run(commands: string): Outcome {
    const { NO_COLOR: _, FORCE_COLOR: __, GITHUB_ACTIONS: ___, ...inherited } = process.env;
    const PATH = `${this.file('bin')}${path.delimiter}${process.env['PATH']}`;
    return spawnSync('bash', ['-eo', 'pipefail', '-c', commands], {
      cwd: this.folder,
      env: {
        ...inherited,
        PATH,
        HOME: this.folder,
        XDG_CONFIG_HOME: this.file('.config'),
        GITHUB_STEP_SUMMARY: this.file('summary.md'),
      },
      encoding: 'utf8',
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  private file(name: string): string {
    return path.join(this.folder, name);
  }
}
