import type { CommandLine } from '../../report/next-steps.ts';
import { shellWord } from '../../report/shell-word.ts';
import { isFolder } from '../files/output-folder.ts';
import type { RunSettings } from '../run/options.ts';

/**
 * @param scriptArgument - as the command line named it, if it did
 * @returns what makes command lines that repeat this run; undefined if the script came from standard input
 */
export function commandLine(
  scriptArgument: string | undefined,
  settings: RunSettings,
  environment: Readonly<Record<string, string | undefined>>,
): CommandLine | undefined {
  if (scriptArgument === '-') return undefined;
  const program = programName(environment);
  return ({ verbose = false, list, release, output }) => {
    const options: [string, string | number | undefined][] = [
      ['--netchannel', release ?? settings.release],
      ['--seed', settings.seed],
      ['--shard', settings.shard && `${settings.shard.index}/${settings.shard.count}`],
      ['--warm-up', settings.warmUp === 'auto' ? undefined : settings.warmUp],
      ['--format', settings.format],
      ['--vantage', settings.vantage],
      // Where standard output goes is not ours to repeat.
      ['-o', output ?? (settings.output === '-' ? undefined : settings.output)],
      ['--list', list],
    ];
    const flags = [...(settings.capture ? [] : ['--no-capture']), ...(verbose ? ['-v'] : [])];
    const words = options.flatMap(([name, value]) =>
      value === undefined ? [] : [name, shellWord(String(value))],
    );
    const script = scriptArgument === undefined ? [] : [shellWord(scriptArgument)];
    return [program, 'run', ...script, ...scriptWords(settings), ...words, ...flags].join(' ');
  };
}

/**
 * @param scriptArgument - as the command line named it, if it did
 * @returns the command line that makes this run again and shows it in Wireshark; undefined if there is none, or if
 * this one does already
 */
export function openingCommand(
  scriptArgument: string | undefined,
  settings: RunSettings,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const { output, open } = settings;
  if (open || output === '-') return undefined;
  const findings = { ...settings, capture: true, format: undefined, output: output && pcapngFile(output) };
  const line = commandLine(scriptArgument, findings, environment)?.({});
  return line === undefined ? undefined : `${line} --open`;
}

/** @returns `demo.pcapng` for `demo.pcap`; a folder as it is, where the capture gets that name by itself */
function pcapngFile(file: string): string {
  if (isFolder(file)) return file;
  return `${file.replace(/\.(pcap|cap|pcapng)$/i, '')}.pcapng`;
}

/** @returns the words of a command line that give variables these values and let the script read these folders */
export function scriptWords({ defines, filesUnder }: Pick<RunSettings, 'defines' | 'filesUnder'>): string[] {
  return [
    ...Object.entries(defines).flatMap(([name, value]) => ['-D', shellWord(`${name}=${value}`)]),
    ...filesUnder.flatMap((folder) => ['--files-under', shellWord(folder)]),
  ];
}

/** @returns what the user types to start this program */
export function programName(environment: Readonly<Record<string, string | undefined>>): string {
  // What npm and npx set for a program that is run without being installed.
  return environment['npm_command'] === 'exec' ? 'npx netchannel-sim' : 'netchannel-sim';
}
