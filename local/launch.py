"""Starts one emulator, or the fault proxy before one: launch.py moto|ministack PORT, launch.py microburst PORT UPSTREAM

Ten things that neither emulator does by itself:
  * listening sockets get TCP_NODELAY (without it each keep-alive call waits 44 ms for a delayed ACK);
  * MiniStack accepts PutEvents with `aws.*` sources, as AWS does from its own services only. The stand-in for
    GuardDuty needs it; no other door is opened;
  * MiniStack polls each stream by itself, as AWS does: by default one thread polls everything and waits for every
    function that follows a stream, so that a busy follower would hold all queues up;
  * MiniStack fills the batch of a stream with changes that pass its filter, as AWS does: by default it reads so many
    changes and gives what the filter leaves of them, mostly one or none;
  * MiniStack gives a function as many messages of a queue at once as its event source says, as AWS does, and goes
    through what waits in the queue once for them: by default ten at most, and eleven fields of every message waiting
    are looked at again each time;
  * functions leave the processors to MiniStack, which all of them wait for, and those that can wait to those that
    cannot, as far as CORDON_YIELDING says: on AWS each has its own;
  * MiniStack's threads take turns every half millisecond, not every five: a small call would wait behind a big one at
    each of its steps;
  * Moto reads its list of AWS's own policies once, not with the first call of every account (0.1 to 0.2 s each), and
    looks up its services and their methods once, not with every call (which takes almost half of a small one);
  * Moto gives IAM users an id of AWS's form, AIDA and 17 capitals or digits: findings and targets name users by it;
  * the end of standard input ends the whole process group. The parent holds the other end of that pipe, so nothing
    outlives it, however it dies, and MiniStack's Lambda workers do not outlive MiniStack.
"""

import functools
import json
import os
import signal
import socket
import sys
import threading
import time


def end_with_parent():
    while os.read(0, 4096):
        pass
    os.killpg(os.getpgrp(), signal.SIGKILL)


def without_delay():
    plain_listen = socket.socket.listen

    def listen(self, *args):
        if self.family in (socket.AF_INET, socket.AF_INET6):
            self.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return plain_listen(self, *args)

    socket.socket.listen = listen


def reading_policies_once():
    from moto.iam.models import IAMBackend

    plain_read = IAMBackend._init_aws_policies
    read = {}

    def policies_of(self):
        if self.region_name not in read:
            read[self.region_name] = plain_read(self)
        return [copy_for(self.account_id, policy) for policy in read[self.region_name]]

    # copy.copy asks each object how it wants to be copied: 30 ms for an account instead of 2.
    def copy_for(account_id, policy):
        own = object.__new__(type(policy))
        own.__dict__.update(policy.__dict__, account_id=account_id)
        return own

    IAMBackend._init_aws_policies = policies_of


def looking_up_once():
    from moto import backends
    from moto.core import responses

    modules = frozenset(backends.list_of_moto_modules())
    backends.list_of_moto_modules = lambda: modules
    responses.method_names_from_class = functools.cache(responses.method_names_from_class)


def moto(port):
    from moto.iam.models import User
    from moto.server import main

    plain_init = User.__init__

    def init(self, *args, **kwargs):
        plain_init(self, *args, **kwargs)
        self.id = "AIDA" + self.id[:17].upper()

    User.__init__ = init
    reading_policies_once()
    looking_up_once()
    main(["-H", "127.0.0.1", "-p", port])


# As many as AWS reads from a stream at once.
CHANGES = 1000


def filling_batches(mine):
    from ministack.services import dynamodb, lambda_svc

    plain_since = dynamodb.stream_records_since

    def since(table, position, limit, **scope):
        filters = ((getattr(mine, "esm", None) or {}).get("FilterCriteria") or {}).get("Filters")
        if not filters:
            return plain_since(table, position, limit, **scope)
        read, wanted = plain_since(table, position, CHANGES, **scope), [json.loads(one["Pattern"]) for one in filters]
        for end, record in enumerate(read):
            limit -= any(lambda_svc._match_esm_filter(record, one) for one in wanted)
            if limit < 0:
                return read[:end]
        return read

    dynamodb.stream_records_since = since


