import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { CliError } from '../cli-error.ts';
import { systemReason } from '../files/system-reason.ts';

/**
 * What opens a page in whatever browser somebody has chosen, by system.
 *
 * @param platform - as `process.platform` has it
 * @param address - of the page
 */
export function openingProgram(
  platform: string,
  address: string,
): readonly [file: string, ...args: string[]] {
  if (platform === 'darwin') return ['open', address];
  if (platform === 'win32') return ['explorer.exe', address];
  return ['xdg-open', address];
}

/** Opens a page, and does not wait until it is closed. @throws CliError if there is nothing that could open it */
export async function openInBrowser(file: string): Promise<void> {
  const [program, ...args] = openingProgram(process.platform, pathToFileURL(file).href);
  const child = spawn(program, args, { detached: true, stdio: 'ignore' });
  try {
    await once(child, 'spawn');
  } catch (error) {
    throw new CliError(
      `Cannot open the page with ${program}: ${systemReason(error)}; open it in a browser yourself, or leave that out with --no-open`,
      { cause: error },
    );
  }
  child.unref();
}
