import type { Picture, PictureLine, Tone } from '../../../playbooks/kit/picture';
import type { Target } from '../../../playbooks/kit/target';

const said = (tone: Tone, ...texts: string[]): readonly PictureLine[] => texts.map((text) => ({ text, tone }));

/** `before` is open to the world, `after` is quarantined. */
export const instancePicture = (target: Target, when: 'before' | 'after', at: string): Picture => ({
  kind: 'ec2-instance',
  title: `${target.name ?? target.id}, t3.large, running`,
  lines: [...said('neutral', 'role shop-web', 'public address 203.0.113[.]25')],
  parts: [
    {
      id: 'eni-0aa1',
      kind: 'interface',
      title: 'eni-0aa1 · 10.0.1.14',
      tone: when === 'before' ? 'open' : 'closed',
      lines:
        when === 'before'
          ? said('neutral', 'web (sg-0web)', 'ssh-from-anywhere (sg-0ssh)')
          : said('closed', 'cordon-quarantine (sg-0quar)'),
      reach:
        when === 'before'
          ? said('open', '0.0.0.0/0 → tcp 22', '0.0.0.0/0 → tcp 443', 'all → 0.0.0.0/0')
          : said('closed', 'nothing in, nothing out'),
    },
    {
      id: 'eni-0bb2',
      kind: 'interface',
      title: 'eni-0bb2 · 10.0.2.31',
      tone: when === 'before' ? 'open' : 'closed',
      lines:
        when === 'before'
          ? said('neutral', 'database-clients (sg-0db)')
          : said('closed', 'cordon-quarantine (sg-0quar)'),
      reach: when === 'before' ? said('open', 'all → sg-0database') : said('closed', 'nothing in, nothing out'),
    },
    {
      id: 'vol-0a11c2d3e4f567890',
      kind: 'volume',
      title: 'vol-0a11c2d3e4f567890 · 20 GiB',
      tone: 'neutral',
      lines: said('neutral', when === 'before' ? 'no snapshot of this case' : 'snapshot snap-0e5 of this case'),
      reach: [],
    },
  ],
  at,
});

export const userPicture = (target: Target, when: 'before' | 'after', at: string): Picture => ({
  kind: 'iam-user',
  title: target.name ?? target.id,
  lines: said('neutral', 'made 2025-03-11', 'no MFA device'),
  parts: [
    ...['AKIAIOSFODNN7EXAMPLE', 'AKIAI44QH8DHBEXAMPLE'].map((id, index) => ({
      id,
      kind: 'access-key' as const,
      title: id,
      tone: when === 'before' ? ('open' as const) : ('closed' as const),
      lines: said(
        when === 'before' ? 'open' : 'closed',
        when === 'before' ? 'Active' : 'Inactive',
        ...(index === 0 ? ['last used 2026-11-23 02:51 UTC for s3'] : ['never used']),
      ),
      reach: when === 'before' ? said('open', 'all that PowerUserAccess allows') : said('closed', 'signs nothing'),
    })),
    {
      id: 'password',
      kind: 'password',
      title: 'Console password',
      tone: when === 'before' ? 'open' : 'closed',
      lines: said('neutral', 'since 2025-03-11, never used'),
      reach: when === 'before' ? said('open', 'signs in') : said('closed', 'signs in, and is denied everything'),
    },
    {
      id: 'policies',
      kind: 'policy',
      title: 'Policies',
      tone: when === 'before' ? 'open' : 'closed',
      lines:
        when === 'before'
          ? said('open', 'PowerUserAccess')
          : [...said('neutral', 'PowerUserAccess'), ...said('closed', 'AWSDenyAll')],
      reach: [],
    },
  ],
  at,
});
