import { readInstance } from '../../local/read-back';
import { asking, closed } from '../../local/records';
import { type Host, launch } from '../stage/targets';
import { approveOn, cardSaying, fillModal, pressOn, readAnswer, submitModal } from './acts';
import { actAs, openPage, type PageStage } from './open-page';

/** A router, firewall or NAT instance forwards what is not meant for it: cutting one off takes two people. */
const forwards = async ({ way: { staging } }: PageStage, { id, interfaceIds }: Host): Promise<void> => {
  const SourceDestCheck = { Value: false };
  await staging.ec2.modifyInstanceAttribute({ InstanceId: id, SourceDestCheck });
  await staging.ec2.modifyNetworkInterfaceAttribute({ NetworkInterfaceId: interfaceIds[0], SourceDestCheck });
};

/** From here on the load balancer sends traffic to it: more is reached than the card says. */
const serve = ({ way: { staging }, stage }: PageStage, { id }: Host): Promise<unknown> =>
  staging.elb.registerTargets({ TargetGroupArn: stage.seed.staging.targetGroupArn, Targets: [{ Id: id }] });

export const staleTests = (thePages: () => PageStage): void => {
  it('is shown anew, with its votes cleared, to whoever reviews it after more came into reach, and is approved as it is now', async () => {
    const pages = thePages();
    const host = await launch(pages.way);
    await forwards(pages, host);
    await pages.stage.send('ec2-command-and-control', host.subject);
    const opened = await openPage(pages);
    const typed = host.id.slice(-4);
    const sure = { Reason: 'Beacons in the proxy logs', 'Last four characters': typed };
    expect(await approveOn(opened, host.id, sure)).toContain('1 of 2');
    const { incidentId } = (await pages.records.untilOn(host.target, asking)).meta;

    await serve(pages, host);
    await actAs(opened, 'Eli');
    await pressOn(opened, host.id, /^Review/);
    const { modal, submit } = await fillModal(opened, sure);
    expect(await modal.textContent()).toMatch(
      /Plan changed, votes cleared: review again[\s\S]*it now also reaches: target group web/,
    );
    const revised = await pages.records.until(incidentId, (record) => record.approval?.revision === 2);
    expect(revised.approval).toMatchObject({ status: 'PENDING', approvals: 0 });
    await modal.getByLabel('Last four characters').fill('none');
    await submit.click();
    await modal.getByText(`These are not the last four characters of ${host.id}.`).waitFor();
    await submitModal(opened, { 'Last four characters': typed });
    expect(await readAnswer(opened, /is recorded/)).toContain('1 of 2');
    await cardSaying(opened, 'Replaced by revision 2', host.id);

    await actAs(opened, 'Dana');
    expect(await approveOn(opened, host.id, sure)).toContain('Approved.');
    await cardSaying(opened, 'Contained', host.id);
    const record = await pages.records.until(incidentId, closed);
    const counted = record.votes.filter(({ revision }) => revision === 2).map(({ personId }) => personId);
    expect(counted.sort()).toEqual(['dana', 'eli']);
    expect(record.meta.outcome).toBe('contained');
    expect((await readInstance(pages.stage.membersUrl, host.id)).openGroups).toEqual([]);
    await opened.close();
  });
};
