/** Runs one job: all folders whose mail goes into one output. */
import type { Delta } from '../workspace/delta.js';
import type { KeptMail } from '../earlier/kept-mail.js';
import { type FolderResult, type JobContext } from '../job/job-context.js';
import { runFolder } from '../job/folder-run.js';
import { dropGoneFolder, runGoneFolder } from '../earlier/gone-folder.js';
import { JobMail } from '../job/job-mail.js';
import type { Job } from './planned.js';

/** Where a job finds what an earlier run left. */
interface JobSite {
  readonly delta: Delta;
  readonly out: string;
  readonly kept: KeptMail;
}

/** Runs a job to its end. Throws only when the output cannot be written, or the run is interrupted. */
export function runJob(job: Job, site: JobSite, context: JobContext): FolderResult[] {
  const mail = new JobMail(job, context, site);
  try {
    mail.begin();
    const results = job.folders.map((planned) => runFolder(job, planned, mail, context));
    for (const gone of site.delta.previous.gone) {
      if (gone.leaves) dropGoneFolder(gone, context);
      else results.push(runGoneFolder(gone, mail, { ...context, out: site.out }));
    }
    mail.finish();
    return results;
  } finally {
    context.reader.close();
  }
}
