/** Reports that are not those of all shards of a run, or no reports. */
export class CannotMergeReports extends Error {
  override readonly name = 'CannotMergeReports';
}
