import { fixtureNames } from '../../../local/findings';
import { catalogue } from '../../../local/page/catalogue';
import { playbooks } from '../../../playbooks/index';

const { groups, targets } = catalogue();
const all = groups.flatMap(({ findings }) => findings);

describe('what "Send a finding" offers', () => {
  it('is every fixture once, below the playbook that answers it', () => {
    expect(all.map(({ name }) => name).sort()).toEqual([...fixtureNames].sort());
    const known = playbooks.map(({ id }) => id);
    expect(groups.map(({ id }) => id).filter((id) => id !== 'refused' && !known.includes(id))).toEqual([]);
    const group = (name: string) => groups.find(({ findings }) => findings.some((one) => one.name === name))?.id;
    expect(
      ['ec2-command-and-control', 'iam-user-compromised-key', 'rds-successful-brute-force', 'empty-detail'].map(group),
    ).toEqual(['isolate-instance', 'contain-access-key', 'review-finding', 'refused']);
  });

  it('begins with the finding that npm start sends', () => {
    expect(all[0]?.name).toBe('ec2-command-and-control');
  });

  it('has titles for people, which name nothing of the fixture that will be another', () => {
    expect(all.find(({ name }) => name === 'ec2-command-and-control')?.title).toBe(
      'An EC2 instance is talking to a command-and-control server',
    );
    for (const { title } of all) {
      expect(title).not.toMatch(/i-0|report-export|web-1/);
      expect(title.charAt(0)).toBe(title.charAt(0).toUpperCase());
    }
  });

  it('says of a sample, an archived one and a file that is none what will become of it', () => {
    const noteOf = (name: string) => all.find((one) => one.name === name)?.note ?? '';
    expect(noteOf('ec2-sample')).toContain('a sample: Cordon drops it');
    expect(noteOf('ec2-archived')).toContain('archived: Cordon drops it');
    expect(noteOf('empty-detail')).toBe('detail is empty; it must hold one finding.');
  });

  it('names the seeded things of all three accounts', () => {
    expect(new Set(targets.map(({ account }) => account))).toEqual(new Set(['staging', 'production', 'sandbox']));
    expect(targets.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['web-1', 'backup-agent', 'sandbox-deploy']),
    );
  });
});
