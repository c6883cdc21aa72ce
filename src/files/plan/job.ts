/** Runs one job: all folders whose mail goes into one output. */
import type { Delta } from '../workspace/delta.js';
import { type FolderResult, type JobContext, runFolder } from '../job/folder-run.js';
import { JobMail } from '../job/job-mail.js';
import type { Job } from './planned.js';

/** Runs a job to its end. Throws only when the output cannot be written, or the run is interrupted. */
export function runJob(job: Job, delta: Delta, out: string, context: JobContext): FolderResult[] {
  const mail = new JobMail(job, context, delta, out);
  try {
    mail.begin();
    const results = job.folders.map((planned) => runFolder(job, planned, mail, context));
    mail.finish();
    return results;
  } finally {
    mail.close();
    context.reader.close();
  }
}
