import * as z from 'zod';
import { type TargetKind, targetSchema } from './target';

/** JSON Schema of each kind of target, for a form. Bundles hold it made: what makes it is a fifth of zod. */
export const targetForms = Object.fromEntries(
  targetSchema.options.map((option) => [option.shape.kind.value, z.toJSONSchema(option)]),
) as Readonly<Record<TargetKind, object>>;
