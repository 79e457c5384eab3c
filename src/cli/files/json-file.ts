import { ReportFile } from './report-file.ts';

/** The file that the JSON report goes to: opened before the run, written after it. */
export class JsonFile extends ReportFile {
  /** @throws CliError if it cannot be opened; what is in it stays until there is something new */
  constructor(path: string) {
    super(path, 'JSON report');
  }
}
