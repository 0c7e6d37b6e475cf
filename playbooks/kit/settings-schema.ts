import * as z from 'zod';
import { ENVIRONMENTS } from './environments';
import { ACCOUNT_ID, REGION, targetSchema } from './target';

export const accountId = z.string().regex(ACCOUNT_ID, 'must be a 12-digit account id such as "222222222222"');
const awsRegion = z
  .string()
  .regex(REGION, 'must be an AWS Region such as "eu-west-1"')
  .refine((region) => region !== 'global', 'must be an AWS Region such as "eu-west-1"');
/** `o-…`: the organisation. */
export const organizationId = z
  .string()
  .regex(/^o-[a-z0-9]{10,32}$/, 'must be an organisation id such as "o-a1b2c3d4e5"');
/** `ou-…`: one organisational unit. */
export const unitId = z
  .string()
  .regex(/^ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}$/, 'must be the id of an organisational unit such as "ou-ab12-11111111"');
/** `r-…`: the root, which holds every account. */
export const rootId = z.string().regex(/^r-[a-z0-9]{4,32}$/, 'must be the id of a root such as "r-ab12"');
const principal = z
  .string()
  .regex(
    /^arn:[\w*-]+:iam::(\d{12}|\*):(user|role)\/.+$/,
    'must be the ARN of users or roles such as "arn:aws:iam::*:role/break-glass-*"',
  );
const slackUser = z.string().regex(/^[UW][A-Z0-9]{2,}$/, 'must be a Slack user id such as "U024BE7LH"');
const slackChannel = z.string().regex(/^[CG][A-Z0-9]{2,}$/, 'must be a Slack channel id such as "C024BE91L"');
const loopback = z.url({
  protocol: /^http$/,
  hostname: /^127\.0\.0\.1$/,
  error: 'must be an http address on 127.0.0.1',
});
const count = z.number().int().min(1).max(20);
/** As long as a queue can hold a message back. */
const wait = z.number().int().min(0).max(900);

/** One person, joined from Slack, IAM and the names that findings and owner tags use. */
export const personSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9._-]{0,40}$/, 'must be a short lower-case name such as "dana"'),
  name: z.string().min(1).max(80),
  slack: slackUser,
  email: z.email().optional(),
  /** ARNs, unique ids (AIDA…) or user names by which findings, owner tags and the operator API know this person. */
  knownAs: z.array(z.string().min(1).max(2048)).default([]),
  groups: z.array(z.string().min(1)).default([]),
});
export type Person = z.infer<typeof personSchema>;

const timing = z.strictObject({
  deadlineMinutes: z.number().positive().max(1440),
  /** After so many minutes without a decision: one reminder, then the next tier. */
  remindAfterMinutes: z.number().positive(),
  escalate: z
    .strictObject({ afterMinutes: z.number().positive(), groups: z.array(z.string()).min(1), channel: slackChannel })
    .optional(),
});

const approvalRule = timing.extend({
  /** A person of any of these groups may vote. */
  groups: z.array(z.string()).min(1),
  /** Distinct people needed in production and in unknown environments, and elsewhere. */
  needed: z.strictObject({ production: count, other: count }),
  /** Other times in some environments: each field given here stands in for the rule's own. Who may vote stays the same. */
  in: z.partialRecord(z.enum(ENVIRONMENTS), timing.partial()).optional(),
});
export type ApprovalRule = z.infer<typeof approvalRule>;

const riskRules = z.strictObject({ reversible: approvalRule, disruptive: approvalRule, destructive: approvalRule });

const drillTarget = targetSchema.refine(
  ({ kind }) => kind !== 'finding',
  'must be an instance or an IAM user, such as { "kind": "iam-user", "accountId": "222222222222", "region": "global", "id": "AIDACKCEVSQ6C2EXAMPLE" }',
);

