import { renderToStaticMarkup } from 'react-dom/server';
import { type Field, faultOf, fieldsOf, targetFrom } from '../../console/web/run/schema';
import { faultsIn } from '../../console/web/run/use-run';
import { whoDecides } from '../../console/web/run/who-decides';
import { WithLinks } from '../../console/web/run/with-links';
import type { Preview } from '../../incidents/views';
import { instancePlan } from '../console/made-up/plans';
import { madeUpSetup } from '../console/made-up/setup';

const setup = madeUpSetup('dana', { paused: false, reason: '', by: 'cordon', at: '' });
const fieldsFor = (id: string): readonly Field[] =>
  fieldsOf(setup.playbooks.find((card) => card.id === id)?.target ?? {});

describe('a form from a playbook’s schema', () => {
  it('has the fields of the target, with what is fixed filled in', () => {
    const fields = fieldsFor('contain-access-key');
    expect(fields.filter(({ fixed }) => fixed === undefined).map(({ title, required }) => [title, required])).toEqual([
      ['Account', true],
      ['Unique id of the user', true],
      ['User name', false],
    ]);
    expect(targetFrom(fields, { accountId: '222222222222', id: ' AIDACKCEVSQ6C2EXAMPLE ', name: '' })).toEqual({
      kind: 'iam-user',
      accountId: '222222222222',
      region: 'global',
      id: 'AIDACKCEVSQ6C2EXAMPLE',
    });
  });

  it('says what the hub would say', () => {
    expect(
      faultsIn(fieldsFor('isolate-instance'), { accountId: '222222222222', region: 'Ireland', id: 'i-12' }),
    ).toEqual({
      region: '“Ireland” is not an AWS Region such as eu-west-1.',
      id: '“i-12” is not an instance id such as i-0123456789abcdef0.',
    });
  });

  it('names what is missing and what is too long', () => {
    const field: Field = { name: 'id', title: 'Id', required: true, maxLength: 3 };
    expect([faultOf(field, ''), faultOf(field, '1234'), faultOf(field, '123')]).toEqual([
      'Id is missing.',
      'Id has 4 characters; 3 is the most.',
      undefined,
    ]);
  });

  it('leaves a pattern that no browser reads to the hub', () => {
    const [field] = fieldsOf({ properties: { id: { type: 'string', pattern: '(' } }, required: ['id'] });
    expect(field && faultOf(field, 'anything')).toBeUndefined();
  });
});

describe('a preview', () => {
  const target = {
    kind: 'ec2-instance',
    accountId: '222222222222',
    region: 'eu-west-1',
    id: 'i-0123456789abcdef1',
  } as const;
  const planned = (approvers: readonly string[], needed: number): Extract<Preview, { kind: 'plan' }> => ({
    kind: 'plan',
    plan: instancePlan(target, '2026-11-23T12:00:00.000Z'),
    needed,
    approvers,
    policy: ['A disruptive change needs it'],
  });
  const said = (approvers: readonly string[], needed: number) => whoDecides(planned(approvers, needed), 'Dana');

  it('says who may approve, and that whoever asks may not', () => {
    expect(said(['Dana', 'Eli', 'Robin'], 1)).toEqual({
      enough: true,
      lines: ['One person has to approve this: Eli or Robin. You ask for it, so you may not approve it.'],
      policy: 'A disruptive change needs it.',
    });
  });

  it('warns when too few could approve', () => {
    expect(said(['Dana', 'Eli'], 2)).toMatchObject({
      enough: false,
      lines: [expect.stringMatching(/^2 different people/), expect.stringMatching(/too few/)],
    });
    expect(said(['Dana'], 1).lines[0]).toContain('nobody is there who may');
  });
});

it('links the incident that a refusal names', () => {
  const text = renderToStaticMarkup(<WithLinks text="i-1 has an open incident, inc-abc-1. Decide that one." />);
  expect(text).toBe('i-1 has an open incident, <a href="#/incidents/inc-abc-1">inc-abc-1</a>. Decide that one.');
});
