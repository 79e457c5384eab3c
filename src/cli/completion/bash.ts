import type { CompletedCommand } from './word-tree.ts';

/** @returns a completion script for bash 4 or later */
export function bashCompletion(commands: readonly CompletedCommand[]): string {
  const paths = commands.map(({ path }) => path).filter((path) => path !== '');
  return `# bash completion for netchannel-sim: source <(netchannel-sim completion bash)
_netchannel_sim() {
  local word=\${COMP_WORDS[COMP_CWORD]} before='' path='' words='' files='' i candidate
  COMPREPLY=()
  # An equals sign splits words: --netchannel = 1.10.1
  if [[ $word == '=' ]]; then word=''; before=\${COMP_WORDS[COMP_CWORD-1]}
  elif (( COMP_CWORD > 1 )) && [[ \${COMP_WORDS[COMP_CWORD-1]} == '=' ]]; then before=\${COMP_WORDS[COMP_CWORD-2]}
  elif (( COMP_CWORD > 0 )); then before=\${COMP_WORDS[COMP_CWORD-1]}; fi
  for (( i = 1; i < COMP_CWORD; i++ )); do
    candidate="\${path:+$path }\${COMP_WORDS[i]}"
    case $candidate in
      ${patterns(paths)}) path=$candidate ;;
    esac
  done
  case "$path:$before" in
${commands.flatMap(optionValues).join('\n')}
    *)
      case $path in
${commands.map(words).join('\n')}
      esac
      ;;
  esac
  [[ -n $words ]] && mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
  if [[ -n $files && $word != -* ]]; then
    while IFS= read -r candidate; do COMPREPLY+=("$candidate"); done < <(compgen -f -- "$word")
    compopt -o filenames 2>/dev/null
  fi
  return 0
}
complete -F _netchannel_sim netchannel-sim
`;
}

function optionValues({ path, options }: CompletedCommand): string[] {
  return options
    .filter(({ takesValue }) => takesValue)
    .map(({ names, choices }) => {
      const labels = patterns(names.map((name) => `${path}:${name}`));
      return `    ${labels}) ${choices === undefined ? 'files=1' : `words='${choices.join(' ')}'`} ;;`;
    });
}

function words({ path, commands, options, choices }: CompletedCommand): string {
  const candidates = [
    ...commands.map(({ name }) => name),
    ...(choices ?? []),
    ...options.flatMap(({ names }) => names.filter((name) => name.startsWith('--'))),
  ];
  const files = commands.length > 0 || choices !== undefined ? '' : ' files=1';
  return `        '${path}') words='${candidates.join(' ')}'${files} ;;`;
}

function patterns(texts: readonly string[]): string {
  return texts.map((text) => `'${text}'`).join('|');
}
