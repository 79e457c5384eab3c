import type { ComparisonResult } from '../../simulation/comparison/comparison-result.ts';
import type { CaptureInfo } from '../capture-info.ts';

/** A comparison of releases, as reporters see it. */
export interface ReportedComparison {
  result: ComparisonResult;
  /** Where the frames of a release went, by its name. */
  captures: ReadonlyMap<string, CaptureInfo>;
}
