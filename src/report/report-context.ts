import type { Names } from './names.ts';
import type { Style } from './style.ts';

/** What every section of a report needs to know. */
export interface ReportContext {
  names: Names;
  style: Style;
  /** Of a line, in columns of the terminal. */
  width: number;
  /** How many findings of a kind are told one by one. */
  list: number;
}
