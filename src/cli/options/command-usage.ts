import type { OutputConfiguration } from 'commander';
import { usageMessage } from './usage-message.ts';

/** @returns how mistakes in the command line of a command are told, with that command's help as the way out */
export function usageOf(command: string): OutputConfiguration {
  return {
    outputError: (text, write) => {
      const message = usageMessage(text).replace(
        'netchannel-sim run --help',
        `netchannel-sim ${command} --help`,
      );
      write(`${message}\n`);
    },
  };
}
