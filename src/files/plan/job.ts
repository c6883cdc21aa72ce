/** Runs one job: all folders whose mail goes into one output. */
import type { Delta } from '../workspace/delta.js';
import type { KeptMail } from '../earlier/kept-mail.js';
import { DraftLines } from '../job/draft-lines.js';
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
  if (context.options.mailFormat !== 'pst') return runFolders(job, site, context).results;
  const draft = new DraftLines(context.files.root);
  try {
    const { results, renamed } = runFolders(job, site, { ...context, ledger: draft });
    if (renamed !== null && context.named.delete(renamed.from)) context.named.add(renamed.to);
    return draft.settle(results, renamed, context.ledger);
  } finally {
    draft.drop();
  }
}

interface RunFolders {
  readonly results: FolderResult[];
  /** A file of it that is called otherwise than the lines say. */
  readonly renamed: ReturnType<JobMail['finish']>;
}

function runFolders(job: Job, site: JobSite, context: JobContext): RunFolders {
  const mail = new JobMail(job, context, site);
  try {
    mail.begin();
    const results = job.folders.map((planned) => runFolder(job, planned, mail, context));
    mail.order?.goneFolders(site.delta.previous.gone.length);
    for (const gone of site.delta.previous.gone) {
      if (gone.leaves) dropGoneFolder(gone, context);
      else results.push(runGoneFolder(gone, mail, { ...context, out: site.out }));
    }
    return { results, renamed: mail.finish() };
  } finally {
    mail.close();
    context.reader.close();
  }
}
