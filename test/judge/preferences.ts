import { type NativePreference, takeVector, type Wiregasm } from './wiregasm.ts';

/** Module to key to value: `{ tcp: { desegment_tcp_streams: 'FALSE' } }` is `-o tcp.desegment_tcp_streams:FALSE`. */
export type Preferences = Readonly<Record<string, Readonly<Record<string, string>>>>;

const PREF_UINT = 1;
const PREF_BOOL = 2;
const PREF_ENUM = 4;
const PREF_STRING = 8;
const PREF_RANGE = 16;

/**
 * Sets preferences, which are global to the Wireshark of this process.
 *
 * @returns what undoes it
 * @throws Error if there is no such preference, if it refuses the value, or if setting it could not be undone
 */
export function applyPreferences(lib: Wiregasm, preferences: Preferences): () => void {
  const undo: (() => void)[] = [];
  const undoAll = (): void => {
    for (const step of undo.reverse()) step();
  };
  try {
    for (const [module, values] of Object.entries(preferences)) {
      for (const [key, value] of Object.entries(values)) {
        const before = readPreference(lib, module, key);
        const { code, error } = lib.setPref(module, key, value);
        if (code !== 0) {
          throw new Error(`Cannot set the Wireshark preference ${module}.${key} to "${value}": ${error}`);
        }
        undo.push(() => lib.setPref(module, key, before));
      }
    }
  } catch (error) {
    undoAll();
    throw error;
  }
  return undoAll;
}

function readPreference(lib: Wiregasm, module: string, key: string): string {
  const { code, data } = lib.getPref(module, key);
  if (code !== 0) throw new Error(`Cannot find the Wireshark preference ${module}.${key}`);
  const value = preferenceText(data);
  if (value === undefined) {
    throw new Error(
      `Cannot set the Wireshark preference ${module}.${key}: its type ${data.type} is not supported`,
    );
  }
  return value;
}

function preferenceText(data: NativePreference): string | undefined {
  switch (data.type) {
    case PREF_UINT:
      return data.uint_value.toString(data.uint_base_value);
    case PREF_BOOL:
      return data.bool_value ? 'TRUE' : 'FALSE';
    case PREF_ENUM:
      return takeVector(data.enum_value).find((choice) => choice.selected)?.name;
    case PREF_STRING:
      return data.string_value;
    case PREF_RANGE:
      return data.range_value;
    default:
      return undefined;
  }
}
