import { isRelease, RELEASE_NAMES, type Release } from '../../netchannel/releases.ts';
import { CliError } from '../cli-error.ts';
import { closestHint } from './closest-hint.ts';

/**
 * @param text - what stands after --netchannel: one release, or several with commas between them
 * @returns at least one, each once, in their order
 * @throws CliError
 */
export function parseReleases(text: string): Release[] {
  const releases = text.split(',').map((name) => parseRelease(name.trim()));
  const repeated = releases.find((release, i) => releases.indexOf(release) !== i);
  if (repeated === undefined) return releases;
  throw new CliError(`Cannot run netchannel ${repeated} twice; name it once after --netchannel`);
}

function parseRelease(name: string): Release {
  if (isRelease(name)) return name;
  throw new CliError(
    `Unknown netchannel release ${JSON.stringify(name)}${closestHint(name, RELEASE_NAMES)}; there are ${RELEASE_NAMES.join(', ')}`,
  );
}
