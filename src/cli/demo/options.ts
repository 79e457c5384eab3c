import type { DeviceName } from '../../netchannel/devices.ts';
import { CliError } from '../cli-error.ts';
import { CAST } from '../options/cast.ts';
import { COLOR } from '../options/color.ts';
import { DEFINE } from '../options/define.ts';
import { DEVICE } from '../options/device.ts';
import { FILES_UNDER } from '../options/files-under.ts';
import { GivenOptions, type RawOptions } from '../options/given-options.ts';
import { NETCHANNEL } from '../options/netchannel.ts';
import { READING_PACE } from '../options/reading-pace.ts';
import { SEED } from '../options/seed.ts';

/** The options of `demo`, checked. */
export interface DemoSettings {
  /** To begin with, if one is asked for instead of the script's own. */
  release: DeviceName | undefined;
  seed: number | undefined;
  /** Values of the script's variables, by name. */
  defines: Readonly<Record<string, string>>;
  /** Folders whose files it may name, beside the usual ones. */
  filesUnder: readonly string[];
  /** How much faster than somebody reads aloud; undefined to wait for keys. */
  pace: number | undefined;
  /** Where a recording goes: a file, '-' for standard output, undefined for none. */
  cast: string | undefined;
  color: boolean;
}

/** @throws CliError that names the first option that is wrong */
export function parseDemoOptions(raw: RawOptions): DemoSettings {
  const given = GivenOptions.of('demo', raw);
  const [release, ...others] = given.value(NETCHANNEL) ?? given.value(DEVICE) ?? [];
  if (others.length > 0) {
    throw new CliError(
      'Cannot begin with several releases: name one after --netchannel; the key r changes it',
    );
  }
  const cast = given.text(CAST);
  if (cast === '') throw new CliError('Cannot write the recording: its name is empty');
  return {
    release,
    seed: given.value(SEED),
    defines: Object.fromEntries(given.values(DEFINE)),
    filesUnder: given.texts(FILES_UNDER),
    pace: given.value(READING_PACE),
    cast,
    color: !given.has(COLOR),
  };
}
