import { fishQuoted } from './quote.ts';
import type { CompletedCommand, CompletedOption } from './word-tree.ts';

/** @returns a completion script for fish 3 or later */
export function fishCompletion(commands: readonly CompletedCommand[]): string {
  const paths = commands.map(({ path }) => path).filter((path) => path !== '');
  return `# fish completion for netchannel-sim: netchannel-sim completion fish | source
function __netchannel_sim_path
    set -l path
    for word in (commandline -opc)[2..-1]
        if contains -- (string join ' ' $path $word) ${paths.map(fishQuoted).join(' ')}
            set -a path $word
        end
    end
    test (string join ' ' $path) = "$argv[1]"
end
complete -c netchannel-sim -f
${commands.flatMap(lines).join('\n')}
`;
}

function lines({ path, commands, options, choices }: CompletedCommand): string[] {
  const start = `complete -c netchannel-sim -n ${fishQuoted(`__netchannel_sim_path "${path}"`)}`;
  const files = commands.length === 0 && choices === undefined ? [`${start} -F`] : [];
  return [
    ...commands.map(
      ({ name, description }) => `${start} -f -a ${fishQuoted(name)} -d ${fishQuoted(description)}`,
    ),
    ...(choices === undefined ? [] : [`${start} -f -a ${fishQuoted(choices.join(' '))}`]),
    ...files,
    ...options.map((option) => `${start} ${optionWords(option)}`),
  ];
}

function optionWords({ names, description, takesValue, choices }: CompletedOption): string {
  const named = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  const value = !takesValue
    ? []
    : choices === undefined
      ? ['-r', '-F']
      : ['-x', '-a', fishQuoted(choices.join(' '))];
  return [...named, ...value, '-d', fishQuoted(description)].join(' ');
}
