import { Argument, type Command } from 'commander';
import { usageOf } from '../options/command-usage.ts';

const EXAMPLES = `Examples:
  source <(netchannel-sim completion bash)            in ~/.bashrc
  source <(netchannel-sim completion zsh)             in ~/.zshrc, after compinit
  netchannel-sim completion fish | source             in ~/.config/fish/config.fish
`;

const NOTES = `
It completes commands, options, what they take, names of samples, and files. It knows the program as it is now:
made anew in each shell, as above, it follows every upgrade.
`;

/** Adds `completion`. */
export function defineCompletion(root: Command): void {
  root
    .command('completion')
    .summary('print a completion script for a shell')
    .description('Prints a script that teaches a shell to complete the command lines of this program.')
    .addArgument(new Argument('<shell>', 'bash, zsh or fish').choices(['bash', 'zsh', 'fish']))
    .configureOutput(usageOf('completion'))
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', NOTES)
    .action(async (shell: string) => {
      const { completionCommand } = await import('./command.ts');
      await completionCommand(shell, root);
    });
}
