import type * as z from 'zod';
import type { settingsSchema } from '../playbooks/kit/settings';

/** What `cordon.config.ts` exports as `config`: the settings, with everything optional that has a default. */
export type Config = z.input<typeof settingsSchema>;
