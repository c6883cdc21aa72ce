/** What a move asks for, with the files that its flags name at hand. */
import { heldFiles, type InputFiles } from '../../core/input-files.js';
import type { MoveAsk, Way } from './messages.js';
import { planText } from './plan.js';

/** The files of the disk, and in place of some the plan and what somebody typed. */
export function filesOf({ plan, planFile, held }: MoveAsk, way: Way): InputFiles {
  return heldFiles({ ...held, [planFile]: planText(plan, way) });
}
