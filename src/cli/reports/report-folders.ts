import path from 'node:path';
import type { ReporterRow } from '../../report/reporters/reporter-row.ts';
import { isFolder } from '../files/output-folder.ts';
import type { AskedReport } from './parse-reporter.ts';

/**
 * @param baseName - of a report that is to go to a folder, without extension
 * @returns the reports, with a file for each that names a folder
 */
export function inFolders<Row extends ReporterRow>(
  reports: readonly AskedReport<Row>[],
  baseName: string,
): AskedReport<Row>[] {
  return reports.map((report) => {
    const { file, reporter } = report;
    if (file === undefined || !isFolder(file)) return report;
    return { ...report, file: path.join(file, `${baseName}.${reporter.extension}`), folder: file };
  });
}
