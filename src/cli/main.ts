/** The program. Importing it runs it. */
import { prepareStandardStreams } from './files/plain-streams.ts';

prepareStandardStreams();
void main(process.argv.slice(2));

async function main([command, ...words]: readonly string[]): Promise<void> {
  try {
    if (command === 'extcap' && !['-h', '--help', undefined].includes(words[0])) {
      // Wireshark asks at each start, and waits for the answer.
      const { extcapCommand } = await import('./extcap/command.ts');
      process.exitCode = await extcapCommand(words);
    } else {
      const { program } = await import('./program.ts');
      await program().parseAsync();
    }
  } catch (error) {
    const { reportFailure } = await import('./report-failure.ts');
    process.exitCode = await reportFailure(error);
  }
  // Stopped by a signal: all is written that could be, and what a reader does not take would keep the process alive.
  if (Number(process.exitCode) > 128) process.exit();
}
