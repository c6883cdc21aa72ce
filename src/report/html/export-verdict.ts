/** The first words of an export's page: what is written, what is not, and what only a person can say. */
import { exportQuestions, questionsText } from '../decisions.js';
import type { Report } from '../model.js';
import { lossesOf } from './arrivals.js';
import type { Verdict } from './page.js';
import { countOf, formatCount, isOrAre, needsOrNeed, wasOrWere } from './text.js';

/** The one sentence: whether everything is written. Files are not at their destination yet: nothing has arrived. */
export function verdictOf(report: Report): Verdict {
  const { totals, mailboxes } = report;
  const losses = lossesOf(report).length;
  const undecided = questionsText(exportQuestions(report));
  if (!report.complete) {
    const sentence = `The export was interrupted: ${countOf(totals.exported, 'item')} ${isOrAre(totals.exported)} here so far.`;
    const details = ['Run the same command again: it goes on where it stopped.'];
    return { tone: 'attention', mark: 'Not finished', sentence, details };
  }
  const details = detailsOf(report, losses, undecided);
  if (totals.failed + totals.missing + losses > 0)
    return { tone: 'attention', mark: 'Needs attention', sentence: lostSentence(report, losses), details };
  const of = countOf(mailboxes.length, 'mailbox');
  const whole =
    totals.skipped === 0
      ? `All ${countOf(totals.exported, 'item')} of ${of} are written`
      : `All ${countOf(totals.exported, 'item')} that were asked for, of ${of}, are written`;
  if (undecided !== '')
    return {
      tone: 'attention',
      mark: 'Needs your decision',
      sentence: `${whole}, but not everything was asked for.`,
      details,
    };
  return { tone: 'good', mark: 'Written', sentence: `${whole}.`, details };
}

function lostSentence({ totals }: Report, losses: number): string {
  const { found, failed, missing } = totals;
  const gone = `${countOf(missing, 'item')} that the server knew ${isOrAre(missing)} missing from its disk`;
  if (failed > 0) {
    const lost = `${formatCount(failed)} of ${countOf(found, 'item')} ${needsOrNeed(failed)} your attention`;
    return missing > 0 ? `${lost}, and ${gone}.` : `${lost}.`;
  }
  if (missing > 0) return `Every file of the store was read, but ${gone}.`;
  return `All items that could be read are written, but ${countOf(losses, 'place')} could not be read.`;
}

function detailsOf({ totals, mailboxes, late }: Report, losses: number, undecided: string): string[] {
  const { found, exported, skipped, failed } = totals;
  const parts = [
    ...(skipped > 0
      ? [`${formatCount(skipped)} ${wasOrWere(skipped)} left out by rule or by your own filters, each with its reason`]
      : []),
    ...(failed > 0 ? [`${formatCount(failed)} could not be read or converted`] : []),
    ...(losses > 0 ? [`${countOf(losses, 'place')} could not be read at all`] : []),
  ];
  return [
    ...(parts.length === 0
      ? []
      : [
          `${formatCount(exported)} of ${countOf(found, 'item')} of ${countOf(mailboxes.length, 'mailbox')} ${isOrAre(exported)} written; ${parts.join('; ')}.`,
        ]),
    ...(undecided === '' ? [] : [`Left behind unless you say so: ${undecided}.`]),
    ...(late !== null && late.count > 0 ? [`${countOf(late.count, 'message')} came after the switch.`] : []),
  ];
}