def polling_streams_aside():
    from ministack.core.concurrency import esm_wake
    from ministack.services import lambda_svc

    plain_poll, every, plain_wake = lambda_svc._poll_dynamodb_streams, lambda_svc._iter_all_esms, esm_wake.set
    mine, woken = threading.local(), {}

    def iterate():
        chosen = getattr(mine, "esm", None)
        return [one for one in every() if chosen is None or one[2]["UUID"] == chosen["UUID"]]

    def wake():
        plain_wake()
        for event in list(woken.values()):
            event.set()

    def follow(esm, event):
        mine.esm, idle = esm, False
        while True:
            event.clear()
            try:
                if plain_poll():
                    idle = False
                    continue
            except Exception as error:
                print(f"stream of {esm['UUID']}: {error}", file=sys.stderr)
            # As MiniStack's own loop does: somebody else's news wakes us at most every 50 ms.
            if idle:
                time.sleep(0.05)
            idle = event.wait(1)

    def poll():
        for _account, _region, esm in every():
            name = esm["UUID"]
            if ":dynamodb:" in esm.get("EventSourceArn", "") and name not in woken:
                woken[name] = threading.Event()
                threading.Thread(target=follow, args=(esm, woken[name]), daemon=True).start()
        return False

    filling_batches(mine)
    lambda_svc._iter_all_esms, lambda_svc._poll_dynamodb_streams = iterate, poll
    esm_wake.set = wake


def whole_batches():
    from ministack.services import sqs

    plain_ensure = sqs._ensure_msg_fields

    def ensure(message):
        if not message.get("ensured"):
            plain_ensure(message)
            message["ensured"] = True

    # MiniStack's own, without its limit of ten: every pass goes through all that waits in the queue.
    def receive(queue_url, size):
        with sqs._queues_lock:
            queue = sqs._get_q(queue_url)
            sqs._expire_retained(queue)
            sqs._dlq_sweep(queue)
            return sqs._collect_msgs(queue, int(size), int(queue["attributes"].get("VisibilityTimeout", "30")))

    sqs._ensure_msg_fields, sqs._receive_messages_for_esm = ensure, receive


def yielding(far):
    from ministack.core.lambda_runtime import Worker

    plain_spawn = Worker._spawn

    def spawn(self, *args, **kwargs):
        done = plain_spawn(self, *args, **kwargs)
        if self._proc:
            os.setpriority(os.PRIO_PROCESS, self._proc.pid, far.get(self.func_name, 5))
        return done

    Worker._spawn = spawn


def ministack(port):
    os.environ.update(BIND_HOST="127.0.0.1", GATEWAY_PORT=port)
    sys.setswitchinterval(0.0005)
    sys.argv = ["ministack"]
    from ministack.app import main
    from ministack.services import eventbridge

    put_events = eventbridge._put_events
    eventbridge._put_events = lambda data, allow_aws_source=False: put_events(data, allow_aws_source=True)
    polling_streams_aside()
    whole_batches()
    yielding(json.loads(os.environ.get("CORDON_YIELDING", "{}")))
    main()


def microburst(port, upstream):
    from microburst.cli import main
    from microburst.detection import host

    # Which service a host's name belongs to: reads all models of botocore, for many seconds. Our hosts are addresses.
    host._endpoint_prefix_map = dict

    main(["--host", "127.0.0.1", "--port", port, "--upstream", upstream, "--no-resign"])


if __name__ == "__main__":
    # A group of its own is what makes the kill above safe: without one it would reach the parent.
    if os.getpgrp() != os.getpid():
        os.setpgid(0, 0)
    threading.Thread(target=end_with_parent, daemon=True).start()
    without_delay()
    {"moto": moto, "ministack": ministack, "microburst": microburst}[sys.argv[1]](*sys.argv[2:])
