import { type DeviceName, isDevice, OWN_DEVICE } from '../netchannel/devices.ts';
import {
  type MeasureTable,
  measuredOf,
  measuresHeadline,
  measureTables,
} from '../report/comparison/measures-section.ts';
import { compareReleases } from '../simulation/comparison/comparison.ts';
import type { Workload } from './workload.ts';
import { scriptOf } from './workload-script.ts';

/** Devices side by side, as the page shows them. */
export interface MeasuredDevices {
  headline: string;
  tables: MeasureTable[];
}

/**
 * Measures the devices that a workload asks for, as `compare --devices` does.
 * @throws ScriptErrors if the script is wrong
 */
export async function measure(workload: Workload): Promise<MeasuredDevices> {
  const script = scriptOf(workload);
  const releases = (workload.measured ?? []).filter(
    (name) => isDevice(name) || (name === OWN_DEVICE && script.ownDevice !== undefined),
  ) as DeviceName[];
  const result = await compareReleases(script, {
    releases,
    measures: true,
    ...(workload.seed === undefined ? {} : { seed: workload.seed }),
  });
  const measured = measuredOf(result) ?? [];
  return { headline: measuresHeadline(measured), tables: measureTables(measured) };
}