/** What functions run with. The configuration that people write (cdk/config-schema.ts) becomes this at synth. */
export const settingsSchema = z.strictObject({
  hub: z.strictObject({ accountId, region: awsRegion }),
  /** Every Region whose findings count; the hub's own always does. */
  regions: z.array(awsRegion).default([]),
  organizationId: organizationId.optional(),
  /** GuardDuty's delegated administrator, which speaks for its members. Unset: the hub's own account. */
  guardDutyAdministrator: accountId.optional(),
  accounts: z
    .array(
      z.strictObject({
        id: accountId,
        name: z.string().min(1).max(60),
        environment: z.enum(ENVIRONMENTS),
        /** Out of dry run: changes are really made. */
        live: z.boolean().default(false),
        /** The unit that the environment comes from: it holds for as long as the list of accounts is fresh. */
        unit: unitId.optional(),
        /** The service control policy of the shield lies on this account. */
        shielded: z.literal(true).optional(),
      }),
    )
    .min(1),
  /** The list of accounts that units were resolved with, and until when it is believed. */
  accountsList: z
    .strictObject({ listedAt: z.iso.datetime(), freshForDays: z.number().int().min(1).max(365) })
    .optional(),
  people: z.array(personSchema).min(1),
  approval: riskRules,
  slack: z.strictObject({
    teamId: z.string().regex(/^[TE][A-Z0-9]+$/, 'must be a workspace id such as "T024BE7LD"'),
    appId: z.string().regex(/^A[A-Z0-9]+$/, 'must be an app id such as "A024BE7LD"'),
    /** Requests on findings of severity ≥ 7 and requests that people start go to `urgent`. */
    channels: z.strictObject({ urgent: slackChannel, routine: slackChannel, page: slackChannel }),
    /** Mentioned when someone is paged: a user group id such as "S0614TZR7", or empty for @here. */
    pageGroup: z.string().default(''),
    /** Unset on Slack itself. */
    apiUrl: loopback.optional(),
  }),
  /** ARN patterns (`*` allowed) and immutable ids that no plan may touch. Cordon's own roles, service-linked and SSO roles are built in. */
  neverTouch: z.array(z.string().min(3)).default([]),
  /** Who comes in when everything else fails: never touched, and let through by the shield. */
  breakGlass: z.array(principal).default(['arn:*:iam::*:user/break-glass*', 'arn:*:iam::*:role/break-glass*']),
  /** Disruptive steps per account and hour before the breaker opens. */
  breaker: z
    .strictObject({ disruptiveStepsPerHour: z.number().int().min(1).max(1000) })
    .default({ disruptiveStepsPerHour: 10 }),
  /**
   * When ten or more come at once, incidents that can wait (severity below 7) are investigated this many
   * seconds later, each at its own moment between the two: more findings about the same target are asked about once, and
   * an account's API limits are left to what is urgent.
   */
  flood: z
    .strictObject({ waitSeconds: z.strictObject({ from: wait, to: wait }) })
    .refine(({ waitSeconds: { from, to } }) => from <= to, {
      path: ['waitSeconds', 'to'],
      error: 'must not be less than from',
    })
    .default({ waitSeconds: { from: 60, to: 120 } }),
  quietHoursAfterDenial: z.number().min(0).max(168).default(12),
  playbooks: z.record(z.string(), z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))).default({}),
  /** The account that a copy of each closed audit chain goes to, which nobody can change or remove for so many days. */
  logArchive: z.strictObject({ accountId, days: z.number().int().min(1).max(3650).default(365) }).optional(),
  drills: z
    .strictObject({
      channel: slackChannel,
      /** Each hour one of these is asked about in this channel. Nothing is ever done to it. */
      targets: z.array(drillTarget).max(20).default([]),
      /** Accounts in which `cordon drill` may contain, and put back, what it made itself. They have to be live. */
      full: z.strictObject({ accounts: z.array(accountId).min(1).max(20) }).optional(),
    })
    .optional(),
  /** Emulators only; unset on AWS. `default` stands for every service that is not named. */
  memberEndpoints: z.record(z.string(), loopback).optional(),
  /** How late a view may be, and how often the sweeper runs, in seconds: faster on one machine. */
  sweepSeconds: z.number().min(1).max(60).default(60),
});
export type Settings = z.infer<typeof settingsSchema>;
