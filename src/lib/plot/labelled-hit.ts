import type { Hit } from './geometry/hits';

/** A hit with its words. */
export interface LabelledHit extends Hit {
	/** For assistive technology: the whole in one sentence. */
	label: string;
	/** For the note beside it; the first line is set bold. */
	lines: readonly string[];
	isPressable?: boolean;
}
